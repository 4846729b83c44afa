/// A function as two tables with straight lines between their entries, and what lies beyond them.
///
/// **Source**: NVDLA's public description of its linear tables; that Rockchip's NPUs interpolate is inferred from golden
/// results (without, 1 to 14 % of the results are off by one; with, 0.1 to 1.5 %).
public struct InterpolatedTable: Sendable, Equatable {
  /// Equally spaced entries.
  public struct Part: Sendable, Equatable {
    /// Two at least.
    public let entries: [Int16]
    /// Where the first entry lies.
    public let start: Int64
    /// Entries lie 2^step apart, step 0...32.
    public let step: Int64

    /// Entries from `start` on.
    public init(entries: [Int16], start: Int64, step: Int64) {
      precondition(entries.count >= 2 && (0...32).contains(step) && abs(start) <= 1 << 40)
      (self.entries, self.start, self.step) = (entries, start, step)
    }

    /// The first entry.
    @inlinable public var first: Int16 { entries[0] }
    /// The last entry.
    @inlinable public var last: Int16 { entries[entries.count - 1] }
    /// The last place that the entries cover.
    @inlinable
    public var end: Int64 { start + Int64(entries.count - 1) << step }

    /// The value at a place that the entries cover.
    @inlinable
    func value(at place: Int64) -> Int64 {
      let distance = place &- start
      let index = min(Int(distance &>> step), entries.count - 2)
      let fraction = distance &- Int64(index) &<< step
      let (left, right) = (Int64(entries[index]), Int64(entries[index + 1]))
      return ShiftRounding.halfEven.shiftRight((left &<< step) &+ (right &- left) &* fraction, by: step)
    }
  }

  /// A straight line through the last entry, for places that no entry covers.
  public struct Slope: Sendable, Equatable {
    /// The value changes by `distance * factor / 2^shift`, rounded down.
    public let factor: Int32
    /// 0...62.
    public let shift: Int64

    /// A slope of `factor / 2^shift`; none for 0.
    public init(factor: Int32 = 0, shift: Int64 = 0) {
      precondition((0...62).contains(shift))
      (self.factor, self.shift) = (factor, shift)
    }
  }

  /// For places below zero.
  public let negative: Part
  /// For places from zero on.
  public let positive: Part
  /// Below ``negative``.
  public let below: Slope
  /// Above ``positive``.
  public let above: Slope

  /// The given parts, which meet at zero.
  public init(negative: Part, positive: Part, below: Slope = Slope(), above: Slope = Slope()) {
    (self.negative, self.positive, self.below, self.above) = (negative, positive, below, above)
  }

  /// The function's value.
  @inlinable
  public func value(at place: Int64) -> Int64 {
    if place < negative.start {
      return Self.line(from: negative.start, Int64(negative.first), below, to: place)
    }
    if place > positive.end { return Self.line(from: positive.end, Int64(positive.last), above, to: place) }
    return place < 0
      ? negative.value(at: min(place, negative.end)) : positive.value(at: max(place, positive.start))
  }

  @inlinable
  static func line(from end: Int64, _ value: Int64, _ slope: Slope, to place: Int64) -> Int64 {
    value &+ ((place &- end) &* Int64(slope.factor)) &>> slope.shift
  }
}
