import Detection
import FoundationEssentials
import Tensors

/// Boxes of a model's outputs, as `--yolo2` or `--yolo5` asks for them.
struct BoxDecoder {
  /// The network's last step with what is known of it before a run.
  private enum Step {
    case regionLayer(Anchors)
    case heads(YoloV5Heads)
  }

  private let step: Step
  /// Scores must be above it.
  let threshold: Float
  private let overlapLimit: Float
  /// Names of the classes that come with the anchors, nil where none do.
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
      let heads = try Self.heads(
        anchors, inputs: inputs, outputs: outputs, threshold: threshold, overlapLimit: overlapLimit)
      step = .heads(heads)
      // Networks trained on other pictures keep COCO's anchors, but not its classes.
      labels = anchors == .coco && heads.classCount == Labels.coco.names.count ? .coco : nil
    } else {
      return nil
    }
  }

  /// Classes per box, where that is known before a run.
  var classCount: Int? {
    switch step {
    case .regionLayer: nil
    case .heads(let heads): heads.classCount
    }
  }

  /// The boxes of a run's outputs, best first, and how they were read.
  func boxes(in outputs: [Tensor]) throws(CommandFailure) -> (boxes: [DetectedBox], account: String?) {
    switch step {
    case .regionLayer(let anchors): (try boxes(anchors, in: outputs), nil)
    case .heads(let heads): try boxes(heads, in: outputs)
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
    let strides = heads.heads.map { "\($0.stride)" }.joined(separator: ", ")
    let words =
      switch form {
      case .logits: "some values are outside of 0 to 1, so all go through a sigmoid"
      case .probabilities: "values are 0 to 1 already"
      }
    do throws(DetectionError) {
      let classes = "\(heads.classCount) class\(heads.classCount == 1 ? "" : "es")"
      let account = "decoded as YOLOv5: strides \(strides); \(classes); \(words)"
      return (try heads.boxes(in: values, form: form), account)
    } catch {
      throw CommandFailure(.work, "--yolo5: \(error)")
    }
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

  /// The network's outputs as heads.
  private static func heads(
    _ anchors: HeadAnchors, inputs: [TensorDescription], outputs: [TensorDescription], threshold: Float,
    overlapLimit: Float
  ) throws(CommandFailure) -> YoloV5Heads {
    let hints = [
      "outputs must be anchors*(5 + classes) channels of rows and columns, as rknn_model_zoo exports them"
    ]
    guard let picture = inputs.first.flatMap({ extent(of: $0.shape) }) else {
      let shape = inputs.first.map { "\($0.shape)" } ?? "none"
      throw CommandFailure(.usage, "--yolo5: the model's input is no picture, its shape is \(shape)")
    }
    var extents: [YoloV5Heads.Extent] = []
    for (index, output) in outputs.enumerated() {
      guard let extent = extent(of: output.shape) else {
        throw CommandFailure(
          .usage, "--yolo5: output\(index) has shape \(output.shape), not channels, rows and columns",
          hints: hints)
      }
      extents.append(extent)
    }
    do throws(DetectionError) {
      return try YoloV5Heads(
        anchors: anchors, outputs: extents, inputWidth: picture.width, inputHeight: picture.height,
        threshold: threshold, overlapLimit: overlapLimit)
    } catch {
      throw CommandFailure(.usage, "--yolo5: \(error)", hints: hints)
    }
  }

  /// Channels, rows and columns of a shape that has them, and nothing more.
  private static func extent(of shape: Shape) -> YoloV5Heads.Extent? {
    let extents = shape.extents
    guard extents.count >= 3, extents.dropLast(3).allSatisfy({ $0 == 1 }) else { return nil }
    let sides = Array(extents.suffix(3))
    return YoloV5Heads.Extent(channels: sides[0], height: sides[1], width: sides[2])
  }
}
