import Detection
import FoundationEssentials
import Tensors

/// Boxes of a model's outputs, as `--yolo2`, `--yolo5` or `--yolo8` asks for them.
struct BoxDecoder {
  /// The network's last step with what is known of it before a run.
  private enum Step {
    case regionLayer(Anchors)
    case heads(YoloV5Heads)
    case sides(YoloV8Heads)
  }

  private let step: Step
  /// Scores must be above it.
  let threshold: Float
  private let overlapLimit: Float
  /// Names of the classes that come with the network's form, nil where none do.
  let labels: Labels?

  /// Reads the anchors; nil when no boxes were asked for.
  init?(
    _ options: OutputOptions, inputs: [TensorDescription], outputs: [TensorDescription]
  ) throws(CommandFailure) {
    if let text = options.yolo2 {
      (threshold, overlapLimit, labels) = (options.threshold ?? 0.5, options.nms ?? 0.2, nil)
      do throws(DetectionError) {
        step = .regionLayer(try Anchors(parsing: text))
      } catch {
        throw CommandFailure(
          .usage, "--yolo2: \(error)",
          hints: ["give width and height of each anchor in grid cells: --yolo2 1.08,1.19,3.42,4.41"])
      }
    } else if let text = options.yolo5 {
      (threshold, overlapLimit) = (options.threshold ?? 0.25, options.nms ?? 0.45)
      let anchors = try Self.headAnchors(text)
      let (picture, extents) = try Self.extents("--yolo5", inputs, outputs, hints: Self.headHints)
      let heads: YoloV5Heads
      do throws(DetectionError) {
        heads = try YoloV5Heads(
          anchors: anchors, outputs: extents, inputWidth: picture.width, inputHeight: picture.height,
          threshold: threshold, overlapLimit: overlapLimit)
      } catch {
        throw CommandFailure(.usage, "--yolo5: \(error)", hints: Self.headHints)
      }
      step = .heads(heads)
      // Networks trained on other pictures keep COCO's anchors, but not its classes.
      labels = anchors == .coco && heads.classCount == Labels.coco.names.count ? .coco : nil
    } else if options.yolo8 {
      (threshold, overlapLimit, labels) = (options.threshold ?? 0.25, options.nms ?? 0.45, nil)
      let (picture, extents) = try Self.extents("--yolo8", inputs, outputs, hints: Self.sideHints)
      do throws(DetectionError) {
        step = .sides(
          try YoloV8Heads(
            outputs: extents, inputWidth: picture.width, inputHeight: picture.height, threshold: threshold,
            overlapLimit: overlapLimit))
      } catch {
        throw CommandFailure(.usage, "--yolo8: \(error)", hints: Self.sideHints)
      }
    } else {
      return nil
    }
  }

  private static let headHints = [
    "outputs must be anchors*(5 + classes) channels of rows and columns, as rknn_model_zoo exports them"
  ]
  private static let sideHints = [
    "for each grid there must be outputs of 64 channels and of one a class, as rknn_model_zoo exports them"
  ]

  /// Classes per box, where that is known before a run.
  var classCount: Int? {
    switch step {
    case .regionLayer: nil
    case .heads(let heads): heads.classCount
    case .sides(let heads): heads.classCount
    }
  }

  /// The boxes of a run's outputs, best first, and how they were read.
  func boxes(in outputs: [Tensor]) throws(CommandFailure) -> (boxes: [DetectedBox], account: String?) {
    switch step {
    case .regionLayer(let anchors): (try boxes(anchors, in: outputs), nil)
    case .heads(let heads): try boxes(heads, in: outputs)
    case .sides(let heads): try boxes(heads, in: outputs)
    }
  }

