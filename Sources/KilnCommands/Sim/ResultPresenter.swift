import Console
package import Detection
import FoundationEssentials
import ImageCodecs
import Pictures
package import Tensors

/// What was found in the outputs: classes ranked by score, boxes.
package struct Findings {
  /// The best classes of the output that looks like a classification; empty when none does.
  package var classes: [RankedScore] = []
  /// The boxes of `--yolo2`, nil when it was not asked for.
  package var boxes: [DetectedBox]?

  /// Nothing found yet.
  package init() {}
}

/// Turns output tensors into what people read.
package struct ResultPresenter {
  /// Classes shown of a classification.
  package static let classLimit = 5
  /// Values shown of any other output.
  package static let valueLimit = 8

  private let options: OutputOptions
  private let descriptions: [TensorDescription]
  private let labels: Labels?
  private let anchors: Anchors?

  /// Reads labels and anchors.
  package init(_ options: OutputOptions, outputs: [TensorDescription]) throws(CommandFailure) {
    self.options = options
    descriptions = outputs
    labels = try options.labels.map { path throws(CommandFailure) in
      Labels(text: String(decoding: try Files.read(path), as: UTF8.self))
    }
    do throws(DetectionError) {
      anchors = try options.yolo2.map { text throws(DetectionError) in try Anchors(parsing: text) }
    } catch {
      throw CommandFailure(
        .usage, "--yolo2: \(error)",
        hints: ["give width and height of each anchor in grid cells: --yolo2 1.08,1.19,3.42,4.41"])
    }
  }

  /// The name of a class.
  package func name(_ index: Int) -> String { labels?.name(of: index) ?? "class \(index)" }

  /// The class that a folder is named after: by label, else by the number of one that the model has.
  package func classIndex(ofFolder name: String) -> Int? {
    if let index = labels?.index(of: name) { return index }
    guard let output = classOutput, let number = Int(name) else { return nil }
    return (0..<descriptions[output].elementCount).contains(number) ? number : nil
  }

  /// What is odd about the options for this model, nil when nothing is.
  package var caution: String? {
    guard let labels, anchors == nil,
      !descriptions.contains(where: { $0.elementCount == labels.names.count })
    else { return nil }
    let counts = descriptions.map { "\($0.elementCount)" }.joined(separator: ", ")
    return
      "\(options.labels ?? ""): \(labels.names.count) labels; the model's outputs have \(counts) elements"
  }

  /// Looks for classes, or for boxes if asked.
  package func findings(_ tensors: [Tensor], input: PreparedInput?) throws(CommandFailure) -> Findings {
    var findings = Findings()
    if let anchors {
      findings.boxes = try boxes(anchors, in: tensors)
    } else if let index = classOutput, tensors.indices.contains(index) {
      findings.classes = RankedScore.top(Self.classLimit, of: tensors[index].floats)
    }
    return findings
  }

  /// The output that is a vector of scores: as many as there are labels, else the only one that is flat.
  private var classOutput: Int? {
    if let labels, let index = descriptions.firstIndex(where: { $0.elementCount == labels.names.count }) {
      return index
    }
    let vectors = descriptions.indices.filter { index in
      let extents = descriptions[index].shape.extents.filter { $0 != 1 }
      return extents.count == 1 && (2...1000).contains(extents[0])
    }
    return vectors.count == 1 ? vectors[0] : nil
  }

  private func boxes(_ anchors: Anchors, in tensors: [Tensor]) throws(CommandFailure) -> [DetectedBox] {
    guard let output = tensors.first else { return [] }
    let extents = output.shape.extents
    guard extents.count >= 3, extents.dropLast(3).allSatisfy({ $0 == 1 }) else {
      throw CommandFailure(
        .work, "--yolo2: output0 has shape \(output.shape); a region layer has channels, rows and columns")
    }
    do throws(DetectionError) {
      let layer = try RegionLayer(
        anchors: anchors, elementCount: output.elementCount, gridWidth: extents[extents.count - 1],
        gridHeight: extents[extents.count - 2], threshold: options.threshold, overlapLimit: options.nms)
      return try layer.boxes(in: output.floats)
    } catch {
      throw CommandFailure(.usage, "--yolo2: \(error)")
    }
  }

  /// The outputs and what was found, for people.
  package func text(_ tensors: [Tensor], findings: Findings) -> String {
    var lines: [String] = []
    for (tensor, description) in zip(tensors, descriptions) {
      lines.append("\(description.line): \(values(of: tensor))")
    }
    if let boxes = findings.boxes {
      lines.append(boxes.isEmpty ? "no box above \(options.threshold)" : "boxes:")
      lines += boxes.map { box in
        let percent = NumberForm.percent(Double(box.score))
        return "  \(name(box.classIndex))  \(percent)  x \(Self.share(box.left))…\(Self.share(box.right)), "
          + "y \(Self.share(box.top))…\(Self.share(box.bottom))"
      }
    }
    lines += rankedLines(findings.classes)
    return lines.joined(separator: "\n")
  }

  /// The best classes, one per line with a bar.
  private func rankedLines(_ classes: [RankedScore]) -> [String] {
    guard !classes.isEmpty else { return [] }
    let isShare = classes.allSatisfy { (0...1.0001).contains($0.score) }
    var table = Table([.init("top \(classes.count)"), .init("score", .right), .init("")])
    for ranked in classes {
      let score = isShare ? NumberForm.percent(Double(ranked.score)) : "\(ranked.score)"
      let bar = isShare ? String(repeating: "█", count: Int((ranked.score * 24).rounded())) : ""
      table.append([name(ranked.index), score, bar])
    }
    return [String(table.plain().dropLast())]
  }

  private func values(of tensor: Tensor) -> String {
    let values = tensor.floats
    guard let least = values.min(), let greatest = values.max() else { return "empty" }
    if values.count <= Self.valueLimit { return values.map { "\($0)" }.joined(separator: ", ") }
    return "from \(least) to \(greatest)"
  }

  private static func share(_ value: Float) -> String { NumberForm.decimal(Double(value), places: 3) }

  /// Draws the boxes into the picture that was given and writes it to `--boxes`.
  package func drawBoxes(_ findings: Findings, input: PreparedInput?) throws(CommandFailure) {
    guard let path = options.boxes, let boxes = findings.boxes else { return }
    guard let source = input?.picture, let placement = input?.placement else {
      throw CommandFailure(.usage, "--boxes: the input is no picture, so there is nothing to draw into")
    }
    var picture = source.converted(to: .rgb888)
    let scale = max(1, min(picture.width, picture.height) / 240)
    for box in boxes {
      let color = Color.palette(for: box.classIndex)
      let rectangle = placement.sourceRectangle(
        left: Double(box.left), top: Double(box.top), right: Double(box.right), bottom: Double(box.bottom))
      picture.outline(rectangle, with: color, thickness: 2 * scale)
      let caption = "\(name(box.classIndex)) \(Int((box.score * 100).rounded()))%"
      let size = Picture.textSize(caption, scale: scale)
      let y = rectangle.y >= size.height ? rectangle.y - size.height : rectangle.y
      picture.text(
        caption, x: rectangle.x, y: y, with: color.contrasting, scale: scale, background: color)
    }
    let png: [UInt8]
    do throws(ImageError) {
      png = try picture.encoded(as: .png)
    } catch {
      throw CommandFailure(.work, "\(path): \(error)")
    }
    try Files.write(png, to: path)
  }
}
