/// The arithmetic of one format in integers alone: plain, slow, and the oracle of everything faster.
///
/// Each operation sorts out NaNs, infinities and divisions by zero, computes the result exactly or jammed
/// (`ExactNumber`), and rounds it once. Operations mean what those of `BinaryFormat` mean.
package enum SoftFloat<Format: BinaryFormat> {
  /// Holds a number's bits.
  package typealias Bits = Format.Bits

  /// What a pattern stands for.
  enum Operand {
    case nan
    case infinity(isNegative: Bool)
    case finite(ExactNumber)
  }

  /// What a pattern stands for.
  static func operand(_ bits: Bits) -> Operand {
    if Format.isNaN(bits) { return .nan }
    let isNegative = Format.isNegative(bits)
    let magnitude = Format.magnitude(bits)
    if magnitude == Format.infinity { return .infinity(isNegative: isNegative) }
    // Subnormals have the exponent of the least normal numbers and no leading one.
    let field = Int(magnitude >> Format.fractionWidth)
    let fraction = magnitude & (Format.exponentUnit - 1)
    return .finite(
      ExactNumber(
        isNegative: isNegative, exponent: Format.leastExponent - Format.fractionWidth + max(field, 1) - 1,
        significand: UInt128(field == 0 ? fraction : fraction | Format.exponentUnit)))
  }

  /// The result of an operation that has no sensible one.
  static func invalid(_ flags: inout FloatFlags) -> Bits {
    flags.insert(.invalid)
    return Format.quietNaN
  }

  /// The result of an operation on NaNs: invalid if one of them signals.
  static func nan(of operands: Bits..., flags: inout FloatFlags) -> Bits {
    operands.contains(where: Format.isSignallingNaN) ? invalid(&flags) : Format.quietNaN
  }

  /// ∞ with a sign.
  static func infinity(isNegative: Bool) -> Bits {
    isNegative ? Format.infinity | Format.signBit : Format.infinity
  }

  /// The pattern of a number, rounded to the format.
  static func rounded(_ number: ExactNumber, _ rounding: RoundingMode, _ flags: inout FloatFlags) -> Bits {
    let sign = number.isNegative ? Format.signBit : 0
    guard !number.isZero else { return sign }
    let leading = number.leadingExponent
    let exponent = max(leading, Format.leastExponent)
    let (magnitude, isExact) = number.rounded(at: exponent - Format.fractionWidth, rounding)
    // The leading one, if there is one, adds 1 to the exponent's field; so does a carry out of the fraction.
    let bits = UInt128(exponent - Format.leastExponent) << Format.fractionWidth + magnitude
    if bits >= UInt128(Format.infinity) {
      flags.formUnion([.overflow, .inexact])
      // What the mode does to the last finite number and something.
      let isUp = rounding.roundsUp(isNegative: number.isNegative, isOdd: true, rest: 3)
      return sign | (isUp ? Format.infinity : Format.greatestFinite)
    }
    if !isExact {
      flags.insert(.inexact)
      if leading < Format.leastExponent && isTiny(number, rounding) { flags.insert(.underflow) }
    }
    return sign | Bits(bits)
  }

  /// Whether a number below the normal ones stays there when it is rounded to all bits of a normal number.
  private static func isTiny(_ number: ExactNumber, _ rounding: RoundingMode) -> Bool {
    guard number.leadingExponent == Format.leastExponent - 1 else { return true }
    let (magnitude, _) = number.rounded(at: number.leadingExponent - Format.fractionWidth, rounding)
    return magnitude < UInt128(Format.exponentUnit) << 1
  }
}
