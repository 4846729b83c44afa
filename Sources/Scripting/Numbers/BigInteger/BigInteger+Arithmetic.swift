extension BigInteger {
  /// The sum.
  package static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if left.isNegative == right.isNegative {
      return BigInteger(limbs: LimbArithmetic.sum(left.limbs, right.limbs), negative: left.isNegative)
    }
    if LimbArithmetic.compare(left.limbs, right.limbs) >= 0 {
      return BigInteger(limbs: LimbArithmetic.difference(left.limbs, right.limbs), negative: left.isNegative)
    }
    return BigInteger(limbs: LimbArithmetic.difference(right.limbs, left.limbs), negative: right.isNegative)
  }

  /// The difference.
  package static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + right.negated }

  /// The product.
  package static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    left.multiplied(by: right, nil)
  }

  /// The product, with somebody who may stop the work.
  package func multiplied(by other: BigInteger, _ watch: LimbWatch?) -> BigInteger {
    BigInteger(
      limbs: LimbArithmetic.product(limbs, other.limbs, watch), negative: isNegative != other.isNegative)
  }

  /// Quotient towards −∞ and the remainder that belongs to it, which has the divisor's sign; nil when the
  /// divisor is zero.
  package func floorDivided(
    by divisor: BigInteger, _ watch: LimbWatch? = nil
  ) -> (quotient: BigInteger, remainder: BigInteger)? {
    guard let (quotient, remainder) = LimbArithmetic.quotient(limbs, by: divisor.limbs, watch) else {
      return nil
    }
    if watch?.isStopped == true { return (self, self) }
    if isNegative == divisor.isNegative || remainder.isEmpty {
      return (
        BigInteger(limbs: quotient, negative: isNegative != divisor.isNegative),
        BigInteger(limbs: remainder, negative: isNegative)
      )
    }
    return (
      BigInteger(limbs: LimbArithmetic.sum(quotient, [1]), negative: true),
      BigInteger(
        limbs: LimbArithmetic.difference(divisor.limbs, remainder), negative: divisor.isNegative)
    )
  }

  /// The power for an exponent of at least 0, as MicroPython has it (also 0 to the power 0 is 1); nil for a
  /// negative exponent and when the result may take more than `bitLimit` bits.
  package func power(_ exponent: BigInteger, bitLimit: Int, _ watch: LimbWatch? = nil) -> BigInteger? {
    guard !exponent.isNegative else { return nil }
    if exponent.isZero { return BigInteger(1) }
    if limbs.isEmpty { return self }
    if limbs == [1] { return exponent.lowBits & 1 == 1 ? self : absolute }
    // What is not 0 or ±1 at least doubles with each step, so an exponent beyond the limit is beyond the
    // result.
    guard let count = exponent.asInt else { return nil }
    let (bits, overflow) = (bitWidth - 1).multipliedReportingOverflow(by: count)
    guard !overflow, bits < bitLimit else { return nil }
    var result = BigInteger(1)
    for bit in (0..<(Int.bitWidth - count.leadingZeroBitCount)).reversed() {
      result = result.multiplied(by: result, watch)
      if count >> bit & 1 == 1 { result = result.multiplied(by: self, watch) }
    }
    return result.bitWidth <= bitLimit ? result : nil
  }

  /// `pow(self, exponent, modulus)` as MicroPython 1.11 computes it; nil when the modulus is zero.
  ///
  /// Its answers for a base of zero, a negative exponent and a modulus of ±1 are 0, for exponent zero 1.
  /// Source: behaviour of `mpz_pow3_inpl`.
  package func power(_ exponent: BigInteger, modulus: BigInteger) -> BigInteger? {
    if modulus.isZero { return nil }
    if isZero || exponent.isNegative || modulus.limbs == [1] { return BigInteger(0) }
    if exponent.isZero { return BigInteger(1) }
    guard var square = floorDivided(by: modulus)?.remainder else { return nil }
    var result = BigInteger(1)
    for bit in 0..<exponent.bitWidth {
      if bit > 0 {
        guard let next = (square * square).floorDivided(by: modulus)?.remainder else { return nil }
        square = next
      }
      if exponent.limbs[bit / 64] >> UInt64(bit % 64) & 1 == 1 {
        guard let next = (result * square).floorDivided(by: modulus)?.remainder else { return nil }
        result = next
      }
    }
    return result
  }
}
