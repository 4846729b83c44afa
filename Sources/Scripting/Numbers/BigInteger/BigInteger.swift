/// An integer of any size: sign and magnitude.
///
/// Our own, not the BigInt package: that takes 10 times as long for 100 × 100 limbs, rounds wrongly to
/// Double, shifts negative numbers towards zero, and brings Foundation with it (measures: `LimbArithmetic`).
/// Memory is the caller's care: sums and products are as long as they are; what can explode (shifts, powers)
/// takes a limit.
package struct BigInteger: Equatable, Sendable {
  /// The magnitude in base 2^64, least significant first, without zeros at the end; empty for zero.
  package private(set) var limbs: [UInt64]
  /// Whether the number is below zero.
  package private(set) var isNegative: Bool

  /// Makes a number of limbs, least significant first; zeros at the end are cut, and zero has no sign.
  package init(limbs: [UInt64], negative: Bool = false) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
    isNegative = negative && !self.limbs.isEmpty
  }

  /// Makes a number of a machine's integer.
  package init(_ value: Int) {
    self.init(limbs: [UInt64(value.magnitude)], negative: value < 0)
  }

  /// Makes a number of an unsigned integer.
  package init(_ value: UInt64) {
    self.init(limbs: [value], negative: false)
  }

  /// The number as a machine's integer; nil when it takes more than 64 bits with its sign.
  package var asInt: Int? {
    guard limbs.count <= 1 else { return nil }
    let magnitude = limbs.first ?? 0
    if isNegative {
      return magnitude <= UInt64(1) << 63 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int(exactly: magnitude)
  }

  /// The number as MicroPython's small int, 63 bits with the sign; nil when it does not fit.
  package var asSmall: Int? {
    guard let value = asInt, SmallInteger.holds(value) else { return nil }
    return value
  }

  /// Whether the number is zero.
  package var isZero: Bool { limbs.isEmpty }

  /// −1, 0 or 1.
  package var signum: Int { isNegative ? -1 : (limbs.isEmpty ? 0 : 1) }

  /// Bits of the magnitude; 0 for zero.
  package var bitWidth: Int {
    guard let last = limbs.last else { return 0 }
    return limbs.count * 64 - last.leadingZeroBitCount
  }

  /// The lowest 64 bits in two's complement.
  package var lowBits: UInt64 {
    let low = limbs.first ?? 0
    return isNegative ? 0 &- low : low
  }

  /// What `hash()` answers: the low 63 bits with their sign, equal to the value itself when that is a small
  /// int.
  ///
  /// Source: `mpz_hash` of MicroPython 1.11, cut to a small int.
  package var hashWord: Int { SmallInteger.wrapping(Int(truncatingIfNeeded: lowBits)) }

  /// The magnitude with the opposite sign.
  package var negated: BigInteger { BigInteger(limbs: limbs, negative: !isNegative) }

  /// The magnitude.
  package var absolute: BigInteger { BigInteger(limbs: limbs, negative: false) }
}

/// What the words of MicroPython's representation A hold: 63 bits with the sign.
package enum SmallInteger {
  /// The largest small int, 2^62 − 1.
  package static let largest = Int.max >> 1
  /// The least small int, −2^62.
  package static let least = Int.min >> 1

  /// Whether a value is a small int.
  package static func holds(_ value: Int) -> Bool { value >= least && value <= largest }

  /// A value cut to its low 63 bits, the topmost being the sign.
  package static func wrapping(_ value: Int) -> Int { (value &<< 1) >> 1 }
}

extension BigInteger: Comparable, Hashable {
  package static func < (left: BigInteger, right: BigInteger) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    let order = LimbArithmetic.compare(left.limbs, right.limbs)
    return left.isNegative ? order > 0 : order < 0
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(hashWord) }
}
