extension BinaryFormat {
  /// An integer of up to 64 bits as a number (`FCVT` from `W`, `WU`, `L`, `LU`).
  package static func converted<Integer: FixedWidthInteger>(
    _ integer: Integer, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    if rounding == .nearestEven, let value = Int(exactly: integer) {
      // Exact when the bits between the highest and the lowest one set fit the significand.
      let used = 64 - value.magnitude.leadingZeroBitCount - value.trailingZeroBitCount
      if used > fractionWidth + 1 { flags.insert(.inexact) }
      return bits(Native(value))
    }
    return SoftFloat<Self>.converted(integer, rounding: rounding, flags: &flags)
  }

  /// A number as an integer of up to 64 bits (`FCVT` to `W`, `WU`, `L`, `LU`).
  ///
  /// What does not fit gives the nearest end of the integer's range, a NaN the upper end; both are invalid.
  package static func integer<Integer: FixedWidthInteger>(
    _ bits: Bits, as type: Integer.Type, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Integer {
    // C's casts drop the fraction, so this is the mode to be quick in.
    if rounding == .towardZero && exponentField(bits) < exponentBias + 63 {
      let whole = truncated(native(bits))
      if let integer = Integer(exactly: whole) {
        if Native(whole) != native(bits) { flags.insert(.inexact) }
        return integer
      }
    }
    return SoftFloat<Self>.integer(bits, as: type, rounding: rounding, flags: &flags)
  }
}

extension Binary32 {
  /// A double as a single (`FCVT.S.D`).
  package static func converted(
    fromBinary64 double: UInt64, rounding: RoundingMode, flags: inout FloatFlags
  ) -> UInt32 {
    let value = Double(bitPattern: double)
    let result = Float(value)
    if rounding == .nearestEven && (isAboveLeastNormal(result.bitPattern) || value == 0) {
      // ∞ gives ∞, which is not above the least normal number.
      if !flags.contains(.inexact) && Double(result) != value { flags.insert(.inexact) }
      return result.bitPattern
    }
    return SoftFloat<Binary32>.converted(double, from: Binary64.self, rounding: rounding, flags: &flags)
  }
}

extension Binary64 {
  /// A single as a double (`FCVT.D.S`), which is always exact.
  package static func converted(fromBinary32 single: UInt32, flags: inout FloatFlags) -> UInt64 {
    if Binary32.isNaN(single) {
      if Binary32.isSignallingNaN(single) { flags.insert(.invalid) }
      return quietNaN
    }
    return Double(Float(bitPattern: single)).bitPattern
  }
}
