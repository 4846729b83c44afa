/// An activation that is constant or climbs by single steps up to a threshold and rises by a power of two behind it.
///
/// That is a relu, or a leaky relu as the K210's compilers write it: some fifteen segments that rise by a byte or a few each, so that
/// steps lie at almost equal distances. The kernels divide by that distance and look up where in its bucket the step is
/// (`kiln_stairs` in CKernels).
package struct ActivationStairs: Equatable {
  /// Steps that lie nearly `width` apart; all numbers as in `kiln_stairs`.
  package struct Steps: Equatable {
    let origin: Int32
    let least: Int32
    let shift: Int32
    let scale: Int32
    let width: Int32
    let base: Int32
    /// Per bucket how far behind `base` its step is.
    package let deviations: [UInt8]
  }

  /// The line behind the threshold: `(value + addend (+ 1)) >> shift`, without sign.
  package struct Ramp: Equatable {
    /// Values above it are on the ramp.
    let threshold: Int32
    /// Where its segment begins.
    let start: Int32
    /// Start, half and bias in one, wrapping at 32 bits.
    let addend: Int32
    /// 1...31.
    let shift: Int32
  }

  /// The result of the lowest values.
  package let lowest: UInt8
  /// What is below the ramp, nil when it is `lowest` alone.
  package let steps: Steps?
  package let ramp: Ramp

  /// The form of regions that values of `range` reach, or nil when they have none with so many buckets.
  package init?(
    _ regions: [ActivationRegions.Region], within range: ClosedRange<Int64>, rounding: RoundingRule,
    buckets: Int
  ) {
    guard buckets > 0, let curve = MonotoneActivation(regions, within: range, rounding: rounding),
      let ramp = Ramp(regions, within: range, rounding: rounding)
    else { return nil }
    self.ramp = ramp
    let climbing = range.lowerBound...max(range.lowerBound, Int64(ramp.threshold))
    lowest = UInt8(curve.value(at: climbing.lowerBound))
    let places = curve.steps(within: climbing)
    if places.isEmpty {
      steps = nil
    } else if let found = Steps(
      places, from: Int64(lowest), to: climbing.upperBound, values: range, buckets: buckets)
    {
      steps = found
    } else {
      return nil
    }
  }
}

extension ActivationStairs.Steps {
  /// Steps at `places`, each from one result to the next, the first from `lowest`; `last` is the last value below the ramp.
  init?(_ places: [Int64], from lowest: Int64, to last: Int64, values: ClosedRange<Int64>, buckets: Int) {
    guard let first = places.first, let final = places.last,
      zip(places, places.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    let count = Int64(places.count)
    let width = count == 1 ? last - first + 2 : (final - first + (count - 1) / 2) / (count - 1)
    // Steps lie in the middle of their buckets; buckets are numbered by their results.
    let origin = first - width / 2 - lowest * width
    let distances = places.map { $0 - 1 - origin }
    // A bucket's bounds may blur by its 32nd part.
    let shift = max(0, Int64(63 - width.leadingZeroBitCount) - 5)
    guard (1...32767).contains(width), lowest + count < buckets,
      let least = Int32(exactly: lowest * width + width / 4),
      let start = Int32(exactly: origin), Int32(exactly: values.lowerBound - origin) != nil,
      Int32(exactly: values.upperBound - origin) != nil, (last - origin) >> shift < 65536
    else { return nil }
    let scale = min((65536 << shift) / width, 65535)
    let bucketOf = { (distance: Int64) in ((distance >> shift) * scale) >> 16 }
    // Exact if a bucket begins behind the step of the bucket below and ends before that of the one above, which holds for all
    // when each step lies in the bucket of its number.
    for (index, distance) in distances.enumerated() {
      let bucket = lowest + Int64(index)
      guard bucketOf(distance) == bucket, bucketOf(distance + 1) == bucket else { return nil }
    }
    let offsets = distances.enumerated().map { $1 - (lowest + Int64($0)) * width }
    guard let base = offsets.min(), let farthest = offsets.max(), farthest - base < 255,
      Int64(least) <= distances[0], bucketOf(Int64(least)) == lowest,
      bucketOf(last - origin) <= lowest + count,
      last - origin <= (lowest + count) * width + base + 255
    else { return nil }
    self.origin = start
    self.least = least
    self.shift = Int32(shift)
    self.scale = Int32(scale)
    self.width = Int32(width)
    self.base = Int32(base)
    deviations = [UInt8](repeating: 0, count: Int(lowest)) + offsets.map { UInt8($0 - base) } + [255]
  }
}

extension ActivationStairs.Ramp {
  /// The last region as a ramp, or nil when it is none.
  init?(_ regions: [ActivationRegions.Region], within range: ClosedRange<Int64>, rounding: RoundingRule) {
    guard let last = regions.last, last.multiplier > 0, last.multiplier & (last.multiplier - 1) == 0 else {
      return nil
    }
    let shift = last.shift - Int64(last.multiplier.trailingZeroBitCount)
    let threshold = regions.count == 1 ? range.lowerBound - 1 : last.threshold
    guard (1...31).contains(shift), last.start <= threshold + 1, let start = Int32(exactly: last.start),
      let threshold = Int32(exactly: threshold)
    else { return nil }
    let half = (1 << (shift - 1)) - (rounding == .halfEven ? 1 : 0) as Int64
    let addend = half - last.start + last.bias << shift
    // No carry out of 32 bits, with the one that a tie may add.
    guard range.upperBound + addend + 1 < 1 << 32 else { return nil }
    self.init(
      threshold: threshold, start: start, addend: Int32(truncatingIfNeeded: addend), shift: Int32(shift))
  }
}

/// An activation over a range in which it never falls, so that its steps are found by halving.
struct MonotoneActivation {
  private let regions: [ActivationRegions.Region]
  private let rounding: RoundingRule

  /// The activation of regions that values of `range` reach, or nil when it may fall.
  init?(_ regions: [ActivationRegions.Region], within range: ClosedRange<Int64>, rounding: RoundingRule) {
    self.regions = regions
    self.rounding = rounding
    for (index, region) in regions.enumerated() {
      let first = index == 0 ? range.lowerBound : region.threshold + 1
      // Distances below zero round away from it, which is no monotone rule.
      guard region.multiplier == 0 || (region.multiplier > 0 && region.start <= first) else { return nil }
      if index > 0 && value(at: first) < value(at: first - 1) { return nil }
    }
  }

  /// The byte of a value.
  func value(at value: Int64) -> Int64 {
    let index = regions.lastIndex { $0.threshold < value } ?? 0
    let region = regions[max(index, 0)]
    let rounded = rounding.shiftRight((value - region.start) * region.multiplier, by: region.shift)
    return min(max(rounded + region.bias, 0), 255)
  }

  /// The first value of each byte but the lowest that values of `range` have; bytes that are jumped over share a value.
  func steps(within range: ClosedRange<Int64>) -> [Int64] {
    let (lowest, highest) = (value(at: range.lowerBound), value(at: range.upperBound))
    guard lowest < highest else { return [] }
    return ((lowest + 1)...highest).map { byte in
      range.upperBound.lowest(from: range.lowerBound) { value(at: $0) >= byte }
    }
  }
}

extension Int64 {
  /// The lowest number from `first` to this one that a condition holds for, which holds for all above it, or the one
  /// behind this when it holds for none.
  fileprivate func lowest(from first: Int64, where holds: (Int64) -> Bool) -> Int64 {
    var (low, high) = (first, self + 1)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
