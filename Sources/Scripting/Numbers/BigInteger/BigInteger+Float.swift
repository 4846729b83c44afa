extension BigInteger {
  /// Makes the whole part of a number; nil for infinities and NaN.
  package init?(truncating value: Double) {
    guard value.isFinite else { return nil }
    let whole = value.magnitude.rounded(.towardZero)
    guard whole >= 1 else {
      self.init(0)
      return
    }
    let significand = whole.significandBitPattern | (1 << UInt64(Double.significandBitCount))
    let shift = Int(whole.exponent) - Double.significandBitCount
    let limbs =
      shift >= 0
      ? LimbArithmetic.shiftedLeft([significand], by: shift) : [significand >> UInt64(-shift)]
    self.init(limbs: limbs, negative: value < 0)
  }

  /// The nearest Double, a tie going to the even one; an infinity beyond its range.
  package var nearestDouble: Double {
    let width = bitWidth
    guard width <= 1024 else { return isNegative ? -.infinity : .infinity }
    guard width > 64 else { return (isNegative ? -1 : 1) * Double(limbs.first ?? 0) }
    // 64 bits with a mark for what is below them: the conversion of the machine then rounds once.
    let shift = width - 64
    var top = LimbArithmetic.shiftedRight(limbs, by: shift).first ?? 0
    if hasSetBit(below: shift) { top |= 1 }
    let magnitude = Double(sign: .plus, exponent: shift, significand: Double(top))
    return isNegative ? -magnitude : magnitude
  }

  /// The number as MicroPython 1.11 makes it a float: digit by digit from the top in the float's own
  /// arithmetic, so that a result may be one unit in the last place off the nearest.
  ///
  /// Source: behaviour of `mpz_as_float` with digits of 16 bits, as the unix port has them and
  /// any port with frozen modules; elsewhere they may have 32.
  package func accumulatedFloat(single: Bool, digitBits: Int = 16) -> Double {
    single ? Double(accumulated(Float.self, digitBits)) : accumulated(Double.self, digitBits)
  }

  private func accumulated<Number: BinaryFloatingPoint>(_ type: Number.Type, _ digitBits: Int) -> Number {
    let bits = digitBits == 32 ? 32 : 16
    let base = Number(1 << bits)
    let mask = UInt64(1) << UInt64(bits) - 1
    var value: Number = 0
    for limb in limbs.reversed() {
      for shift in stride(from: 64 - bits, through: 0, by: -bits) {
        value = value * base + Number(limb >> UInt64(shift) & mask)
      }
    }
    return isNegative ? -value : value
  }

  /// −1, 0 or 1 as this number is below, at or above the other, exactly; nil when that is NaN.
  package func compared(to value: Double) -> Int? {
    if value.isNaN { return nil }
    guard let whole = BigInteger(truncating: value) else { return value > 0 ? -1 : 1 }
    if self != whole { return self < whole ? -1 : 1 }
    let rest = value - value.rounded(.towardZero)
    return rest == 0 ? 0 : (rest > 0 ? -1 : 1)
  }
}
