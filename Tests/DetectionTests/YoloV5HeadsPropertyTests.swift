import Detection
import Glibc
import TestSupport
import Testing

/// The decoding once more, box after box in double precision and by corners, all pairs compared.
private struct PlainHeads {
  struct Box {
    let index: Int
    let classIndex: Int
    let score: Double
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double

    func overlap(_ other: Box) -> Double {
      let width = max(0, min(right, other.right) - max(left, other.left))
      let height = max(0, min(bottom, other.bottom) - max(top, other.top))
      let both = (right - left) * (bottom - top) + (other.right - other.left) * (other.bottom - other.top)
      return width * height / (both - width * height)
    }
  }

  let anchors: [[(width: Double, height: Double)]]
  let grids: [(height: Int, width: Int)]
  let classCount: Int
  /// Pixels of the input.
  let size: (width: Double, height: Double)

  /// Everything above the threshold, of values that are probabilities.
  func candidates(_ outputs: [[Double]], threshold: Double) -> [Box] {
    var (boxes, index): ([Box], Int) = ([], 0)
    for (head, grid) in grids.enumerated() {
      for (anchor, shape) in anchors[head].enumerated() {
        for row in 0..<grid.height {
          for column in 0..<grid.width {
            let entries = (0..<(5 + classCount)).map { entry in
              let plane = anchor * (5 + classCount) + entry
              return outputs[head][(plane * grid.height + row) * grid.width + column]
            }
            let best = entries[5...].max() ?? 0
            let (x, y) = (
              (2 * entries[0] - 0.5 + Double(column)) * size.width / Double(grid.width),
              (2 * entries[1] - 0.5 + Double(row)) * size.height / Double(grid.height)
            )
            let (halfWidth, halfHeight) = (
              2 * entries[2] * entries[2] * shape.width, 2 * entries[3] * entries[3] * shape.height
            )
            if entries[4] * best > threshold {
              boxes.append(
                Box(
                  index: index, classIndex: (entries[5...].firstIndex(of: best) ?? 5) - 5,
                  score: entries[4] * best, left: x - halfWidth, top: y - halfHeight, right: x + halfWidth,
                  bottom: y + halfHeight))
            }
            index += 1
          }
        }
      }
    }
    return boxes
  }

  /// What is left of them, best first.
  func kept(_ boxes: [Box], limit: Double) -> [Box] {
    let order = boxes.sorted { ($1.score, $0.index) < ($0.score, $1.index) }
    var isDropped = order.map { _ in false }
    for first in order.indices where !isDropped[first] {
      for second in order.indices
      where second > first && order[first].classIndex == order[second].classIndex
        && order[first].overlap(order[second]) > limit
      { isDropped[second] = true }
    }
    return zip(order, isDropped).filter { !$0.1 }.map(\.0)
  }
}

@Suite("YOLOv5 heads, on random outputs")
struct YoloV5HeadsPropertyTests {
  private static let grids = [(height: 6, width: 9), (height: 2, width: 3)]

