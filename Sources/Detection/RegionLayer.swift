import Glibc

/// The last step of a YOLOv2 network: turns its output into boxes.
///
/// **Shape**: f32 `[anchor][4 + 1 + class][row][column]`: x, y, width, height, objectness, then the classes.
///
/// **Source**: `region_layer.c` of the Kendryte face-detection and 20-class demos (also in MaixPy): sigmoid on x, y and
/// objectness, exp on width and height, softmax over the classes of a box, all in f32; a class counts when objectness
/// times its probability is above the threshold; suppression per class; a box shows its best class that is left.
/// Defaults: 0.5 for scores and 0.2 for overlap, as this project's interface fixes them.
public struct RegionLayer: Sendable {
  /// The most cells along a side of the grid.
  public static let gridLimit = 4096
  /// The most box-and-class pairs that take part in suppression: the best ones, so that work stays bounded.
  public static let candidateLimit = DetectedBox.candidateLimit

  /// The box shapes.
  public let anchors: Anchors
  /// Cells in a row.
  public let gridWidth: Int
  /// Rows of cells.
  public let gridHeight: Int
  /// Classes per box, at least 1.
  public let classCount: Int
  /// Scores must be above it.
  public let threshold: Float
  /// Of two boxes of a class whose overlap is above it, the weaker is dropped.
  public let overlapLimit: Float

  /// Settings for an output of `elementCount` values on a grid.
  ///
  /// - Throws: `DetectionError` when the output does not split into whole boxes (it then says which counts of anchors
  ///   and classes would fit), or when a setting is out of its range.
  public init(
    anchors: Anchors, elementCount: Int, gridWidth: Int, gridHeight: Int, threshold: Float = 0.5,
    overlapLimit: Float = 0.2
  ) throws(DetectionError) {
    let sides = 1...Self.gridLimit
    guard sides.contains(gridWidth), sides.contains(gridHeight) else {
      throw DetectionError(kind: .grid(width: gridWidth, height: gridHeight))
    }
    for (name, value) in [("threshold", threshold), ("overlap limit", overlapLimit)] {
      guard value >= 0, value <= 1 else { throw DetectionError(kind: .threshold(name: name, found: value)) }
    }
    let boxCount = anchors.shapes.count * gridWidth * gridHeight
    guard elementCount > 0, elementCount % boxCount == 0, elementCount / boxCount > 5 else {
      let fits = Self.layouts(elementCount: elementCount, gridWidth: gridWidth, gridHeight: gridHeight)
      throw DetectionError(
        kind: .elementCount(
          found: elementCount, anchors: anchors.shapes.count, gridWidth: gridWidth, gridHeight: gridHeight,
          fits: fits))
    }
    self.anchors = anchors
    self.gridWidth = gridWidth
    self.gridHeight = gridHeight
    classCount = elementCount / boxCount - 5
    self.threshold = threshold
    self.overlapLimit = overlapLimit
  }

  /// Settings that were checked.
  init(
    trusted anchors: Anchors, gridWidth: Int, gridHeight: Int, classCount: Int, threshold: Float,
    overlapLimit: Float
  ) {
    self.anchors = anchors
    self.gridWidth = gridWidth
    self.gridHeight = gridHeight
    self.classCount = classCount
    self.threshold = threshold
    self.overlapLimit = overlapLimit
  }

  /// Values of the output.
  public var elementCount: Int { anchors.shapes.count * (5 + classCount) * gridWidth * gridHeight }

  /// The grid that fits an output when only the network's input size is known, as in kmodel v3; `nil` if none does.
  ///
  /// The input is divided by 32, then 16, 8 and 64: the strides of published networks, the usual one first. With
  /// `classCount` only a grid that gives exactly that many classes counts.
  public static func grid(
    elementCount: Int, anchorCount: Int, inputWidth: Int, inputHeight: Int, classCount: Int? = nil
  ) -> (width: Int, height: Int)? {
    guard (1...Anchors.limit).contains(anchorCount) else { return nil }
    for divisor in [32, 16, 8, 64] {
      let (width, height) = (inputWidth / divisor, inputHeight / divisor)
      guard (1...gridLimit).contains(width), (1...gridLimit).contains(height) else { continue }
      let boxes = anchorCount * width * height
      guard elementCount % boxes == 0, elementCount / boxes > 5 else { continue }
      if let classCount, elementCount / boxes - 5 != classCount { continue }
      return (width, height)
    }
    return nil
  }

