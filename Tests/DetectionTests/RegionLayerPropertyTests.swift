import Detection
import Glibc
import TestSupport
import Testing

/// The region layer once more, the way the SDK orders its steps: a table of all boxes by all classes, zeroed bit by bit.
private struct PlainRegionLayer {
  let anchors: [(width: Float, height: Float)]
  let classCount: Int
  let gridWidth: Int
  let gridHeight: Int
  let threshold: Float
  let overlapLimit: Float

  struct Box {
    var x: Float
    var y: Float
    var width: Float
    var height: Float
  }

  private func logistic(_ value: Float) -> Float { 1 / (1 + expf(-value)) }

  private func value(_ output: [Float], _ box: Int, _ entry: Int) -> Float {
    let cells = gridWidth * gridHeight
    return output[box / cells * cells * (5 + classCount) + entry * cells + box % cells]
  }

  private func box(_ output: [Float], _ index: Int) -> Box {
    let cell = index % (gridWidth * gridHeight)
    let anchor = anchors[index / (gridWidth * gridHeight)]
    return Box(
      x: (Float(cell % gridWidth) + logistic(value(output, index, 0))) / Float(gridWidth),
      y: (Float(cell / gridWidth) + logistic(value(output, index, 1))) / Float(gridHeight),
      width: expf(value(output, index, 2)) * anchor.width / Float(gridWidth),
      height: expf(value(output, index, 3)) * anchor.height / Float(gridHeight))
  }

  private func probabilities(_ output: [Float], _ index: Int) -> [Float] {
    let raw = (0..<classCount).map { value(output, index, 5 + $0) }
    let largest = raw.max() ?? 0
    let powers = raw.map { expf($0 - largest) }
    var sum: Float = 0
    for power in powers { sum += power }
    return powers.map { power in
      let score = logistic(value(output, index, 4)) * (power / sum)
      return score > threshold ? score : 0
    }
  }

  private func overlap(_ a: Box, _ b: Box) -> Float {
    let width = min(a.x + a.width / 2, b.x + b.width / 2) - max(a.x - a.width / 2, b.x - b.width / 2)
    let height = min(a.y + a.height / 2, b.y + b.height / 2) - max(a.y - a.height / 2, b.y - b.height / 2)
    guard width > 0, height > 0 else { return 0 }
    return width * height / (a.width * a.height + b.width * b.height - width * height)
  }

  /// Box number and class of everything that is left, by box number.
  func run(_ output: [Float]) -> [(box: Int, classIndex: Int, score: Float)] {
    let count = anchors.count * gridWidth * gridHeight
    let boxes = (0..<count).map { box(output, $0) }
    var table = (0..<count).map { probabilities(output, $0) }
    for classIndex in 0..<classCount {
      let order = (0..<count).sorted { (table[$1][classIndex], $0) < (table[$0][classIndex], $1) }
      for (place, first) in order.enumerated() where table[first][classIndex] > 0 {
        for second in order[(place + 1)...] where overlap(boxes[first], boxes[second]) > overlapLimit {
          table[second][classIndex] = 0
        }
      }
    }
    return table.enumerated().compactMap { index, scores in
      let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      return scores[best] > threshold ? (index, best, scores[best]) : nil
    }
  }
}

@Suite("YOLOv2 region layer, on random outputs")
struct RegionLayerPropertyTests {
  @Test(
    "agrees with the SDK's order of steps",
    arguments: [(1, 1, 5, 4), (2, 3, 4, 4), (5, 20, 3, 2), (3, 2, 7, 7)], [0.05, 0.2, 0.5] as [Float])
  func plain(sizes: (Int, Int, Int, Int), threshold: Float) throws {
    var generator = SplitMix64(seed: UInt64(sizes.0 * 1000 + sizes.2))
    let anchors = (0..<sizes.0).map { _ in
      (
        width: Float.random(in: 0.3...3, using: &generator),
        height: Float.random(in: 0.3...3, using: &generator)
      )
    }
    let text = anchors.map { "\($0.width),\($0.height)" }.joined(separator: ",")
    let plain = PlainRegionLayer(
      anchors: anchors, classCount: sizes.1, gridWidth: sizes.2, gridHeight: sizes.3, threshold: threshold,
      overlapLimit: 0.3)
    for _ in 0..<6 {
      let count = sizes.0 * (5 + sizes.1) * sizes.2 * sizes.3
      let output = (0..<count).map { _ in Float.random(in: -3...3, using: &generator) }
      let layer = try RegionLayer(
        anchors: Anchors(parsing: text), elementCount: count, gridWidth: sizes.2, gridHeight: sizes.3,
        threshold: threshold, overlapLimit: 0.3)
      let found = try layer.boxes(in: output)
      let expected = plain.run(output)
      let inOrder = found.sorted { $0.boxIndex < $1.boxIndex }
      #expect(inOrder.map(\.boxIndex) == expected.map(\.box))
      #expect(inOrder.map(\.classIndex) == expected.map(\.classIndex))
      #expect(inOrder.map(\.score) == expected.map(\.score))
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
    }
  }

  @Test("more candidates than take part in suppression are cut, the best first")
  func manyCandidates() throws {
    let side = 72
    var output = [Float](repeating: 0, count: 6 * side * side)
    // Tiny boxes that never overlap, each surer than the one before.
    for cell in 0..<(side * side) {
      output[2 * side * side + cell] = -20
      output[3 * side * side + cell] = -20
      output[4 * side * side + cell] = 1 + Float(cell) / 4096
    }
    let layer = try RegionLayer(
      anchors: Anchors(parsing: "1,1"), elementCount: output.count, gridWidth: side, gridHeight: side)
    let boxes = try layer.boxes(in: output)
    #expect(boxes.count == RegionLayer.candidateLimit)
    #expect(boxes.first?.boxIndex == side * side - 1)
    #expect(boxes.last?.boxIndex == side * side - RegionLayer.candidateLimit)
  }
}
