/// What becomes of the bits that a right shift drops when sums are requantised.
public enum ShiftRounding: UInt32, Sendable, CaseIterable {
  /// Towards minus infinity.
  case floor = 0
  /// Halves towards plus infinity.
  case halfUp = 1
  /// Halves away from zero.
  case halfAway = 2
  /// Halves to the even neighbour.
  case halfEven = 3

  /// `value / 2^shift` rounded, shift 0...62.
  @inlinable
  public func shiftRight(_ value: Int64, by shift: Int64) -> Int64 {
    let floor = value &>> shift
    if shift == 0 || self == .floor { return floor }
    let half: Int64 = 1 &<< (shift &- 1)
    let fraction = value &- (floor &<< shift)
    if fraction != half { return fraction > half ? floor &+ 1 : floor }
    switch self {
    case .floor: return floor
    case .halfUp: return floor &+ 1
    case .halfAway: return value < 0 ? floor : floor &+ 1
    case .halfEven: return floor & 1 == 0 ? floor : floor &+ 1
    }
  }
}

extension Reference {
  /// One requantised sum: `clamp(round(sum * multiplier / 2^shift) + zeroPoint, range)`.
  ///
  /// The product has 64 bits; the rounded value is cut to 32 bits and the zero point's sum wraps there. A
  /// symmetric shift is one with multiplier 1. Shift 0...62.
  @inlinable
  public static func requantize(
    _ sum: Int32, multiplier: Int32, shift: Int32, zeroPoint: Int32, range: ClosedRange<Int32>,
    rounding: ShiftRounding
  ) -> Int32 {
    let product = Int64(sum) &* Int64(multiplier)
    let rounded = Int32(truncatingIfNeeded: rounding.shiftRight(product, by: Int64(shift)))
    return min(max(rounded &+ zeroPoint, range.lowerBound), range.upperBound)
  }
}
