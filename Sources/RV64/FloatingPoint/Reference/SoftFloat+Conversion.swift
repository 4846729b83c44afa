extension SoftFloat {
  /// The number of another format in this one.
  @inline(never)
  package static func converted<Source: BinaryFormat>(
    _ bits: Source.Bits, from source: Source.Type, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    switch SoftFloat<Source>.operand(bits) {
    case .nan: Source.isSignallingNaN(bits) ? invalid(&flags) : Format.quietNaN
    case .infinity(let isNegative): infinity(isNegative: isNegative)
    case .finite(let number): rounded(number, rounding, &flags)
    }
  }

  /// An integer of up to 64 bits in this format.
  @inline(never)
  package static func converted<Integer: FixedWidthInteger>(
    _ integer: Integer, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    let number = ExactNumber(
      isNegative: integer < 0, exponent: 0, significand: UInt128(integer.magnitude))
    return rounded(number, rounding, &flags)
  }

  /// A number as an integer of up to 64 bits.
  ///
  /// What does not fit gives the nearest end of the integer's range, a NaN the upper end; both are invalid and nothing
  /// else. Source: RISC-V unprivileged specification 20191213, table 11.4.
  @inline(never)
  package static func integer<Integer: FixedWidthInteger>(
    _ bits: Bits, as type: Integer.Type, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Integer {
    if case .finite(let number) = operand(bits), let (integer, isExact) = whole(number, as: type, rounding) {
      if !isExact { flags.insert(.inexact) }
      return integer
    }
    flags.insert(.invalid)
    return Format.isNegative(bits) && !Format.isNaN(bits) ? Integer.min : Integer.max
  }

  /// A number rounded to a whole one, if that fits.
  private static func whole<Integer: FixedWidthInteger>(
    _ number: ExactNumber, as type: Integer.Type, _ rounding: RoundingMode
  ) -> (integer: Integer, isExact: Bool)? {
    guard !number.isZero else { return (0, true) }
    guard number.leadingExponent < 64 else { return nil }
    let (magnitude, isExact) = number.rounded(at: 0, rounding)
    let signed = number.isNegative ? -Int128(magnitude) : Int128(magnitude)
    return Integer(exactly: signed).map { ($0, isExact) }
  }
}