  @Test(
    "agrees with a second form, for probabilities and for logits", arguments: [1, 2, 7],
    [(0.25, 0.45), (0.05, 0.3), (0.5, 0.2)] as [(Float, Float)])
  func plain(classCount: Int, limits: (Float, Float)) throws {
    var generator = SplitMix64(seed: UInt64(classCount) * 100 + UInt64(limits.0 * 50))
    let text = "8.5,20,30,10/60,80,70.25,30"
    let heads = try YoloV5Heads(
      anchors: HeadAnchors(parsing: text),
      outputs: Self.grids.map { .init(channels: 2 * (5 + classCount), height: $0.height, width: $0.width) },
      inputWidth: 72, inputHeight: 48, threshold: limits.0, overlapLimit: limits.1)
    let plain = PlainHeads(
      anchors: [[(8.5, 20), (30, 10)], [(60, 80), (70.25, 30)]], grids: Self.grids, classCount: classCount,
      size: (72, 48))
    var (found, dropped) = (0, 0)
    for _ in 0..<8 {
      let logits = Self.grids.map { grid in
        (0..<(2 * (5 + classCount) * grid.height * grid.width)).map { _ in
          Float.random(in: -2...4, using: &generator)
        }
      }
      let shares = logits.map { values in values.map { 1 / (1 + exp(-Double($0))) } }
      let candidates = plain.candidates(shares, threshold: Double(limits.0))
      let expected = plain.kept(candidates, limit: Double(limits.1))
      for boxes in [
        try heads.boxes(in: logits), try heads.boxes(in: shares.map { values in values.map { Float($0) } }),
      ] {
        #expect(boxes.map(\.boxIndex) == expected.map(\.index))
        #expect(boxes.map(\.classIndex) == expected.map(\.classIndex))
        for (box, plain) in zip(boxes, expected) {
          #expect(abs(Double(box.score) - plain.score) < 1e-5)
          #expect(abs(Double(box.centerX - box.width / 2) - plain.left / 72) < 1e-4)
          #expect(abs(Double(box.centerY - box.height / 2) - plain.top / 48) < 1e-4)
          #expect(abs(Double(box.width) - (plain.right - plain.left) / 72) < 1e-4)
          #expect(abs(Double(box.height) - (plain.bottom - plain.top) / 48) < 1e-4)
        }
      }
      found += expected.count
      dropped += candidates.count - expected.count
    }
    #expect(found > 100 && dropped > 10, "\(found) found, \(dropped) dropped: the data says too little")
  }

  /// Counts and sums by a program in Python and numpy (double precision, corners in pixels, a loop over all
  /// pairs), which draws the same numbers: COCO's anchors, 3 classes, 160x160 pixels.
  @Test(
    "agrees with another program's counts and sums",
    arguments: [
      (0.25, 0.45, [200, 198, 200], 482_712, 339.38, [36558.1427, 37432.1244, 59472.6546, 58843.3464]),
      (0.5, 0.2, [117, 103, 111], 265_669, 231.2133, [20841.4771, 21688.822, 31876.0148, 31289.8451]),
      (0.1, 0.6, [294, 277, 280], 678_989, 384.0286, [51927.4709, 51057.6376, 84478.1414, 84661.7315]),
    ] as [(Float, Float, [Int], Int, Double, [Double])])
  func otherProgram(
    threshold: Float, overlap: Float, counts: [Int], indices: Int, scores: Double, corners: [Double]
  ) throws {
    var generator = SplitMix64(seed: 5)
    let outputs = [20, 10, 5].map { side in
      (0..<(24 * side * side)).map { _ in Float(generator.next() >> 40) * 0x1p-21 - 5 }
    }
    let heads = try YoloV5Heads(
      anchors: .coco, outputs: [20, 10, 5].map { .init(channels: 24, height: $0, width: $0) },
      inputWidth: 160,
      inputHeight: 160, threshold: threshold, overlapLimit: overlap)
    let boxes = try heads.boxes(in: outputs)
    #expect((0..<3).map { index in boxes.count { $0.classIndex == index } } == counts)
    #expect(boxes.reduce(0) { $0 + $1.boxIndex } == indices)
    #expect(boxes.prefix(4).map(\.boxIndex) == [905, 490, 14, 818])
    #expect(abs(boxes.reduce(0) { $0 + Double($1.score) } - scores) < 0.001)
    let edges = [
      boxes.reduce(0) { $0 + 160 * Double($1.centerX - $1.width / 2) },
      boxes.reduce(0) { $0 + 160 * Double($1.centerY - $1.height / 2) },
      boxes.reduce(0) { $0 + 160 * Double($1.centerX + $1.width / 2) },
      boxes.reduce(0) { $0 + 160 * Double($1.centerY + $1.height / 2) },
    ]
    for (edge, expected) in zip(edges, corners) { #expect(abs(edge - expected) < 0.1) }
  }
}
