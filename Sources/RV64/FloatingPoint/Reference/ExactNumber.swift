/// A finite number as sign, significand and exponent, before it is rounded to a format.
///
/// Its value is ±significand × 2^exponent. When bits had to be dropped, bit 0 of the significand is set for all of
/// them ("jammed"). Rounding to a format is still right as long as the bits kept are at least two more than the
/// format's, for bit 0 then lies below half a unit and only tells "exact" from "a little more".
struct ExactNumber: Equatable {
  /// Whether the number, or the zero, has a minus sign.
  var isNegative: Bool
  /// The weight of the significand's bit 0, as a power of two.
  var exponent: Int
  /// The magnitude in units of 2^exponent; 0 for a zero.
  var significand: UInt128

  var isZero: Bool { significand == 0 }

  /// The exponent of the highest bit set; has no meaning for a zero.
  var leadingExponent: Int { exponent + 127 - significand.leadingZeroBitCount }

  /// The significand in units of 2^`exponent`, jammed; the bits must fit when they move up.
  func significand(at exponent: Int) -> UInt128 {
    let distance = exponent - self.exponent
    guard distance > 0 else { return significand << -distance }
    let kept = significand >> distance
    return kept << distance == significand ? kept : kept | 1
  }

  /// The same number with the significand's highest bit at `position`, which lies not below where it is.
  func normalized(leadingBit position: Int) -> ExactNumber {
    let distance = position - 127 + significand.leadingZeroBitCount
    return ExactNumber(
      isNegative: isNegative, exponent: exponent - distance, significand: significand << distance)
  }

  /// The magnitude as a whole number of units of 2^`exponent`; the sign matters to rounding alone.
  func rounded(at exponent: Int, _ rounding: RoundingMode) -> (magnitude: UInt128, isExact: Bool) {
    let quarters = significand(at: exponent - 2)
    let (below, rest) = (quarters >> 2, UInt8(truncatingIfNeeded: quarters & 3))
    let isUp = rounding.roundsUp(isNegative: isNegative, isOdd: below & 1 != 0, rest: rest)
    return (below + (isUp ? 1 : 0), rest == 0)
  }
}

extension ExactNumber {
  /// The sum; when it is zero and the signs differ, the zero is positive unless the mode rounds down.
  ///
  /// Significands take up to 126 bits, the lowest 20 of which are zero once the highest stands at bit 125: that
  /// holds for products of two doubles and makes a jammed bit stay below everything that rounding looks at.
  static func sum(_ a: ExactNumber, _ b: ExactNumber, _ rounding: RoundingMode) -> ExactNumber {
    if a.isZero && b.isZero {
      let isNegative = a.isNegative == b.isNegative ? a.isNegative : rounding == .down
      return ExactNumber(isNegative: isNegative, exponent: 0, significand: 0)
    }
    if a.isZero { return b }
    if b.isZero { return a }
    var (great, small) = (a.normalized(leadingBit: 125), b.normalized(leadingBit: 125))
    if (great.exponent, great.significand) < (small.exponent, small.significand) { swap(&great, &small) }
    let addend = small.significand(at: great.exponent)
    if great.isNegative == small.isNegative {
      great.significand += addend
    } else {
      great.significand -= addend
      if great.isZero { great.isNegative = rounding == .down }
    }
    return great
  }

  /// The product, exact; significands take up to 64 bits.
  static func product(_ a: ExactNumber, _ b: ExactNumber) -> ExactNumber {
    ExactNumber(
      isNegative: a.isNegative != b.isNegative, exponent: a.exponent + b.exponent,
      significand: a.significand * b.significand)
  }

  /// The quotient, jammed, of 75 bits or more; neither is zero, the divisor's significand takes up to 53 bits.
  static func quotient(_ a: ExactNumber, _ b: ExactNumber) -> ExactNumber {
    let dividend = a.normalized(leadingBit: 127)
    let (quotient, rest) = dividend.significand.quotientAndRemainder(dividingBy: b.significand)
    return ExactNumber(
      isNegative: a.isNegative != b.isNegative, exponent: dividend.exponent - b.exponent,
      significand: rest == 0 ? quotient : quotient | 1)
  }

  /// The square root, jammed, of 64 bits; the number is above zero.
  var squareRoot: ExactNumber {
    // An even exponent halves; the radicand takes 127 or 128 bits.
    var radicand = normalized(leadingBit: 127)
    if radicand.exponent & 1 != 0 { radicand = normalized(leadingBit: 126) }
    var root: UInt128 = 0
    var rest = radicand.significand
    // Bit by bit: adding 2^k to the root takes root × 2^(k+1) + 2^2k off the rest, if it can.
    for bit in (0..<64).reversed() {
      let step = root << (bit + 1) + 1 << (2 * bit)
      if step <= rest {
        rest -= step
        root += 1 << bit
      }
    }
    return ExactNumber(
      isNegative: false, exponent: radicand.exponent / 2, significand: rest == 0 ? root : root | 1)
  }
}
