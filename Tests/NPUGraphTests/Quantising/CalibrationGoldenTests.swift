import Containers
import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

/// numpy's generator before version 1.17, seeded with a word: what the golden tables were calibrated with.
private struct NumpyRandomState {
  private var state = [UInt32](repeating: 0, count: 624)
  private var index = 624
  private var spare: Double?

  init(seed: UInt32) {
    state[0] = seed
    for place in 1..<624 {
      state[place] = 1_812_433_253 &* (state[place - 1] ^ state[place - 1] >> 30) &+ UInt32(place)
    }
  }

  private mutating func word() -> UInt32 {
    if index == 624 {
      for place in 0..<624 {
        let bits = state[place] & 0x8000_0000 | state[(place + 1) % 624] & 0x7FFF_FFFF
        state[place] = state[(place + 397) % 624] ^ bits >> 1 ^ (bits & 1 == 1 ? 0x9908_B0DF : 0)
      }
      index = 0
    }
    var word = state[index]
    index += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9D2C_5680
    word ^= word << 15 & 0xEFC6_0000
    return word ^ word >> 18
  }

  private mutating func uniform() -> Double {
    let (high, low) = (word() >> 5, word() >> 6)
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  mutating func normal() -> Double {
    if let number = spare {
      spare = nil
      return number
    }
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let factor = (-2 * Foundation.log(square) / square).squareRoot()
      spare = factor * x
      return factor * y
    }
  }

  mutating func normals(_ count: Int) -> [Float] { (0..<count).map { _ in Float(normal()) } }
}

/// The tables were made from 16 samples of `numpy.random.RandomState(5).randn`: their columns of extremes show it.
@Suite(
  "calibration tables of Sophon's compiler",
  .enabled(if: GoldenData.isExpected("bmodel"), "\(GoldenData.missingMessage)"))
struct CalibrationGoldenTests {
  /// Threshold, least and greatest of each row.
  private static func table(_ network: String) throws -> [String: [Float]] {
    let text = String(decoding: try GoldenData.bytes("bmodel/src/\(network).cali.txt"), as: UTF8.self)
    var rows: [String: [Float]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      rows[String(words[0])] = words.dropFirst().compactMap { Float($0) }
    }
    return rows
  }

  /// A network as its file has it.
  static func network(_ name: String) throws -> Graph {
    let model = try ONNXModel(GoldenData.bytes("bmodel/src/\(name).onnx"))
    // The one of several rows is run row by row.
    let shapes = name == "fc_softmax" ? ["x": [1, 96]] : [:]
    var importer = ONNXImporter(model, shapes: shapes, math: GraphProgramTests.math)
    return try importer.importGraph()
  }

  /// The samples that a network was calibrated with.
  private static func samples(_ graph: Graph) -> [[[Float]]] {
    var random = NumpyRandomState(seed: 5)
    return (0..<(graph.values[graph.inputs[0]].shape.extents == [1, 96] ? 64 : 16)).map { _ in
      graph.inputs.map { random.normals(graph.values[$0].shape.elementCount ?? 0) }
    }
  }

  /// Networks, and the rows whose thresholds the compiler's tuning behind the rule has changed.
  ///
  /// SiLU's threshold in `acts` is one that cuts numbers off: 1408 of 2048 bins.
  @Test(
    "extremes of every value, and thresholds but those that were tuned",
    arguments: [
      ("acts", ["x"]), ("conv3x3", ["x", "y_Conv"]), ("dwsep", []), ("fc_softmax", ["fc_Gemm"]),
      ("pools", []), ("tinycnn", ["t8_Relu"]), ("updeconv", []),
    ] as [(String, [String])])
  func tables(name: String, tuned: [String]) throws {
    let graph = try Self.network(name)
    let samples = Self.samples(graph)
    var calibrator = try GraphCalibrator(
      graph, method: .entropy(.wholeRange), sampleCount: samples.count, math: GraphProgramTests.math)
    for sample in samples { try calibrator.add(sample) }
    calibrator.beginNextPass()
    for sample in samples { try calibrator.add(sample) }
    let ranges = try calibrator.ranges()
    for (row, numbers) in try Self.table(name) {
      // Rows are named by the value and the operation that makes it.
      let index = graph.values.lastIndex { row == $0.name || row.hasPrefix($0.name + "_") }
      guard let index, let range = ranges[index] else {
        Issue.record("no value \(row)")
        continue
      }
      // Sums of other orders differ in the last bits.
      func isPrinted(_ number: Float, _ printed: Float) -> Bool {
        abs(number - printed) <= 1.5e-6 + 1e-6 * abs(printed)
      }
      #expect(isPrinted(range.observed.lowerBound, numbers[1]), "\(row)")
      #expect(isPrinted(range.observed.upperBound, numbers[2]), "\(row)")
      #expect(isPrinted(range.threshold, numbers[0]) == !tuned.contains(row), "\(row)")
    }
  }

  @Test("networks of codes made from them", arguments: ["tinycnn", "dwsep", "acts", "updeconv"])
  func networks(name: String) throws {
    let graph = try Self.network(name).fused()
    let samples = Self.samples(graph)
    for scheme in [QuantizationScheme(), QuantizationScheme(isSymmetric: true)] {
      let run = try QuantizerRun(graph, scheme, samples: Array(samples[..<8]))
      let outputs = try run.compared(Array(samples[8..<10])).outputs
      #expect(!outputs.isEmpty && outputs.allSatisfy { $0.cosine >= 0.99 }, "\(outputs.map(\.cosine))")
      #expect(run.quantized.nodes.allSatisfy { $0.reason != .convolution && $0.reason != .noRange })
    }
  }
}