  private func boxes(_ anchors: Anchors, in outputs: [Tensor]) throws(CommandFailure) -> [DetectedBox] {
    guard let output = outputs.first else { return [] }
    guard let extent = Self.extent(of: output.shape) else {
      throw CommandFailure(
        .work, "--yolo2: output0 has shape \(output.shape); a region layer has channels, rows and columns")
    }
    do throws(DetectionError) {
      let layer = try RegionLayer(
        anchors: anchors, elementCount: output.elementCount, gridWidth: extent.width,
        gridHeight: extent.height, threshold: threshold, overlapLimit: overlapLimit)
      return try layer.boxes(in: output.floats)
    } catch {
      throw CommandFailure(.usage, "--yolo2: \(error)")
    }
  }

  private func boxes(
    _ heads: YoloV5Heads, in outputs: [Tensor]
  ) throws(CommandFailure) -> (boxes: [DetectedBox], account: String?) {
    let values = outputs.map { $0.floats }
    let form = YoloV5Heads.form(of: values)
    do throws(DetectionError) {
      return (
        try heads.boxes(in: values, form: form),
        Self.account("YOLOv5", strides: heads.heads.map(\.stride), classCount: heads.classCount, form)
      )
    } catch {
      throw CommandFailure(.work, "--yolo5: \(error)")
    }
  }

  private func boxes(
    _ heads: YoloV8Heads, in outputs: [Tensor]
  ) throws(CommandFailure) -> (boxes: [DetectedBox], account: String?) {
    let values = outputs.map { $0.floats }
    let form = heads.form(of: values) ?? .probabilities
    do throws(DetectionError) {
      return (
        try heads.boxes(in: values, form: form),
        Self.account("YOLOv8", strides: heads.heads.map(\.stride), classCount: heads.classCount, form)
      )
    } catch {
      throw CommandFailure(.work, "--yolo8: \(error)")
    }
  }

  /// How values were read, for people.
  private static func account(
    _ network: String, strides: [Int], classCount: Int, _ form: YoloV5Heads.Form
  ) -> String {
    let words =
      switch form {
      case .logits: "some values are outside of 0 to 1, so all go through a sigmoid"
      case .probabilities: "values are 0 to 1 already"
      }
    let list = strides.map { "\($0)" }.joined(separator: ", ")
    return
      "decoded as \(network): strides \(list); \(classCount) class\(classCount == 1 ? "" : "es"); \(words)"
  }

  private static func headAnchors(_ text: String) throws(CommandFailure) -> HeadAnchors {
    do throws(DetectionError) {
      return try HeadAnchors(parsing: text)
    } catch {
      throw CommandFailure(
        .usage, "--yolo5: \(error)",
        hints: [
          "--yolo5 coco is for networks with YOLOv5's own anchors",
          "for others give width and height of each in pixels, / between outputs: --yolo5 10,13,16,30/30,61",
        ])
    }
  }

  /// The shapes of the picture that goes in and of the outputs.
  private static func extents(
    _ option: String, _ inputs: [TensorDescription], _ outputs: [TensorDescription], hints: [String]
  ) throws(CommandFailure) -> (picture: YoloV5Heads.Extent, outputs: [YoloV5Heads.Extent]) {
    guard let picture = inputs.first.flatMap({ extent(of: $0.shape) }) else {
      let shape = inputs.first.map { "\($0.shape)" } ?? "none"
      throw CommandFailure(.usage, "\(option): the model's input is no picture, its shape is \(shape)")
    }
    var extents: [YoloV5Heads.Extent] = []
    for (index, output) in outputs.enumerated() {
      guard let extent = extent(of: output.shape) else {
        throw CommandFailure(
          .usage, "\(option): output\(index) has shape \(output.shape), not channels, rows and columns",
          hints: hints)
      }
      extents.append(extent)
    }
    return (picture, extents)
  }

  /// Channels, rows and columns of a shape that has them, and nothing more.
  private static func extent(of shape: Shape) -> YoloV5Heads.Extent? {
    let extents = shape.extents
    guard extents.count >= 3, extents.dropLast(3).allSatisfy({ $0 == 1 }) else { return nil }
    let sides = Array(extents.suffix(3))
    return YoloV5Heads.Extent(channels: sides[0], height: sides[1], width: sides[2])
  }
}
