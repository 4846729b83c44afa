/// Counts of magnitudes above 0; bin `i` holds those nearest to `i * width`.
public struct MagnitudeHistogram: Sendable, Equatable {
  /// One per bin.
  public private(set) var counts: [Int]
  /// What the range ends with.
  public private(set) var limit: Float

  /// Most bins that a histogram grows to; beyond, old counts are brought into wider bins.
  ///
  /// Bounds memory for samples whose sizes differ wildly.
  public static let maximumBinCount = 32 * CalibrationMethod.binCount

  /// An empty histogram of magnitudes up to a limit above 0, over at least 2 bins.
  public init(limit: Float, bins: Int = CalibrationMethod.binCount) {
    counts = [Int](repeating: 0, count: max(2, bins))
    self.limit = limit
  }

  /// Counts that were made elsewhere.
  public init(counts: [Int], limit: Float) {
    self.counts = counts.count < 2 ? counts + [0, 0] : counts
    self.limit = limit
  }

  /// What lies between the numbers of neighbouring bins.
  public var width: Float { limit / Float(counts.count - 1) }

  /// Counts the elements of a sample; magnitudes beyond the limit count in the last bin.
  public mutating func add(_ sample: [Float]) {
    let (width, last) = (width, counts.count - 1)
    guard width > 0 else { return }
    for number in sample where number != 0 {
      let place = (number.magnitude / width + 0.5).rounded(.down)
      counts[place < Float(last) ? Int(place) : last] += 1
    }
  }

  /// Makes room for a magnitude above the limit: as many bins as it takes, of nearly the same width.
  ///
  /// **Source**: Sophon's calibration: `floor((new - limit) / (limit / bins)) + 1` bins are appended.
  public mutating func grow(to magnitude: Float) {
    guard magnitude > limit else { return }
    let step = limit / Float(counts.count)
    let extra = ((magnitude - limit) / step).rounded(.down) + 1
    guard Float(counts.count) + extra <= Float(Self.maximumBinCount) else {
      return widen(to: magnitude)
    }
    counts.append(contentsOf: [Int](repeating: 0, count: Int(extra)))
    limit += extra * step
  }

  /// Brings all counts into as many bins as at the start, of the whole range.
  private mutating func widen(to magnitude: Float) {
    let (old, oldWidth) = (counts, width)
    counts = [Int](repeating: 0, count: CalibrationMethod.binCount)
    limit = magnitude
    let ratio = oldWidth / width
    for (index, count) in old.enumerated() where count > 0 {
      counts[min(Int((Float(index) * ratio + 0.5).rounded(.down)), counts.count - 1)] += count
    }
  }
}

/// The choice by information, from a histogram of one or two passes.
struct EntropyStatistic: RangeStatistic {
  private let rule: CalibrationMethod.EntropyRule
  private var histogram: MagnitudeHistogram?

  init(_ rule: CalibrationMethod.EntropyRule) { self.rule = rule }

  mutating func begin(_ extremes: ClosedRange<Float>) {
    let size = max(extremes.lowerBound.magnitude, extremes.upperBound.magnitude)
    histogram = size > 0 ? MagnitudeHistogram(limit: size) : nil
  }

  mutating func add(_ sample: [Float], _ extremes: ClosedRange<Float>, pass: Int) {
    if rule == .growing {
      let size = max(extremes.lowerBound.magnitude, extremes.upperBound.magnitude)
      if histogram == nil, size > 0 { histogram = MagnitudeHistogram(limit: size) }
      histogram?.grow(to: size)
    } else if pass == 1 {
      return
    }
    histogram?.add(sample)
  }

  func range(_ extremes: ClosedRange<Float>) -> ValueRange {
    guard let histogram else { return ValueRange(extremes, observed: extremes) }
    let threshold =
      rule == .everyBin ? histogram.thresholdOfEveryBin() : histogram.thresholdOfLevels()
    return ValueRange(threshold: threshold, observed: extremes)
  }
}
