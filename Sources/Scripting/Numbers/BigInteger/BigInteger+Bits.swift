extension BigInteger {
  /// The number times 2 to the power `count`; nil when `count` is negative or the result takes more than
  /// `bitLimit` bits.
  package func shiftedLeft(by count: Int, bitLimit: Int) -> BigInteger? {
    if isZero, count >= 0 { return self }
    guard count >= 0, count <= bitLimit, bitWidth <= bitLimit - count else { return nil }
    return BigInteger(limbs: LimbArithmetic.shiftedLeft(limbs, by: count), negative: isNegative)
  }

  /// The number divided by 2 to the power `count`, towards −∞; nil when `count` is negative.
  package func shiftedRight(by count: Int) -> BigInteger? {
    guard count >= 0 else { return nil }
    if count >= bitWidth { return BigInteger(isNegative ? -1 : 0) }
    var magnitude = LimbArithmetic.shiftedRight(limbs, by: count)
    if isNegative, hasSetBit(below: count) { magnitude = LimbArithmetic.sum(magnitude, [1]) }
    return BigInteger(limbs: magnitude, negative: isNegative)
  }

  /// All bits flipped: −1 less the number.
  package var inverted: BigInteger {
    isNegative
      ? BigInteger(limbs: LimbArithmetic.difference(limbs, [1]), negative: false)
      : BigInteger(limbs: LimbArithmetic.sum(limbs, [1]), negative: true)
  }

  /// Bits that both have, in two's complement without end.
  package static func & (left: BigInteger, right: BigInteger) -> BigInteger {
    combined(left, right, negative: left.isNegative && right.isNegative) { $0 & $1 }
  }

  /// Bits that either has, in two's complement without end.
  package static func | (left: BigInteger, right: BigInteger) -> BigInteger {
    combined(left, right, negative: left.isNegative || right.isNegative) { $0 | $1 }
  }

  /// Bits that one of both has, in two's complement without end.
  package static func ^ (left: BigInteger, right: BigInteger) -> BigInteger {
    combined(left, right, negative: left.isNegative != right.isNegative) { $0 ^ $1 }
  }

  /// Whether any of the lowest `count` bits of the magnitude is set.
  func hasSetBit(below count: Int) -> Bool {
    let whole = Swift.min(count / 64, limbs.count)
    if limbs[..<whole].contains(where: { $0 != 0 }) { return true }
    let part = UInt64(count % 64)
    return whole < limbs.count && part > 0 && limbs[whole] & (1 << part - 1) != 0
  }

  private static func combined(
    _ left: BigInteger, _ right: BigInteger, negative: Bool, _ operation: (UInt64, UInt64) -> UInt64
  ) -> BigInteger {
    // One limb more, so that the topmost is all sign.
    let count = Swift.max(left.limbs.count, right.limbs.count) + 1
    let first = left.twosComplement(limbs: count)
    let second = right.twosComplement(limbs: count)
    var result = [UInt64](repeating: 0, count: count)
    for index in 0..<count { result[index] = operation(first[index], second[index]) }
    return BigInteger(twosComplement: result)
  }

  /// The number in two's complement, cut or extended to so many limbs.
  package func twosComplement(limbs count: Int) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: count)
    for index in 0..<Swift.min(count, limbs.count) { result[index] = limbs[index] }
    if isNegative { Self.negate(&result) }
    return result
  }

  /// Makes a number of limbs in two's complement: the topmost bit is the sign.
  package init(twosComplement limbs: [UInt64]) {
    guard let last = limbs.last, last >> 63 == 1 else {
      self.init(limbs: limbs, negative: false)
      return
    }
    var magnitude = limbs
    Self.negate(&magnitude)
    self.init(limbs: magnitude, negative: true)
  }

  private static func negate(_ limbs: inout [UInt64]) {
    var carry = true
    for index in limbs.indices {
      let flipped = ~limbs[index]
      limbs[index] = carry ? flipped &+ 1 : flipped
      carry = carry && flipped == .max
    }
  }
}
