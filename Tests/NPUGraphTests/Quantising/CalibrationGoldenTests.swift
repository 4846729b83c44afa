import Foundation
import NPUGraph
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

  private static func range(_ samples: [[Float]]) throws -> ValueRange {
    var observer = try RangeObserver(name: "x", method: .entropy(.wholeRange), sampleCount: samples.count)
    for sample in samples { try observer.add(sample) }
    observer.beginNextPass()
    for sample in samples { try observer.add(sample) }
    return try observer.range()
  }

  /// Whether a number is what a table says with 7 decimals.
  private static func isPrinted(_ number: Float, as printed: Float) -> Bool {
    abs(number - printed) <= 1.5e-6
  }

  /// Networks, elements of their input, and whether the tuning behind the rule left the threshold alone.
  @Test(
    "extremes and thresholds of inputs",
    arguments: [
      ("acts", 768, false), ("conv3x3", 2688, false), ("dwsep", 18000, true), ("fc_softmax", 384, true),
      ("pools", 5120, true), ("tinycnn", 3072, true), ("updeconv", 630, true),
    ])
  func inputs(network: String, size: Int, isUntuned: Bool) throws {
    let row = try #require(try Self.table(network)["x"])
    var random = NumpyRandomState(seed: 5)
    let range = try Self.range((0..<16).map { _ in random.normals(size) })
    #expect(Self.isPrinted(range.observed.lowerBound, as: row[1]))
    #expect(Self.isPrinted(range.observed.upperBound, as: row[2]))
    #expect(Self.isPrinted(range.threshold, as: row[0]) == isUntuned)
  }

  /// The functions of the network `acts`; SiLU's threshold is the one that cuts numbers off: 1408 of 2048 bins.
  @Test(
    "extremes and thresholds behind functions",
    arguments: [
      ("sig_Sigmoid", Activation.sigmoid), ("silu_Mul", .silu), ("leaky_LeakyRelu", .leakyRelu(slope: 0.1)),
      ("tanh_Tanh", .tanh), ("hswish_HardSwish", .hardSwish),
    ])
  func functions(name: String, function: Activation) throws {
    let row = try #require(try Self.table("acts")[name])
    var random = NumpyRandomState(seed: 5)
    let samples = (0..<16).map { _ in
      random.normals(768).map { function($0, math: GraphProgramTests.math) }
    }
    let range = try Self.range(samples)
    #expect(Self.isPrinted(range.observed.lowerBound, as: row[1]))
    #expect(Self.isPrinted(range.observed.upperBound, as: row[2]))
    #expect(Self.isPrinted(range.threshold, as: row[0]))
    if name == "silu_Mul" { #expect(range.threshold < 0.7 * range.observed.upperBound) }
  }
}