  /// Counts of up to 9 anchors that split an output on this grid.
  static func layouts(elementCount: Int, gridWidth: Int, gridHeight: Int) -> [BoxLayout] {
    let cells = gridWidth * gridHeight
    guard elementCount > 0, elementCount % cells == 0 else { return [] }
    let channels = elementCount / cells
    return (1...9).filter { channels % $0 == 0 && channels / $0 > 5 }
      .map { BoxLayout(anchorCount: $0, classCount: channels / $0 - 5) }
  }

  /// The boxes of one output, best first; equal scores in the order of the boxes.
  ///
  /// - Throws: `DetectionError` when `output` has not the number of elements these settings were made for.
  public func boxes(in output: [Float]) throws(DetectionError) -> [DetectedBox] {
    guard output.count == elementCount else {
      let fits = Self.layouts(elementCount: output.count, gridWidth: gridWidth, gridHeight: gridHeight)
      throw DetectionError(
        kind: .elementCount(
          found: output.count, anchors: anchors.shapes.count, gridWidth: gridWidth, gridHeight: gridHeight,
          fits: fits))
    }
    let found = candidates(in: output).sorted(by: DetectedBox.isBetter).prefix(Self.candidateLimit)
    return Self.bestPerBox(DetectedBox.suppressed(found, above: overlapLimit))
  }

  /// Every box and class above the threshold; NaN never is.
  private func candidates(in output: [Float]) -> [DetectedBox] {
    let cells = gridWidth * gridHeight
    var values = output
    var found: [DetectedBox] = []
    for anchor in anchors.shapes.indices {
      for cell in 0..<cells {
        let base = anchor * (5 + classCount) * cells + cell
        let objectness = Self.sigmoid(output[base + 4 * cells])
        // Probabilities are at most 1, so a box at or below the threshold has no class above it.
        guard objectness > threshold else { continue }
        values[base] = Self.sigmoid(output[base])
        values[base + cells] = Self.sigmoid(output[base + cells])
        values[base + 4 * cells] = objectness
        softmax(&values, from: base + 5 * cells, by: cells)
        append(values, base: base, anchor: anchor, cell: cell) { found.append($0) }
      }
    }
    return found
  }

  /// Hands over a box once for each class above the threshold; its values are activated already.
  func append(
    _ values: [Float], base: Int, anchor: Int, cell: Int, to take: (DetectedBox) -> Void
  ) {
    let cells = gridWidth * gridHeight
    let shape = anchors.shapes[anchor]
    let objectness = values[base + 4 * cells]
    let centerX = (Float(cell % gridWidth) + values[base]) / Float(gridWidth)
    let centerY = (Float(cell / gridWidth) + values[base + cells]) / Float(gridHeight)
    let width = expf(values[base + 2 * cells]) * shape.width / Float(gridWidth)
    let height = expf(values[base + 3 * cells]) * shape.height / Float(gridHeight)
    for index in 0..<classCount {
      let score = objectness * values[base + (5 + index) * cells]
      guard score > threshold else { continue }
      take(
        DetectedBox(
          classIndex: index, score: score, boxIndex: anchor * cells + cell, centerX: centerX,
          centerY: centerY, width: width, height: height))
    }
  }

  /// Keeps the first, which is the best, class of each box.
  static func bestPerBox(_ boxes: [DetectedBox]) -> [DetectedBox] {
    var seen: Set<Int> = []
    return boxes.filter { seen.insert($0.boxIndex).inserted }
  }

  static func sigmoid(_ value: Float) -> Float { 1 / (1 + expf(-value)) }

  /// Makes probabilities of a box's classes, in place.
  func softmax(_ values: inout [Float], from start: Int, by step: Int) {
    var largest = -Float.infinity
    for index in 0..<classCount { largest = max(largest, values[start + index * step]) }
    var sum: Float = 0
    for index in 0..<classCount {
      let value = expf(values[start + index * step] - largest)
      sum += value
      values[start + index * step] = value
    }
    for index in 0..<classCount { values[start + index * step] /= sum }
  }
}
