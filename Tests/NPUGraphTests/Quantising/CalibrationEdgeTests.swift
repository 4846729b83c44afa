import NPUGraph
import TestSupport
import Testing

@Suite("calibration of what is degenerate")
struct CalibrationEdgeTests {
  static let methods: [CalibrationMethod] = [
    .minMax, .movingAverage(momentum: 0.99), .percentile(99.99), .histogramPercentile(99.99, bins: 2048),
    .entropy(.growing), .entropy(.wholeRange), .entropy(.everyBin), .meanSquare(bits: 8),
    .meanSquareGrid(bits: 8, steps: 20),
  ]

  private static func range(_ method: CalibrationMethod, _ samples: [[Float]]) throws -> ValueRange {
    var observer = try RangeObserver(name: "conv1", method: method, sampleCount: max(1, samples.count))
    for pass in 1...method.passCount {
      if pass > 1 { observer.beginNextPass() }
      for sample in samples { try observer.add(sample) }
    }
    return try observer.range()
  }

  @Test("numbers that are not finite are named", arguments: methods)
  func notFinite(method: CalibrationMethod) throws {
    var observer = try RangeObserver(name: "conv1", method: method, sampleCount: 2)
    try observer.add([1, 2, 3])
    #expect(throws: CalibrationError(.notFinite(sample: 1, index: 2, found: .infinity), value: "conv1")) {
      try observer.add([1, 2, .infinity])
    }
    #expect(throws: CalibrationError.self) { try observer.add([.nan]) }
    let error = CalibrationError(.notFinite(sample: 1, index: 2, found: .infinity), value: "conv1")
    #expect(error.description == "value conv1: element 2 of sample 1 is inf; must be finite")
  }

  @Test("no samples are an error, also empty ones", arguments: methods)
  func none(method: CalibrationMethod) throws {
    #expect(throws: CalibrationError(.noSamples, value: "conv1")) { _ = try Self.range(method, []) }
    #expect(throws: CalibrationError(.noSamples, value: "conv1")) { _ = try Self.range(method, [[]]) }
  }

  @Test("all zeros, and what is nearly so, get the least threshold", arguments: methods)
  func zeros(method: CalibrationMethod) throws {
    for number: Float in [0, 1e-6, -1e-5] {
      let range = try Self.range(method, [[number, 0], [0, number]])
      #expect(range.isNearZero && range.threshold == 1e-5 && range.lower < range.upper, "\(number)")
    }
  }

  @Test("a constant is inside its range", arguments: methods)
  func constant(method: CalibrationMethod) throws {
    for number: Float in [3, -7, 1e30] {
      let range = try Self.range(method, [[number, number], [number, number]])
      #expect(!range.isNearZero && range.lower <= range.upper)
      #expect(abs(range.threshold - abs(number)) <= 0.001 * abs(number), "\(number)")
    }
  }

  @Test("the largest and the least floats end in a range", arguments: methods)
  func extremes(method: CalibrationMethod) throws {
    let (largest, least) = (Float.greatestFiniteMagnitude, Float.leastNonzeroMagnitude)
    let range = try Self.range(method, [[1e-3, 1], [-largest, largest], [least, -least]])
    #expect(range.lower <= range.upper && range.threshold > 0 && range.threshold.isFinite)
  }

  @Test("percentiles of many numbers are those of all of them")
  func manyNumbers() throws {
    var random = SplitMix64(seed: 6)
    let samples = (0..<12).map { _ in (0..<20_000).map { _ in Float.random(in: -9...5, using: &random) } }
    let range = try Self.range(.percentile(99.5), samples)
    let sorted = samples.flatMap { $0 }.sorted()
    let rank = 0.005 * Double(sorted.count - 1)
    let fraction = Float(rank - rank.rounded(.down))
    func between(_ a: Float, _ b: Float) -> Float { a + (b - a) * fraction }
    let (low, high) = (Int(rank), sorted.count - 1 - Int(rank))
    #expect(abs(range.lower - between(sorted[low], sorted[low + 1])) < 1e-6)
    #expect(abs(range.upper - between(sorted[high], sorted[high - 1])) < 1e-6)
  }

  @Test("a histogram does not grow without bound")
  func growth() {
    var histogram = MagnitudeHistogram(limit: 1e-3)
    histogram.add([1e-3, 5e-4])
    histogram.grow(to: 1e30)
    histogram.add([1e30])
    #expect(histogram.counts.count == 2048 && histogram.counts.reduce(0, +) == 3)
    #expect(histogram.counts[0] == 2 && histogram.counts[2047] == 1)
  }

  @Test("parameters without meaning and missing passes are refused")
  func parameters() throws {
    for method in [
      CalibrationMethod.percentile(101), .percentile(.nan), .movingAverage(momentum: 1),
      .histogramPercentile(99, bins: 1), .meanSquare(bits: 1), .meanSquareGrid(bits: 8, steps: 0),
    ] {
      #expect(throws: CalibrationError.self) {
        _ = try RangeObserver(name: "x", method: method, sampleCount: 1)
      }
    }
    var observer = try RangeObserver(name: "x", method: .entropy(.wholeRange), sampleCount: 1)
    try observer.add([1])
    #expect(throws: CalibrationError(.missingPass(found: 1, expected: 2), value: "x")) {
      _ = try observer.range()
    }
    #expect(throws: CalibrationError(.tooManySamples(announced: 1), value: "x")) { try observer.add([1]) }
  }
}
