import Containers
import Detection
import TestSupport
import Testing

/// What the vendor's simulator made of a small network of YOLOv5's form with random weights: 3 classes on
/// 96x96 pixels.
@Suite(
  "golden YOLOv5 outputs",
  .enabled(if: GoldenData.isExpected("rknn"), "\(GoldenData.missingMessage)"))
struct YoloV5GoldenTests {
  private static let anchors = "10,13,16,30,33,23/30,61,62,45,59,119"

  private func outputs(_ variant: String) throws -> [[Float]] {
    try (0..<2).map {
      let path = "rknn/net_yolov5_tiny_silu/\(variant)/sim_out\($0)_f32.npy"
      return try #require(try NPYArray(GoldenData.bytes(path)).floats)
    }
  }

  private func boxes(_ outputs: [[Float]], threshold: Float, overlap: Float) throws -> [DetectedBox] {
    let heads = try YoloV5Heads(
      anchors: HeadAnchors(parsing: Self.anchors),
      outputs: [.init(channels: 24, height: 12, width: 12), .init(channels: 24, height: 6, width: 6)],
      inputWidth: 96, inputHeight: 96, threshold: threshold, overlapLimit: overlap)
    #expect(heads.heads.map(\.stride) == [8, 16] && heads.classCount == 3)
    #expect(YoloV5Heads.form(of: outputs) == .probabilities)
    return try heads.boxes(in: outputs)
  }

  /// The figures are another program's (Python and numpy, double precision, corners in pixels).
  @Test("counts and corners are another program's", arguments: ["rk3588_i8", "rk3568_i8"])
  func outputsAsTheyAre(variant: String) throws {
    let outputs = try outputs(variant)
    // Random weights saturate: most values are 0 or 1, and boxes without height never overlap.
    let boxes = try boxes(outputs, threshold: 0.25, overlap: 0.45)
    #expect((0..<3).map { index in boxes.count { $0.classIndex == index } } == [162, 149, 126])
    #expect(boxes.reduce(0) { $0 + $1.boxIndex } == 95567)
    #expect(abs(boxes.reduce(0) { $0 + Double($1.score) } - 436.8706) < 0.001)
    let edges = [
      boxes.reduce(0) { $0 + 96 * Double($1.centerX - $1.width / 2) },
      boxes.reduce(0) { $0 + 96 * Double($1.centerY - $1.height / 2) },
      boxes.reduce(0) { $0 + 96 * Double($1.centerX + $1.width / 2) },
      boxes.reduce(0) { $0 + 96 * Double($1.centerY + $1.height / 2) },
    ]
    for (edge, expected) in zip(edges, [17012.2036, 4702.2118, 22771.8905, 35230.2118]) {
      #expect(abs(edge - expected) < 0.05)
    }
  }

  @Test(
    "so they are when values move to the middle and boxes overlap",
    arguments: [(0.25, 0.45, [53, 53, 70], 32853), (0.5, 0.2, [40, 41, 70], 25943)]
      as [(Float, Float, [Int], Int)])
  func squeezed(threshold: Float, overlap: Float, counts: [Int], indices: Int) throws {
    let outputs = try outputs("rk3588_i8").map { values in values.map { $0 / 2 + 0.25 } }
    let boxes = try boxes(outputs, threshold: threshold, overlap: overlap)
    #expect((0..<3).map { index in boxes.count { $0.classIndex == index } } == counts)
    #expect(boxes.reduce(0) { $0 + $1.boxIndex } == indices)
  }
}
