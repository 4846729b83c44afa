import Detection
import Glibc
import TestSupport
import Testing

@Suite("YOLOv8 heads")
struct YoloV8HeadsTests {
  private typealias Extent = YoloV5Heads.Extent

  /// Strides 8 and 16 on 32x16 pixels, four bins, two classes; the first grid has the sum of its classes, too.
  private static let extents = [
    Extent(channels: 16, height: 2, width: 4), .init(channels: 2, height: 2, width: 4),
    .init(channels: 1, height: 2, width: 4), .init(channels: 16, height: 1, width: 2),
    .init(channels: 2, height: 1, width: 2),
  ]

  private func heads(
    _ outputs: [YoloV5Heads.Extent] = extents, threshold: Float = 0.25, overlapLimit: Float = 0.45
  ) throws(DetectionError) -> YoloV8Heads {
    try YoloV8Heads(
      outputs: outputs, inputWidth: 32, inputHeight: 16, threshold: threshold, overlapLimit: overlapLimit)
  }

  private var zeros: [[Float]] {
    Self.extents.map { [Float](repeating: 0, count: $0.channels * $0.height * $0.width) }
  }

  private func isNear(_ a: Float, _ b: Float) -> Bool { abs(a - b) < 1e-5 }

  @Test("a box's sides lie the mean bins away from its cell's centre")
  func oneBox() throws {
    var outputs = zeros
    // Second class, column 3 of row 1 in the first grid.
    outputs[1][8 + 7] = 0.9
    // Left is bin 3 for sure, top an even mixture (1.5), right of bins 0 and 1 (0.5), bottom of 1 and 3 as 1 to 3.
    outputs[0][3 * 8 + 7] = 100
    for (bin, value) in [(8, 100), (9, 100), (13, 100), (15, 101.098_612_3)] as [(Int, Float)] {
      outputs[0][bin * 8 + 7] = value
    }
    let settings = try heads()
    #expect(settings.heads.map(\.stride) == [8, 16] && settings.classCount == 2)
    let boxes = try settings.boxes(in: outputs)
    let box = try #require(boxes.first)
    #expect(boxes.count == 1 && box.classIndex == 1 && box.boxIndex == 7 && box.score == 0.9)
    // From 3.5 - 3 to 3.5 + 0.5 of 4 columns, from 1.5 - 1.5 to 1.5 + 2.5 of 2 rows.
    #expect(isNear(box.centerX - box.width / 2, 0.125) && isNear(box.centerX + box.width / 2, 1))
    #expect(isNear(box.centerY - box.height / 2, 0) && isNear(box.centerY + box.height / 2, 2))
  }

  @Test("boxes of both grids are suppressed together, class by class; logits are told from probabilities")
  func suppression() throws {
    var outputs = zeros
    // An even mixture everywhere: 1.5 strides to each side. Cells 0 of both grids and the neighbour of one.
    for (index, values) in [(1, [0.5, 0.75, 0, 0.4]), (4, [0.3, 0])] as [(Int, [Float])] {
      outputs[index].replaceSubrange(0..<values.count, with: values)
    }
    outputs[4][3] = 0.6
    // Overlaps: 0 and 1 by 1/2, 1 and 3 by 1/5; the coarse grid's boxes are four times as large.
    #expect(try heads().boxes(in: outputs).map(\.boxIndex) == [1, 9, 3, 8])
    #expect(try heads(overlapLimit: 0.51).boxes(in: outputs).map(\.boxIndex) == [1, 9, 0, 3, 8])
    let logits = outputs.enumerated().map { index, values in
      index == 1 || index == 4 ? values.map { $0 > 0 ? logf($0 / (1 - $0)) : -20 } : values
    }
    let settings = try heads()
    #expect(settings.form(of: outputs) == .probabilities && settings.form(of: logits) == .logits)
    #expect(try settings.boxes(in: logits).map(\.boxIndex) == [1, 9, 3, 8])
  }

  @Test("NaN and infinities give boxes inside of the picture or none")
  func notNumbers() throws {
    let strange: [Float] = [.nan, .infinity, -.infinity, 1e38, -1e38, 0, 0.7, 3]
    var generator = SplitMix64(seed: 8)
    var count = 0
    for _ in 0..<200 {
      let values = zeros.map { $0.map { _ in strange.randomElement(using: &generator) ?? 0 } }
      for box in try heads(threshold: 0).boxes(in: values) {
        let pixels = box.pixels(width: 100, height: 50)
        #expect(pixels.x >= 0 && pixels.width >= 0 && pixels.x + pixels.width <= 100)
        #expect(pixels.y >= 0 && pixels.height >= 0 && pixels.y + pixels.height <= 50)
        #expect(box.score > 0 && box.score <= 1)
        count += 1
      }
    }
    #expect(count > 500)
  }

  @Test(
    "shapes that do not fit are named",
    arguments: [
      ([], "no outputs"), ([(16, 2, 4)], "output0: outputs of 16 channels on one grid"),
      ([(16, 2, 4), (2, 2, 4), (2, 2, 4)], "output0: outputs of 16, 2, 2 channels on one grid"),
      ([(18, 2, 4), (2, 2, 4)], "output0: outputs of 18, 2 channels on one grid"),
      ([(4, 2, 4), (2, 2, 4)], "output0: outputs of 4, 2 channels on one grid"),
      (
        [(16, 2, 4), (2, 2, 4), (16, 1, 2), (3, 1, 2)], "output3: channels for 3 classes; those before have 2"
      ),
      ([(16, 2, 3), (2, 2, 3)], "output0: grid of 3x2 cells on an input of 32x16 pixels"),
    ] as [([(Int, Int, Int)], String)])
  func misfits(outputs: [(Int, Int, Int)], message: String) throws {
    let error = try #require(throws: DetectionError.self) {
      try heads(outputs.map { .init(channels: $0.0, height: $0.1, width: $0.2) })
    }
    #expect(error.description.hasPrefix(message), "\(error)")
  }

  @Test("settings out of range and outputs of another size are refused")
  func settings() throws {
    #expect(throws: DetectionError.self) { try heads(threshold: .nan) }
    #expect(throws: DetectionError.self) { try heads(overlapLimit: 1.5) }
    var outputs = zeros
    #expect(throws: DetectionError.self) { try heads().boxes(in: outputs.dropLast()) }
    outputs[4].append(0)
    let error = try #require(throws: DetectionError.self) { try heads().boxes(in: outputs) }
    #expect(error.description == "output4: 5 elements; must be 4")
  }
}
