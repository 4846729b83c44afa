/// The K210's piecewise linear activation of 16 segments.
///
/// `y = clamp(round((b - start) * multiplier >> shift) + bias, 0, 255)` with the segment that `b` falls in.
/// **Source**: specification of the KPU, sections 2 and 5.
public struct ActivationTableK210: Sendable {
  /// One segment of the table.
  public struct Segment: Sendable, Equatable {
    /// `x_start`, 36 bits signed.
    public var start: Int64
    /// `y_mul`.
    public var multiplier: Int16
    /// `shift_number`; above 63 counts as 63.
    public var shift: UInt8
    /// `result_bias`.
    public var bias: UInt8

    /// A segment from `start` on.
    public init(start: Int64, multiplier: Int16, shift: UInt8, bias: UInt8) {
      self.start = start
      self.multiplier = multiplier
      self.shift = shift
      self.bias = bias
    }
  }

  /// The segments in the order of the file.
  public let segments: InlineArray<16, Segment>
  /// Whether no segment starts below its predecessor, as in every known file.
  public let isAscending: Bool

  /// Bytes of the table in a parameter block.
  public static let byteCount = 144

  /// A table of the given segments, in any order.
  public init(segments: InlineArray<16, Segment>) {
    self.segments = segments
    var isAscending = true
    for index in 1..<16 where segments[index].start < segments[index &- 1].start { isAscending = false }
    self.isAscending = isAscending
  }

  /// Decodes 144 bytes: 16 little-endian u64 {`shift_number` 0:8, `y_mul` 8:16, `x_start` 24:36}, 16 biases.
  public init(bytes: Span<UInt8>) {
    precondition(bytes.count == Self.byteCount)
    var segments = InlineArray<16, Segment>(
      repeating: Segment(start: 0, multiplier: 0, shift: 0, bias: 0))
    for index in 0..<16 {
      let word = Int64(bitPattern: littleEndianWord(bytes, at: index &* 8))
      segments[index] = Segment(
        start: (word &<< 4) &>> 28, multiplier: Int16(truncatingIfNeeded: word &>> 8),
        shift: UInt8(truncatingIfNeeded: word), bias: bytes[128 &+ index])
    }
    self.init(segments: segments)
  }

  /// Index of the last segment that starts below `value` (`halfUp`: or at it); 0 when there is none.
  ///
  /// Takes the segments as a span because indexing a loaded table would copy all of it each time.
  @inlinable
  @inline(__always)
  public static func segmentIndex(
    of value: Int64, segments: Span<Segment>, isAscending: Bool, rounding: RoundingRule
  ) -> Int {
    // Starting at the value counts as starting below the next number; no start has more than 36 bits.
    let limit = rounding == .halfUp && value < .max ? value &+ 1 : value
    var index = 0
    if isAscending {
      index = segments[8].start < limit ? 8 : 0
      index |= segments[index | 4].start < limit ? 4 : 0
      index |= segments[index | 2].start < limit ? 2 : 0
      index |= segments[index | 1].start < limit ? 1 : 0
    } else {
      for candidate in 0..<16 where segments[candidate].start < limit { index = candidate }
    }
    return index
  }
}

extension ActivationTableK210.Segment {
  /// The activation of a batch-normed value that falls into this segment; wraps at 64 bits.
  @inlinable
  @inline(__always)
  public func callAsFunction(_ value: Int64, rounding: RoundingRule) -> UInt8 {
    let product = (value &- start) &* Int64(multiplier)
    let result = rounding.shiftRight(product, by: Int64(shift)) &+ Int64(bias)
    return UInt8(truncatingIfNeeded: result < 0 ? 0 : result > 255 ? 255 : result)
  }
}
