/// The activation table as intervals of batch-normed values, lowest first, each with one line.
///
/// The table's rule "last segment that starts below" turns into ascending thresholds, whatever the order of
/// its segments; segments that can never be chosen are gone, neighbours with the same line are one.
package struct ActivationRegions: Equatable {
  /// One interval: values above `threshold`, up to the next region's threshold.
  package struct Region: Equatable {
    /// Values above it belong to the region; for the first region it has no meaning.
    package var threshold: Int64
    /// Where the line begins.
    package var start: Int64
    /// The line's slope before the shift.
    package var multiplier: Int64
    /// 0...63.
    package var shift: Int64
    /// Added after rounding.
    package var bias: Int64

    /// A region of the given numbers.
    package init(threshold: Int64, start: Int64, multiplier: Int64, shift: Int64, bias: Int64) {
      self.threshold = threshold
      self.start = start
      self.multiplier = multiplier
      self.shift = shift
      self.bias = bias
    }

    /// Whether the same line is drawn, wherever it begins.
    func hasLine(of other: Region) -> Bool {
      start == other.start && multiplier == other.multiplier && shift == other.shift && bias == other.bias
    }
  }

  /// 1...16 regions; the first one's threshold has no meaning.
  package private(set) var regions: [Region]

  /// The regions of a table under a rule.
  package init(_ table: ActivationTableK210, rounding: RoundingRule) {
    var lowestFirst: [Region] = []
    var lowest: Int64?
    for index in (0..<16).reversed() {
      let region = Region(table.segments[index], rounding: rounding)
      if let lowest, region.threshold >= lowest { continue }
      lowest = region.threshold
      lowestFirst.insert(region, at: 0)
    }
    // Values below all starts belong to segment 0.
    var first = Region(table.segments[0], rounding: rounding)
    first.threshold = .min
    regions = [first]
    for region in lowestFirst { append(region) }
  }

  /// The regions that values of `range` can fall into; the lowest one starts at the lowest value.
  package init(_ whole: ActivationRegions, within range: ClosedRange<Int64>) {
    regions = []
    for (index, region) in whole.regions.enumerated() {
      let isReached = index == 0 || region.threshold < range.upperBound
      let isLeft = index + 1 < whole.regions.count && whole.regions[index + 1].threshold < range.lowerBound
      if isReached && !isLeft { append(region.simplified(for: whole.values(of: index, within: range))) }
    }
  }

  /// The values of `range` that fall into region `index`, which is one that they reach.
  func values(of index: Int, within range: ClosedRange<Int64>) -> ClosedRange<Int64> {
    let lower = index == 0 ? range.lowerBound : max(range.lowerBound, regions[index].threshold + 1)
    let next = index + 1 < regions.count ? regions[index + 1].threshold : .max
    return lower...max(lower, min(range.upperBound, next))
  }

  private mutating func append(_ region: Region) {
    if let last = regions.last, last.hasLine(of: region) { return }
    regions.append(region)
  }
}

extension ActivationRegions.Region {
  /// The region that a segment opens.
  init(_ segment: ActivationTableK210.Segment, rounding: RoundingRule) {
    // "At or above" is "above" of the number below; a start at the least number stays what it is.
    threshold = rounding == .halfUp && segment.start > .min ? segment.start - 1 : segment.start
    let isFlat = segment.multiplier == 0
    start = isFlat ? 0 : segment.start
    multiplier = Int64(segment.multiplier)
    shift = isFlat ? 0 : Int64(min(segment.shift, 63))
    bias = Int64(segment.bias)
  }

  /// The line's value before rounding, or nil when 64 bits do not hold it.
  func floor(at value: Int64) -> Int64? {
    let (distance, isFar) = value.subtractingReportingOverflow(start)
    let (product, isLarge) = distance.multipliedReportingOverflow(by: multiplier)
    return isFar || isLarge ? nil : product >> shift
  }

  /// A flat line instead of one that is clamped for all of `values`.
  func simplified(for values: ClosedRange<Int64>) -> Self {
    guard let first = floor(at: values.lowerBound), let last = floor(at: values.upperBound) else {
      return self
    }
    // Rounding moves a result by 2 at most.
    let (lowest, highest) = (min(first, last), max(first, last))
    if highest < -bias - 2 { return flat(0) }
    if lowest > 255 - bias + 2 { return flat(255) }
    return self
  }

  /// Whether 32 bits hold what the narrow form computes for `values`.
  package func isNarrow(for values: ClosedRange<Int64>) -> Bool {
    guard shift <= 32, Int32(exactly: start) != nil else { return false }
    for value in [values.lowerBound, values.upperBound] {
      let (distance, isFar) = value.subtractingReportingOverflow(start)
      guard !isFar, Int32(exactly: distance) != nil else { return false }
      // One bit below the result is kept for rounding; 48 bits hold twice the product.
      guard Int32(exactly: (distance * multiplier * 2) >> shift) != nil else { return false }
    }
    return true
  }

  private func flat(_ value: Int64) -> Self {
    var region = self
    region.start = 0
    region.multiplier = 0
    region.shift = 0
    region.bias = value
    return region
  }
}
