import RV64

/// An exact number of any width: ±magnitude × 2^exponent, for tests that want no rounding at all.
struct Dyadic {
  /// Whether the number is below zero, or is −0.
  var isNegative: Bool
  /// The magnitude in limbs of 64 bits, lowest first, without zeros at the top; none for zero.
  var limbs: [UInt64]
  /// The weight of bit 0.
  var exponent: Int

  /// ±magnitude × 2^exponent.
  init(isNegative: Bool = false, limbs: [UInt64], exponent: Int = 0) {
    self.isNegative = isNegative
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
    self.exponent = exponent
  }

  /// An integer.
  init(_ integer: Int128) {
    let magnitude = integer.magnitude
    self.init(
      isNegative: integer < 0,
      limbs: [UInt64(truncatingIfNeeded: magnitude), UInt64(truncatingIfNeeded: magnitude >> 64)])
  }

  /// A pattern's number, as the host reads it; ∞ counts as the power of two after the finite numbers.
  init<Format: BinaryFormat>(_ bits: UInt64, _ format: Format.Type) {
    typealias Native = Format.Native
    let native = Format.native(Format.Bits(bits))
    let isNegative = native.sign == .minus
    if native.isInfinite {
      let exponent = Int(Native.greatestFiniteMagnitude.exponent) + 1
      self.init(isNegative: isNegative, limbs: [1], exponent: exponent)
    } else if native.isZero {
      self.init(isNegative: isNegative, limbs: [])
    } else {
      // In units of its last place the number is an integer of at most 53 bits.
      let lowest = Int(native.ulp.exponent)
      let scale = Native.Exponent(Int(native.exponent) - lowest)
      let units = Native(sign: .plus, exponent: scale, significand: native.significand)
      self.init(isNegative: isNegative, limbs: [UInt64(units)], exponent: lowest)
    }
  }

  /// Whether the number is zero.
  var isZero: Bool { limbs.isEmpty }

  /// The number without its sign.
  var magnitude: Dyadic { Dyadic(limbs: limbs, exponent: exponent) }

  /// The number times 2^power.
  func scaled(by power: Int) -> Dyadic {
    Dyadic(isNegative: isNegative, limbs: limbs, exponent: exponent + power)
  }

  /// −1, 0 or 1 as the number is below, at or above another.
  func compared(to other: Dyadic) -> Int {
    if isZero || other.isZero || isNegative != other.isNegative {
      let signs = [self, other].map { $0.isZero ? 0 : $0.isNegative ? -1 : 1 }
      return (signs[0] - signs[1]).signum()
    }
    let sign = isNegative ? -1 : 1
    // Only numbers of equal size need their limbs looked at.
    if leadingExponent != other.leadingExponent {
      return leadingExponent > other.leadingExponent ? sign : -sign
    }
    let lower = min(exponent, other.exponent)
    return sign * Self.order(limbs(at: lower), other.limbs(at: lower))
  }

  private var leadingExponent: Int {
    exponent + 64 * limbs.count - (limbs.last?.leadingZeroBitCount ?? 0)
  }

  /// The limbs in units of a lower power of two.
  fileprivate func limbs(at lower: Int) -> [UInt64] {
    guard !isZero else { return [] }
    let (whole, bits) = (exponent - lower).quotientAndRemainder(dividingBy: 64)
    var result = [UInt64](repeating: 0, count: whole)
    var carry: UInt64 = 0
    for limb in limbs {
      result.append(limb << UInt64(bits) | carry)
      carry = limb >> UInt64(64 - bits)
    }
    if carry != 0 { result.append(carry) }
    return result
  }

  fileprivate static func order(_ a: [UInt64], _ b: [UInt64]) -> Int {
    if a.count != b.count { return a.count > b.count ? 1 : -1 }
    for (x, y) in zip(a, b).reversed() where x != y { return x > y ? 1 : -1 }
    return 0
  }
}

extension Dyadic {
  /// The number with the other sign.
  static prefix func - (number: Dyadic) -> Dyadic {
    Dyadic(isNegative: !number.isNegative, limbs: number.limbs, exponent: number.exponent)
  }

  /// The product.
  static func * (a: Dyadic, b: Dyadic) -> Dyadic {
    var limbs = [UInt64](repeating: 0, count: a.limbs.count + b.limbs.count)
    for (i, x) in a.limbs.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.limbs.enumerated() {
        let sum = UInt128(x) * UInt128(y) + UInt128(limbs[i + j]) + UInt128(carry)
        limbs[i + j] = UInt64(truncatingIfNeeded: sum)
        carry = UInt64(truncatingIfNeeded: sum >> 64)
      }
      limbs[i + b.limbs.count] = carry
    }
    return Dyadic(isNegative: a.isNegative != b.isNegative, limbs: limbs, exponent: a.exponent + b.exponent)
  }

  /// The sum; a zero has no sign to rely on.
  static func + (a: Dyadic, b: Dyadic) -> Dyadic {
    let exponent = min(a.exponent, b.exponent)
    let (x, y) = (a.limbs(at: exponent), b.limbs(at: exponent))
    if a.isNegative == b.isNegative {
      return Dyadic(isNegative: a.isNegative, limbs: sum(x, y), exponent: exponent)
    }
    return order(x, y) >= 0
      ? Dyadic(isNegative: a.isNegative, limbs: difference(x, y), exponent: exponent)
      : Dyadic(isNegative: b.isNegative, limbs: difference(y, x), exponent: exponent)
  }

  private static func sum(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var carry: UInt128 = 0
    var sum: [UInt64] = []
    for i in 0..<max(a.count, b.count) {
      carry += UInt128(i < a.count ? a[i] : 0) + UInt128(i < b.count ? b[i] : 0)
      sum.append(UInt64(truncatingIfNeeded: carry))
      carry >>= 64
    }
    return sum + [UInt64(carry)]
  }

  /// `a - b`, which is not below zero.
  private static func difference(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var borrow: Int128 = 0
    var difference: [UInt64] = []
    for i in 0..<a.count {
      borrow += Int128(a[i]) - (i < b.count ? Int128(b[i]) : 0)
      difference.append(UInt64(truncatingIfNeeded: borrow))
      borrow >>= 64
    }
    return difference
  }
}
