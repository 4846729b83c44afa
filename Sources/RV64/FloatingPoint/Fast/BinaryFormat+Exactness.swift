/// Which patterns the common case covers, and whether a result of the host was rounded.
extension BinaryFormat {
  @inline(__always)
  static func isFinite(_ bits: Bits) -> Bool { magnitude(bits) < infinity }

  /// Neither zero, subnormal, ∞ nor NaN.
  @inline(__always)
  static func isNormal(_ bits: Bits) -> Bool { magnitude(bits) &- exponentUnit < infinity - exponentUnit }

  /// Normal and not the least one, which a smaller number may have been rounded to.
  @inline(__always)
  static func isAboveLeastNormal(_ bits: Bits) -> Bool {
    magnitude(bits) &- (exponentUnit + 1) < infinity - (exponentUnit + 1)
  }

  /// Whether a finite sum is `a + b` itself and not a number next to it (Knuth's TwoSum).
  ///
  /// The error is a number of the format. It is NaN when a step on the way to it overflows, which happens to rounded
  /// sums alone: of exact ones each step gives `a`, `b` or zero.
  @inline(__always)
  static func isSumExact(_ a: Native, _ b: Native, _ sum: Native) -> Bool {
    let partOfB = sum - a
    return (a - (sum - partOfB)) + (b - partOfB) == 0
  }

  /// The exponent's field.
  @inline(__always)
  static func exponentField(_ bits: Bits) -> Int {
    Int(truncatingIfNeeded: magnitude(bits) &>> Bits(fractionWidth))
  }

  /// The significand of a normal number with its leading one.
  @inline(__always)
  static func significand(_ bits: Bits) -> UInt64 {
    UInt64(truncatingIfNeeded: bits & (exponentUnit - 1) | exponentUnit)
  }

  /// Whether the product of two normal numbers fits the significand; the exponent is not looked at.
  @inline(__always)
  static func isProductExact(_ a: Bits, _ b: Bits) -> Bool {
    let (high, low) = significand(a).multipliedFullWidth(by: significand(b))
    // Of 2 × width + 1 or + 2 bits, the lowest width or width + 1 are dropped.
    let leadingBit = 2 * fractionWidth + 1
    let isLong = leadingBit < 64 ? low >> UInt64(leadingBit) != 0 : high >> UInt64(leadingBit - 64) != 0
    return low << UInt64(64 - fractionWidth - (isLong ? 1 : 0)) == 0
  }

  /// Whether `factor * b` is `a`, all normal, where `factor` is the number next to `a / b`.
  ///
  /// In units of both factors' last bits the difference is at most 2^width, so the low 64 bits of it tell.
  @inline(__always)
  static func isProduct(_ factor: Bits, _ b: Bits, equalTo a: Bits) -> Bool {
    // The exponents' fields of the factors count the bias twice, and the width of the fraction.
    let distance =
      exponentField(a) &- exponentField(factor) &- exponentField(b) &+ exponentBias &+ fractionWidth
    return significand(factor) &* significand(b) == significand(a) &<< UInt64(truncatingIfNeeded: distance)
  }
}
