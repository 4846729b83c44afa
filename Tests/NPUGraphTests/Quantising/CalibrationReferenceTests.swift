import Foundation
import NPUGraph
import TestSupport
import Testing

/// What Tests/CalibrationReference/reference.py computed.
struct CalibrationReference: Decodable, Sendable {
  struct Histogram: Decodable, Sendable {
    let seed: UInt64
    let kind: String
    let count: Int
    let scale: Double
    let bins: Int
    let limit: Float
    let levels: Int
    let everyBin: Int
  }

  struct Samples: Decodable, Sendable {
    let seed: UInt64
    let kind: String
    let size: Int
    let samples: Int
    let minMax: [Float]
    let moving: [Float]
    let percentile: [Float]
    let growing: Float
    let growingBins: Int
    let wholeRange: Float
    let everyBin: Float
    let newton: Float
    let grid: [Float]

    /// The same numbers as the script's.
    func numbers() -> [[Float]] {
      var random = SplitMix64(seed: seed)
      return (0..<samples).map {
        CalibrationReference.numbers(&random, count: size, kind: kind, scale: 1 + 0.5 * Double($0))
      }
    }
  }

  let histograms: [Histogram]
  let sets: [Samples]

  static let expected: CalibrationReference = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let file = folder.appendingPathComponent("CalibrationReference/expected.json")
    guard let data = try? Data(contentsOf: file),
      let expected = try? JSONDecoder().decode(CalibrationReference.self, from: data)
    else { return CalibrationReference(histograms: [], sets: []) }
    return expected
  }()

  static func numbers(_ random: inout SplitMix64, count: Int, kind: String, scale: Double) -> [Float] {
    (0..<count).map { _ in
      let total = (0..<4).reduce(0) { sum, _ in sum + Int(random.next() >> 40) }
      var number = Double(total - 1 << 25) / 8_388_608
      switch kind {
      case "relu": number = max(number, 0)
      case "cubed": number = number * number * number
      case "sparse": number = random.next() % 16 == 0 ? number : 0
      default: break
      }
      return Float(number * scale)
    }
  }
}

@Suite("calibration equals a second formulation")
struct CalibrationReferenceTests {
  @Test("the reference is there")
  func isThere() {
    #expect(CalibrationReference.expected.histograms.count == 16)
    #expect(CalibrationReference.expected.sets.count == 16)
  }

  @Test("thresholds of histograms", arguments: CalibrationReference.expected.histograms)
  func histogram(expected: CalibrationReference.Histogram) {
    var random = SplitMix64(seed: expected.seed)
    let numbers = CalibrationReference.numbers(
      &random, count: expected.count, kind: expected.kind, scale: expected.scale)
    var histogram = MagnitudeHistogram(limit: expected.limit, bins: expected.bins)
    histogram.add(numbers)
    #expect(histogram.counts.reduce(0, +) == numbers.count { $0 != 0 })
    #expect(histogram.bestMultiple(of: 128) == expected.levels)
    #expect(histogram.bestBinCount(levels: 128) == expected.everyBin)
  }

  /// A range by a method, over both passes if it takes them.
  private static func range(_ method: CalibrationMethod, _ samples: [[Float]]) throws -> ValueRange {
    var observer = try RangeObserver(name: "x", method: method, sampleCount: samples.count)
    for pass in 1...method.passCount {
      if pass > 1 { observer.beginNextPass() }
      for sample in samples { try observer.add(sample) }
    }
    return try observer.range()
  }

  private static func areClose(_ a: [Float], _ b: [Float], _ tolerance: Float = 1e-6) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
  }

  @Test("ranges over samples", arguments: CalibrationReference.expected.sets)
  func samples(expected: CalibrationReference.Samples) throws {
    let samples = expected.numbers()
    func ends(_ method: CalibrationMethod) throws -> [Float] {
      let range = try Self.range(method, samples)
      return [range.lower, range.upper]
    }
    func threshold(_ method: CalibrationMethod) throws -> [Float] {
      [try Self.range(method, samples).threshold]
    }
    #expect(try ends(.minMax) == expected.minMax)
    #expect(Self.areClose(try ends(.movingAverage(momentum: 0.9)), expected.moving))
    #expect(Self.areClose(try ends(.percentile(99.9)), expected.percentile))
    #expect(Self.areClose(try threshold(.entropy(.growing)), [expected.growing]))
    #expect(Self.areClose(try threshold(.entropy(.wholeRange)), [expected.wholeRange]))
    #expect(Self.areClose(try threshold(.entropy(.everyBin)), [expected.everyBin]))
    #expect(Self.areClose(try threshold(.meanSquare(bits: 8)), [expected.newton]))
    #expect(Self.areClose(try ends(.meanSquareGrid(bits: 4, steps: 40)), expected.grid))
    // A histogram of many bins is not farther off than two of them.
    let whole = expected.minMax[1] - expected.minMax[0]
    let histogram = try ends(.histogramPercentile(99.9, bins: 4096))
    let sorted = samples.flatMap { $0 }.sorted()
    let cut = Int(Double(sorted.count) * 0.001)
    #expect(abs(histogram[0] - sorted[cut]) <= whole / 2048)
    #expect(abs(histogram[1] - sorted[sorted.count - 1 - cut]) <= whole / 2048)
  }
}
