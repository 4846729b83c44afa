/// Extremes of each sample, averaged with a momentum; the first sample counts whole.
struct MovingExtremes: RangeStatistic {
  let momentum: Float
  private var lower: Float?
  private var upper: Float = 0

  init(momentum: Float) { self.momentum = momentum }

  mutating func add(_ sample: [Float], _ extremes: ClosedRange<Float>, pass: Int) {
    guard let old = lower else {
      (lower, upper) = (extremes.lowerBound, extremes.upperBound)
      return
    }
    lower = momentum * old + (1 - momentum) * extremes.lowerBound
    upper = momentum * upper + (1 - momentum) * extremes.upperBound
  }

  func range(_ extremes: ClosedRange<Float>) -> ValueRange {
    guard let lower, lower <= upper else { return ValueRange(extremes, observed: extremes) }
    return ValueRange(lower...upper, observed: extremes)
  }
}

/// The numbers at a rank from both ends, interpolated.
///
/// Of all numbers at most `count * (1 - share) + 2` are kept from each end, where `count` is that of all samples if they
/// are as large as the first. The rank is `share * (count - 1)`, counted from 0. **Source**: Sophon's `percentile9999`;
/// its compiler keeps as many of each sample, which gives the same.
struct TailSamples: RangeStatistic {
  private let share: Double
  private let sampleCount: Int
  /// Numbers kept from each end; 0 before the first sample.
  private var capacity = 0
  private var count = 0
  private var least: [Float] = []
  private var greatest: [Float] = []
  /// What a number must not exceed, or must not stay below, to be among those kept.
  private var (limitOfLeast, limitOfGreatest): (Float, Float) = (.infinity, -.infinity)

  init(share: Double, sampleCount: Int) { (self.share, self.sampleCount) = (share, sampleCount) }

  mutating func add(_ sample: [Float], _ extremes: ClosedRange<Float>, pass: Int) {
    if capacity == 0 {
      capacity = Int(Double(sample.count) * Double(sampleCount) * (1 - share)) + 2
    }
    count += sample.count
    for number in sample {
      if number <= limitOfLeast { least.append(number) }
      if number >= limitOfGreatest { greatest.append(number) }
    }
    // Now and then, so that sorting costs little per number.
    if least.count >= 2 * capacity + 4096 {
      least = Array(least.sorted().prefix(capacity))
      limitOfLeast = least[least.count - 1]
    }
    if greatest.count >= 2 * capacity + 4096 {
      greatest = Array(greatest.sorted(by: >).prefix(capacity))
      limitOfGreatest = greatest[greatest.count - 1]
    }
  }

  func range(_ extremes: ClosedRange<Float>) -> ValueRange {
    let last = Double(count - 1)
    // Ranks counted from the nearer end.
    let lower = Self.interpolated(least.sorted(), at: last - share * last)
    let upper = Self.interpolated(greatest.sorted(by: >), at: last - share * last)
    return ValueRange(min(lower, upper)...upper, observed: extremes)
  }

  /// Between the two neighbours of a rank, in double precision.
  private static func interpolated(_ sorted: [Float], at rank: Double) -> Float {
    let index = min(Int(rank), sorted.count - 1)
    let next = min(index + 1, sorted.count - 1)
    let fraction = rank - Double(index)
    return Float(Double(sorted[index]) + (Double(sorted[next]) - Double(sorted[index])) * min(fraction, 1))
  }
}

/// Counts over the whole range in bins of one width; what lies beyond a share at each end is cut off.
struct LinearHistogram: RangeStatistic {
  private let share: Double
  private var counts: [Int]
  private var lower: Float = 0
  private var width: Float = 0

  init(share: Double, bins: Int) {
    self.share = share
    counts = [Int](repeating: 0, count: bins)
  }

  mutating func begin(_ extremes: ClosedRange<Float>) {
    lower = extremes.lowerBound
    // Halves first: the difference of the largest floats is not finite.
    width = (extremes.upperBound / 2 - lower / 2) / Float(counts.count) * 2
  }

  mutating func add(_ sample: [Float], _ extremes: ClosedRange<Float>, pass: Int) {
    guard pass == 2, width > 0, width.isFinite else { return }
    for number in sample {
      let place = number / width - lower / width
      counts[min(max(Int(min(place, 2e6)), 0), counts.count - 1)] += 1
    }
  }

  func range(_ extremes: ClosedRange<Float>) -> ValueRange {
    let cut = Int(Double(counts.reduce(0, +)) * (1 - share))
    guard width > 0, width.isFinite, let first = Self.place(behind: cut, counts),
      let last = Self.place(behind: cut, counts.reversed())
    else { return ValueRange(extremes, observed: extremes) }
    let low = lower + Float(first) * width
    let high = min(lower + Float(counts.count - last) * width, extremes.upperBound)
    return ValueRange(min(low, high)...high, observed: extremes)
  }

  /// The first bin with which more than `cut` numbers are counted.
  private static func place(behind cut: Int, _ counts: [Int]) -> Int? {
    var sum = 0
    return counts.firstIndex { count in
      sum += count
      return sum > cut
    }
  }
}
