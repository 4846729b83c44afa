import Glibc

/// The last step of a YOLOv5 network: turns its outputs, one for each size of objects, into boxes.
///
/// **Shape**: each output f32 `[anchor][4 + 1 + class][row][column]`: x, y, width, height, objectness, then
/// the classes.
///
/// **Source**: the `Detect` layer and `non_max_suppression` of ultralytics/yolov5. With σ for the sigmoid, in
/// f32: centre (2σ(x) − 0.5 + column) · stride, size (2σ(w))² · anchor, score σ(objectness) · σ(class); a box
/// stands for its best class alone; suppression per class. Defaults as there: 0.25 for scores, 0.45 for
/// overlap.
public struct YoloV5Heads: Sendable {
  /// The most values per cell of an output; COCO's networks have 255.
  public static let channelLimit = 1 << 20
  /// How far from 0…1 values may lie and still be what a sigmoid gave: codes of 8 bits are that coarse.
  public static let roundingMargin: Float = 1 / 64

  /// The shape of an output.
  public struct Extent: Sendable, Equatable {
    /// Anchors times (5 + classes).
    public let channels: Int
    /// Rows of cells.
    public let height: Int
    /// Cells in a row.
    public let width: Int

    /// A shape by its parts.
    public init(channels: Int, height: Int, width: Int) {
      (self.channels, self.height, self.width) = (channels, height, width)
    }
  }

  /// One output with what belongs to it.
  public struct Head: Sendable, Equatable {
    /// The output's shape.
    public let extent: Extent
    /// Pixels of the input from cell to cell, across and down.
    public let stride: Int
    /// Its box shapes, in pixels of the input.
    public let anchors: Anchors

    /// Cells of the grid.
    var cells: Int { extent.width * extent.height }
    /// Values of the output.
    var elementCount: Int { extent.channels * cells }
  }

  /// What an output's values are.
  public enum Form: Sendable, Equatable {
    /// They still have to go through a sigmoid.
    case logits
    /// The network ends in sigmoids, as those for Rockchip's chips do.
    case probabilities
  }

  /// The outputs, in the network's order.
  public let heads: [Head]
  /// Classes per box, at least 1.
  public let classCount: Int
  /// Columns of the network's input.
  public let inputWidth: Int
  /// Rows of the network's input.
  public let inputHeight: Int
  /// Scores must be above it.
  public let threshold: Float
  /// Of two boxes of a class whose overlap is above it, the weaker is dropped.
  public let overlapLimit: Float

  /// Settings for outputs of these shapes, in any order, behind an input of so many pixels.
  ///
  /// - Throws: `DetectionError` when a shape does not fit the anchors, the input or the others, or when a setting
  ///   is out of its range.
  public init(
    anchors: HeadAnchors, outputs: [Extent], inputWidth: Int, inputHeight: Int, threshold: Float = 0.25,
    overlapLimit: Float = 0.45
  ) throws(DetectionError) {
    for (name, value) in [("threshold", threshold), ("overlap limit", overlapLimit)] {
      guard value >= 0, value <= 1 else { throw DetectionError(kind: .threshold(name: name, found: value)) }
    }
    guard let rows = anchors.dealt(to: outputs.count) else {
      throw DetectionError(kind: .headCount(outputs: outputs.count, rows: anchors.rows.count))
    }
    var strides: [Int] = []
    for (index, output) in outputs.enumerated() {
      guard let stride = Self.stride(of: output, inputWidth: inputWidth, inputHeight: inputHeight) else {
        throw DetectionError(
          kind: .headGrid(index: index, output, inputWidth: inputWidth, inputHeight: inputHeight))
      }
      strides.append(stride)
    }
    // Small anchors belong to fine grids, in whatever order the outputs come.
    let order = strides.indices.sorted { (strides[$0], $0) < (strides[$1], $1) }
    var heads: [Head?] = outputs.map { _ in nil }
    for (place, index) in order.enumerated() {
      heads[index] = Head(extent: outputs[index], stride: strides[index], anchors: rows[place])
    }
    self.heads = heads.compactMap(\.self)
    classCount = try Self.classCount(of: self.heads)
    (self.inputWidth, self.inputHeight) = (inputWidth, inputHeight)
    (self.threshold, self.overlapLimit) = (threshold, overlapLimit)
  }

