/// Watches one value over all samples and says what its codes should hold.
///
/// Samples are gone through `method.passCount` times, in the same order; memory does not grow with their number, but for
/// exact percentiles, which keep their share of it.
public struct RangeObserver: Sendable {
  /// The value's name, for errors.
  public let name: String
  /// How the range is chosen.
  public let method: CalibrationMethod
  /// How many samples there will be at most.
  public let sampleCount: Int
  private var statistic: (any RangeStatistic)?
  private var extremes: ClosedRange<Float>?
  private var seen = 0
  private var pass = 1

  /// An observer of at most `sampleCount` samples.
  ///
  /// - Throws: `CalibrationError` when a parameter of the method has no meaning.
  public init(name: String, method: CalibrationMethod, sampleCount: Int) throws(CalibrationError) {
    (self.name, self.method, self.sampleCount) = (name, method, sampleCount)
    do throws(InvalidParameter) {
      statistic = try method.statistic(sampleCount: sampleCount)
    } catch {
      throw CalibrationError(
        .invalidParameter(name: error.name, found: error.found, expected: error.expected), value: name)
    }
  }

  /// Takes in one sample's elements.
  ///
  /// - Throws: `CalibrationError` for numbers that are not finite, and samples that were not announced.
  public mutating func add(_ sample: [Float]) throws(CalibrationError) {
    guard seen < sampleCount else {
      throw CalibrationError(.tooManySamples(announced: sampleCount), value: name)
    }
    guard var least = sample.first else { return }
    var greatest = least
    for index in sample.indices {
      let number = sample[index]
      guard number.isFinite else {
        throw CalibrationError(.notFinite(sample: seen, index: index, found: number), value: name)
      }
      least = min(least, number)
      greatest = max(greatest, number)
    }
    seen += 1
    let own = least...greatest
    if pass == 1 {
      extremes = extremes.map { min($0.lowerBound, least)...max($0.upperBound, greatest) } ?? own
    }
    statistic?.add(sample, own, pass: pass)
  }

  /// Begins the second pass over the same samples.
  public mutating func beginNextPass() {
    pass += 1
    seen = 0
    if let extremes { statistic?.begin(extremes) }
  }

  /// What the codes should hold.
  ///
  /// - Throws: `CalibrationError` when there was no sample, or a pass is missing.
  public func range() throws(CalibrationError) -> ValueRange {
    guard let extremes else { throw CalibrationError(.noSamples, value: name) }
    guard pass >= method.passCount else {
      throw CalibrationError(.missingPass(found: pass, expected: method.passCount), value: name)
    }
    return statistic?.range(extremes) ?? ValueRange(extremes, observed: extremes)
  }
}

/// What is kept of samples that are gone through one after the other.
protocol RangeStatistic: Sendable {
  /// Takes in a sample whose elements are all finite; `extremes` are its least and greatest.
  mutating func add(_ sample: [Float], _ extremes: ClosedRange<Float>, pass: Int)
  /// The first pass showed these extremes.
  mutating func begin(_ extremes: ClosedRange<Float>)
  /// The choice; `extremes` are those of all samples.
  func range(_ extremes: ClosedRange<Float>) -> ValueRange
}

extension RangeStatistic {
  /// Nothing, as methods of one pass have it.
  mutating func begin(_ extremes: ClosedRange<Float>) {}
}

/// A parameter that has no meaning.
struct InvalidParameter: Error {
  let name: String
  let found: String
  let expected: String
}

extension CalibrationMethod {
  /// What the method keeps; nil when extremes are enough.
  fileprivate func statistic(sampleCount: Int) throws(InvalidParameter) -> (any RangeStatistic)? {
    switch self {
    case .minMax: return nil
    case .movingAverage(let momentum):
      try require(momentum >= 0 && momentum < 1, "momentum", "\(momentum)", "0 or more, and below 1")
      return MovingExtremes(momentum: momentum)
    case .percentile(let percentile):
      try require(percentile > 50 && percentile <= 100, "percentile", "\(percentile)", "above 50, up to 100")
      return TailSamples(share: percentile / 100, sampleCount: sampleCount)
    case .histogramPercentile(let percentile, let bins):
      try require(percentile > 50 && percentile <= 100, "percentile", "\(percentile)", "above 50, up to 100")
      try require((2...(1 << 20)).contains(bins), "number of bins", "\(bins)", "2 to 1048576")
      return LinearHistogram(share: percentile / 100, bins: bins)
    case .entropy(let rule):
      return EntropyStatistic(rule)
    case .meanSquare(let bits):
      try require((2...16).contains(bits), "number of bits", "\(bits)", "2 to 16")
      return NewtonClipping(bits: bits)
    case .meanSquareGrid(let bits, let steps):
      try require((2...16).contains(bits), "number of bits", "\(bits)", "2 to 16")
      try require((1...1000).contains(steps), "number of steps", "\(steps)", "1 to 1000")
      return GridClipping(bits: bits, steps: steps)
    }
  }

  private func require(
    _ condition: Bool, _ name: String, _ found: String, _ expected: String
  ) throws(InvalidParameter) {
    if !condition { throw InvalidParameter(name: name, found: found, expected: expected) }
  }
}
