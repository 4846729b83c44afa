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
  /// The boxes of `--yolo2`, `--yolo5` or `--yolo8`, nil when none was asked for.
  package var boxes: [DetectedBox]?
  /// How the boxes were read, nil where there is nothing to say.
  package var decoding: String?

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
  private let decoder: BoxDecoder?

  /// Reads labels and anchors.
  package init(
    _ options: OutputOptions, inputs: [TensorDescription], outputs: [TensorDescription]
  ) throws(CommandFailure) {
    self.options = options
    descriptions = outputs
    decoder = try BoxDecoder(options, inputs: inputs, outputs: outputs)
    let given = try options.labels.map { path throws(CommandFailure) in
      Labels(text: String(decoding: try Files.read(path), as: UTF8.self))
    }
    labels = given ?? decoder?.labels
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
    guard let labels, let path = options.labels else { return nil }
    let found = "\(path): \(labels.names.count) labels; the model's outputs have"
    if let decoder {
      guard let count = decoder.classCount, count != labels.names.count else { return nil }
      return "\(found) \(count) classes"
    }
    guard !descriptions.contains(where: { $0.elementCount == labels.names.count }) else { return nil }
    let counts = descriptions.map { "\($0.elementCount)" }.joined(separator: ", ")
    return "\(found) \(counts) elements"
  }

  /// Looks for classes, or for boxes if asked.
  package func findings(_ tensors: [Tensor], input: PreparedInput?) throws(CommandFailure) -> Findings {
    var findings = Findings()
    if let decoder {
      let numbers = zip(tensors, descriptions).map(Self.numbers)
      (findings.boxes, findings.decoding) = try decoder.boxes(in: numbers)
    } else if let index = classOutput, tensors.indices.contains(index) {
      findings.classes = RankedScore.top(
        Self.classLimit, of: Self.numbers(tensors[index], descriptions[index]).floats)
    }
    return findings
  }

  /// An output as numbers: codes become what they stand for.
  private static func numbers(_ tensor: Tensor, _ description: TensorDescription) -> Tensor {
    description.quantization.map(tensor.values) ?? tensor
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

  /// The outputs and what was found, for people.
  package func text(_ tensors: [Tensor], findings: Findings) -> String {
    var lines: [String] = []
    for (tensor, description) in zip(tensors, descriptions) {
      lines.append("\(description.line): \(values(of: Self.numbers(tensor, description)))")
    }
    if let decoding = findings.decoding { lines.append(decoding) }
    if let boxes = findings.boxes {
      lines.append(boxes.isEmpty ? "no box above \(decoder?.threshold ?? 0)" : "boxes:")
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
