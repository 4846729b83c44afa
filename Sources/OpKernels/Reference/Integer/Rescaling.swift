/// Offset, multiplier and right shift between quantised numbers of different scales.
///
/// **Source**: specification of kmodel v4, section 4 (`mcs`) and v3, section 4 (`QUANTIZED_ADD`).
public struct Rescaling: Sendable, Equatable {
  /// Added before the multiplication for operands, after it for results.
  public var offset: Int32
  /// Factor.
  public var multiplier: Int32
  /// Right shift.
  public var shift: Int32

  /// A rescaling of the given numbers.
  public init(offset: Int32, multiplier: Int32, shift: Int32) {
    self.offset = offset
    self.multiplier = multiplier
    self.shift = shift
  }

  /// `(value * multiplier + 2^(shift - 1)) >> shift` in 64 bits, cut to 32; the value times the multiplier
  /// when the shift is 0.
  ///
  /// The shift counts modulo 256, as the reference stores it in a byte, then modulo 64, as its processors do.
  @inlinable
  @inline(__always)
  public func multiplied(_ value: Int32) -> Int32 {
    let product = Int64(value) &* Int64(multiplier)
    let shift = Int64(self.shift & 255)
    if shift == 0 { return Int32(truncatingIfNeeded: product) }
    return Int32(truncatingIfNeeded: (product &+ (1 &<< (shift &- 1))) &>> shift)
  }

  /// An operand: offset added, then multiplied and shifted.
  @inlinable
  @inline(__always)
  public func operand(_ value: UInt8) -> Int32 { multiplied(Int32(value) &+ offset) }

  /// A result: multiplied and shifted, offset added, clamped to a byte.
  @inlinable
  @inline(__always)
  public func result(_ value: Int32) -> UInt8 {
    UInt8(clamping: multiplied(value) &+ offset)
  }
}
