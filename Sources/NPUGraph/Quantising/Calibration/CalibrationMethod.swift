public import Simulation

/// How the range of a value is chosen from what samples showed.
///
/// **Source**: the rules' definitions as vendors publish them; which of them were compared with vendors' results is said
/// at each.
public enum CalibrationMethod: Sendable, Equatable {
  /// From the least to the greatest number of all samples.
  case minMax
  /// Extremes of each sample, averaged: `old * momentum + new * (1 - momentum)`; 0.99 is usual.
  case movingAverage(momentum: Float)
  /// The numbers at a rank from both ends, 99.99 for the usual ten-thousandth; exact.
  case percentile(Double)
  /// The same, as exact as a histogram over the whole range; takes two passes.
  case histogramPercentile(Double, bins: Int)
  /// The threshold that loses least information.
  case entropy(EntropyRule)
  /// Newton's iteration for the least squared error (OCTAV), averaged over samples.
  case meanSquare(bits: Int)
  /// The least squared error among so many clippings of the whole range; takes two passes.
  case meanSquareGrid(bits: Int, steps: Int)

  /// Which histogram and which candidates the choice by information takes.
  public enum EntropyRule: Sendable, Equatable {
    /// Sophon's rule over a histogram that grows with the samples.
    case growing
    /// Sophon's rule over a histogram of the whole range; takes two passes. Equals the current compiler's thresholds.
    case wholeRange
    /// TensorRT's published rule: every number of bins is a candidate; takes two passes.
    case everyBin
  }

  /// Bins of the histograms for the choice by information.
  public static let binCount = 2048
  /// Levels that a histogram is reduced to: magnitudes of 8 bits.
  public static let levelCount = 128

  /// How many times the samples have to be gone through, 1 or 2.
  public var passCount: Int {
    switch self {
    case .minMax, .movingAverage, .percentile, .entropy(.growing), .meanSquare: 1
    case .histogramPercentile, .entropy, .meanSquareGrid: 2
    }
  }
}

/// The range of a value, chosen by a calibration.
public struct ValueRange: Sendable, Equatable {
  /// Least number that codes should hold.
  public let lower: Float
  /// Greatest number that codes should hold.
  public let upper: Float
  /// What symmetric codes should reach; above 0.
  public let threshold: Float
  /// Least and greatest number of all samples.
  public let observed: ClosedRange<Float>
  /// Whether no number was farther from 0 than `nearZero`: the layer is likely dead.
  public let isNearZero: Bool

  /// Numbers up to this size count as zero; it is the threshold of values that hold nothing else.
  public static let nearZero: Float = 1e-5

  /// A range of its own making, such as the known one of a function.
  public init(_ range: ClosedRange<Float>) {
    self.init(range, observed: range)
  }

  /// A range within what was observed; its threshold is the end that is farther from 0.
  init(_ range: ClosedRange<Float>, observed: ClosedRange<Float>) {
    self.init(
      range, threshold: max(range.lowerBound.magnitude, range.upperBound.magnitude), observed: observed)
  }

  /// What a threshold leaves of the observed range; thresholds end where the numbers do.
  init(threshold: Float, observed: ClosedRange<Float>) {
    let limit = min(threshold, max(observed.lowerBound.magnitude, observed.upperBound.magnitude))
    let upper = max(min(observed.upperBound, limit), -limit)
    self.init(min(max(observed.lowerBound, -limit), upper)...upper, threshold: limit, observed: observed)
  }

  private init(_ range: ClosedRange<Float>, threshold: Float, observed: ClosedRange<Float>) {
    let size = max(observed.lowerBound.magnitude, observed.upperBound.magnitude)
    isNearZero = size <= Self.nearZero
    self.observed = observed
    // NaN falls through to the least threshold as well.
    self.threshold = isNearZero || !(threshold > Self.nearZero) ? Self.nearZero : threshold
    (lower, upper) =
      isNearZero ? (min(observed.lowerBound, 0), Self.nearZero) : (range.lowerBound, range.upperBound)
  }
}

/// Why a range could not be found.
public struct CalibrationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable, Equatable {
    /// A sample holds a number that is not finite.
    case notFinite(sample: Int, index: Int, found: Float)
    /// Nothing was observed.
    case noSamples
    /// More samples came than were announced.
    case tooManySamples(announced: Int)
    /// A pass over the samples is missing.
    case missingPass(found: Int, expected: Int)
    /// A sample has another number of inputs, or an input another number of elements, than the network.
    case inputSize(sample: Int, found: Int, expected: Int)
    /// A parameter of the method has no meaning.
    case invalidParameter(name: String, found: String, expected: String)
    /// The network cannot be run.
    case notRunnable(SimulationError)
  }

  /// What went wrong.
  public let kind: Kind
  /// The name of the value; empty where the whole network is meant.
  public let value: String

  /// Records what went wrong with which value.
  public init(_ kind: Kind, value: String) { (self.kind, self.value) = (kind, value) }

  /// One line: the value, what was found and what was expected.
  public var description: String {
    let text =
      switch kind {
      case .notFinite(let sample, let index, let found):
        "element \(index) of sample \(sample) is \(found); must be finite"
      case .noSamples: "no samples; must be at least 1"
      case .tooManySamples(let announced): "more samples than the announced \(announced)"
      case .missingPass(let found, let expected):
        "\(found) passes over the samples; the method takes \(expected)"
      case .inputSize(let sample, let found, let expected):
        "sample \(sample) has \(found) elements or inputs; must be exactly \(expected)"
      case .invalidParameter(let name, let found, let expected): "\(name) is \(found); must be \(expected)"
      case .notRunnable(let error): error.description
      }
    return value.isEmpty ? text : "value \(value): \(text)"
  }
}
