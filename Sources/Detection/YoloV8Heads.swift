import Glibc

/// The last step of a YOLOv8 network without its own decoding: turns its outputs into boxes.
///
/// **Shape**: for each grid two outputs or three, f32: `[side][bin][row][column]`, where the sides are left, top,
/// right and bottom, `[class][row][column]`, and maybe `[1][row][column]`, the sum of the classes, which is not
/// needed here.
///
/// **Source**: `Detect` of ultralytics' YOLOv8, cut as rknn_model_zoo cuts it. In f32: a side's distance is the
/// mean bin by softmax, in strides, from the cell's centre; a box stands for its best class alone; suppression
/// per class. Defaults of rknn_model_zoo: 0.25 for scores, 0.45 for overlap.
public struct YoloV8Heads: Sendable {
  /// The most bins a side; published networks have 16.
  public static let binLimit = 64

  /// The outputs of one grid.
  public struct Head: Sendable, Equatable {
    /// Cells down.
    public let height: Int
    /// Cells across.
    public let width: Int
    /// Pixels of the input from cell to cell, across and down.
    public let stride: Int
    /// Distances that each side is a mixture of.
    public let binCount: Int
    /// The place of the sides among the outputs; the classes are behind.
    let index: Int

    /// Cells of the grid.
    var cells: Int { width * height }
  }

  /// The grids, in the network's order.
  public let heads: [Head]
  /// Classes per box, at least 1.
  public let classCount: Int
  /// Scores must be above it.
  public let threshold: Float
  /// Of two boxes of a class whose overlap is above it, the weaker is dropped.
  public let overlapLimit: Float
  private let outputCount: Int

  /// Settings for outputs of these shapes behind an input of so many pixels.
  ///
  /// - Throws: `DetectionError` when a shape does not fit the input or the others, or when a setting is out of its
  ///   range.
  public init(
    outputs: [YoloV5Heads.Extent], inputWidth: Int, inputHeight: Int, threshold: Float = 0.25,
    overlapLimit: Float = 0.45
  ) throws(DetectionError) {
    for (name, value) in [("threshold", threshold), ("overlap limit", overlapLimit)] {
      guard value >= 0, value <= 1 else { throw DetectionError(kind: .threshold(name: name, found: value)) }
    }
    (self.threshold, self.overlapLimit, outputCount) = (threshold, overlapLimit, outputs.count)
    var (heads, common, index): ([Head], Int?, Int) = ([], nil, 0)
    while index < outputs.count {
      let sides = outputs[index]
      guard
        let stride = YoloV5Heads.stride(of: sides, inputWidth: inputWidth, inputHeight: inputHeight)
      else {
        throw DetectionError(
          kind: .headGrid(index: index, sides, inputWidth: inputWidth, inputHeight: inputHeight))
      }
      let group = outputs[index...].prefix { $0.width == sides.width && $0.height == sides.height }
      guard group.count == 2 || group.count == 3 && group.last?.channels == 1,
        sides.channels.isMultiple(of: 4), (2...Self.binLimit).contains(sides.channels / 4)
      else { throw DetectionError(kind: .headGroup(index: index, group.map(\.channels))) }
      let classes = group[index + 1].channels
      guard (1...YoloV5Heads.channelLimit).contains(classes), classes == common ?? classes else {
        throw DetectionError(kind: .headClasses(index: index + 1, found: classes, expected: common ?? 1))
      }
      common = classes
      heads.append(
        Head(
          height: sides.height, width: sides.width, stride: stride, binCount: sides.channels / 4, index: index
        ))
      index += group.count
    }
    guard let common else { throw DetectionError(kind: .headGroup(index: 0, [])) }
    (self.heads, classCount) = (heads, common)
  }

  /// What the values of the classes look like, as ``YoloV5Heads/form(of:)`` judges; nil for too few outputs.
  public func form(of outputs: [[Float]]) -> YoloV5Heads.Form? {
    guard outputs.count == outputCount else { return nil }
    return YoloV5Heads.form(of: heads.map { outputs[$0.index + 1] })
  }

  /// The boxes of the outputs, best first; equal scores in the order of the boxes.
  ///
  /// Boxes are counted on from grid to grid. The form is judged by ``form(of:)`` when it is not given.
  ///
  /// - Throws: `DetectionError` when an output has not the number of elements these settings were made for.
  public func boxes(
    in outputs: [[Float]], form: YoloV5Heads.Form? = nil
  ) throws(DetectionError) -> [DetectedBox] {
    guard let form = form ?? self.form(of: outputs), outputs.count == outputCount else {
      throw DetectionError(kind: .outputCount(found: outputs.count, expected: outputCount))
    }
    var (found, firstBox): ([DetectedBox], Int) = ([], 0)
    for head in heads {
      for (index, channels) in [(head.index, 4 * head.binCount), (head.index + 1, classCount)]
      where outputs[index].count != channels * head.cells {
        throw DetectionError(
          kind: .headElements(index: index, found: outputs[index].count, expected: channels * head.cells))
      }
      let (sides, classes) = (outputs[head.index], outputs[head.index + 1])
      for cell in 0..<head.cells {
        var (best, bestValue) = (0, -Float.infinity)
        for index in 0..<classCount where classes[index * head.cells + cell] > bestValue {
          (best, bestValue) = (index, classes[index * head.cells + cell])
        }
        let score = YoloV5Heads.probability(bestValue, form)
        guard score > threshold else { continue }
        found.append(Self.box(head, sides, cell, classIndex: best, score: score, boxIndex: firstBox + cell))
      }
      firstBox += head.cells
    }
    let best = found.sorted(by: DetectedBox.isBetter).prefix(DetectedBox.candidateLimit)
    return DetectedBox.suppressed(best, above: overlapLimit)
  }

  private static func box(
    _ head: Head, _ sides: [Float], _ cell: Int, classIndex: Int, score: Float, boxIndex: Int
  ) -> DetectedBox {
    let distances = (0..<4).map { meanBin(head, sides, cell, side: $0) }
    let (column, row) = (Float(cell % head.width) + 0.5, Float(cell / head.width) + 0.5)
    return DetectedBox(
      classIndex: classIndex, score: score, boxIndex: boxIndex,
      centerX: (column + (distances[2] - distances[0]) / 2) / Float(head.width),
      centerY: (row + (distances[3] - distances[1]) / 2) / Float(head.height),
      width: (distances[0] + distances[2]) / Float(head.width),
      height: (distances[1] + distances[3]) / Float(head.height))
  }

  /// The mean bin of a side by softmax, in strides.
  private static func meanBin(_ head: Head, _ sides: [Float], _ cell: Int, side: Int) -> Float {
    let values = (0..<head.binCount).map { sides[(side * head.binCount + $0) * head.cells + cell] }
    let largest = values.max() ?? 0
    var (sum, mean): (Float, Float) = (0, 0)
    for (bin, value) in values.enumerated() {
      let power = expf(value - largest)
      sum += power
      mean += power * Float(bin)
    }
    return mean / sum
  }
}