  /// Pixels from cell to cell; nil unless they are whole and the same both ways.
  static func stride(of output: Extent, inputWidth: Int, inputHeight: Int) -> Int? {
    let sides = 1...RegionLayer.gridLimit
    guard sides.contains(output.width), sides.contains(output.height), inputWidth > 0, inputHeight > 0,
      inputWidth.isMultiple(of: output.width), inputHeight.isMultiple(of: output.height),
      inputWidth / output.width == inputHeight / output.height
    else { return nil }
    return inputWidth / output.width
  }

  /// What all heads agree on.
  private static func classCount(of heads: [Head]) throws(DetectionError) -> Int {
    var common: Int?
    for (index, head) in heads.enumerated() {
      let (channels, anchorCount) = (head.extent.channels, head.anchors.shapes.count)
      guard (1...channelLimit).contains(channels), channels.isMultiple(of: anchorCount),
        channels / anchorCount > 5
      else { throw DetectionError(kind: .headChannels(index: index, found: channels, anchors: anchorCount)) }
      let count = channels / anchorCount - 5
      guard count == common ?? count else {
        throw DetectionError(kind: .headClasses(index: index, found: count, expected: common ?? count))
      }
      common = count
    }
    return common ?? 0
  }

  /// What the values of all outputs look like: probabilities when none is outside of 0…1, else logits.
  ///
  /// ``roundingMargin`` is allowed for; NaN says nothing.
  public static func form(of outputs: [[Float]]) -> Form {
    let isOutside = outputs.contains { values in
      values.contains { $0 < -roundingMargin || $0 > 1 + roundingMargin }
    }
    return isOutside ? .logits : .probabilities
  }

  /// The boxes of the outputs, best first; equal scores in the order of the boxes.
  ///
  /// Boxes are counted on from output to output. The form is judged by ``form(of:)`` when it is not given.
  ///
  /// - Throws: `DetectionError` when an output has not the number of elements these settings were made for.
  public func boxes(in outputs: [[Float]], form: Form? = nil) throws(DetectionError) -> [DetectedBox] {
    guard outputs.count == heads.count else {
      throw DetectionError(kind: .headCount(outputs: outputs.count, rows: heads.count))
    }
    for (index, head) in heads.enumerated() where outputs[index].count != head.elementCount {
      throw DetectionError(
        kind: .headElements(index: index, found: outputs[index].count, expected: head.elementCount))
    }
    let form = form ?? Self.form(of: outputs)
    var (found, firstBox): ([DetectedBox], Int) = ([], 0)
    for (head, output) in zip(heads, outputs) {
      appendCandidates(of: head, in: output, form, firstBox: firstBox, to: &found)
      firstBox += head.anchors.shapes.count * head.cells
    }
    let best = found.sorted(by: DetectedBox.isBetter).prefix(DetectedBox.candidateLimit)
    return DetectedBox.suppressed(best, above: overlapLimit)
  }

  /// Every box of an output whose best class is above the threshold; NaN never is.
  private func appendCandidates(
    of head: Head, in output: [Float], _ form: Form, firstBox: Int, to found: inout [DetectedBox]
  ) {
    let cells = head.cells
    for (anchor, shape) in head.anchors.shapes.enumerated() {
      for cell in 0..<cells {
        let base = anchor * (5 + classCount) * cells + cell
        let objectness = Self.probability(output[base + 4 * cells], form)
        // Probabilities are at most 1, so a box at or below the threshold has no class above it.
        guard objectness > threshold else { continue }
        var (best, bestValue) = (0, -Float.infinity)
        for index in 0..<classCount where output[base + (5 + index) * cells] > bestValue {
          (best, bestValue) = (index, output[base + (5 + index) * cells])
        }
        let score = objectness * Self.probability(bestValue, form)
        guard score > threshold else { continue }
        let values = (0..<4).map { 2 * Self.probability(output[base + $0 * cells], form) }
        let (column, row) = (Float(cell % head.extent.width), Float(cell / head.extent.width))
        found.append(
          DetectedBox(
            classIndex: best, score: score, boxIndex: firstBox + anchor * cells + cell,
            centerX: (values[0] - 0.5 + column) / Float(head.extent.width),
            centerY: (values[1] - 0.5 + row) / Float(head.extent.height),
            width: values[2] * values[2] * shape.width / Float(inputWidth),
            height: values[3] * values[3] * shape.height / Float(inputHeight)))
      }
    }
  }

  /// What the network means by a value: 0…1, or NaN.
  static func probability(_ value: Float, _ form: Form) -> Float {
    switch form {
    case .logits: RegionLayer.sigmoid(value)
    // Comparisons this way round keep NaN.
    case .probabilities: value < 0 ? 0 : value > 1 ? 1 : value
    }
  }
}
