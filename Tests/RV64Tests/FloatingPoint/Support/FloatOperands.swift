import RV64
import TestSupport

/// Draws operands of every kind that matters to floating point, as `Tests/RV64Oracle/float.c` does.
struct FloatOperands<Format: BinaryFormat> {
  private var random: SplitMix64
  private var previous: UInt64 = 0

  /// The operands that belong to a seed.
  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private static var fraction: UInt64 { UInt64(Format.fractionWidth) }
  private static var unit: UInt64 { 1 << fraction }
  private static var sign: UInt64 { 1 << UInt64(Format.Bits.bitWidth - 1) }
  private static var bias: UInt64 { (sign / unit) / 2 - 1 }

  /// Three patterns; the second and third may be close to the one before with its sign flipped.
  mutating func patterns() -> [UInt64] {
    previous = 0
    return (0..<3).map { _ in
      previous = pattern()
      return previous
    }
  }

  /// An integer: any, small, small and negative, or near a power of two.
  mutating func integer() -> UInt64 {
    let (shape, any, shift) = (random.next() % 4, random.next(), random.next() % 64)
    return switch shape {
    case 0: any
    case 1: any >> shift
    case 2: ~(any >> shift)
    default: 1 << shift &+ any % 8 &- 3
    }
  }

  private mutating func pattern() -> UInt64 {
    let (shape, any) = (random.next() % 8, random.next())
    let number = any >> 52 % 64
    let signed = any >> 63 != 0 ? Self.sign : 0
    let (fraction, unit, bias) = (any % Self.unit, Self.unit, Self.bias)
    return switch shape {
    case 0: UInt64(Format.Bits(truncatingIfNeeded: any))
    case 1: signed | Self.specials[Int(number) % Self.specials.count]
    case 2: signed | (bias - 32 + number) * unit | fraction
    case 3: signed | (bias - 32 + number) * unit | fraction & ~(unit / 64 - 1)
    case 4: signed | number % 2 * unit | fraction >> (number % Self.fraction)
    case 5: signed | (2 * bias - number % 4) * unit | fraction
    case 6:
      signed | (bias + number) * unit
        | (number + 2 < Self.fraction ? fraction & ~(unit >> (number + 2) - 1) : fraction)
    default: previous ^ Self.sign ^ number % 4
    }
  }

  /// Magnitudes around zero, the ends of the subnormal and normal numbers, NaNs, one and powers of two.
  static var specials: [UInt64] {
    let (infinity, one) = ((2 * bias + 1) * unit, bias * unit)
    return [
      0, 1, unit - 1, unit, unit + 1, infinity - 1, infinity, infinity + 1,
      infinity + unit / 2, infinity + unit / 2 + 1, one, one - 1, one + 1, one - unit,
      one + unit, one + unit / 2, one + 31 * unit, one + 32 * unit, one + 63 * unit, one + 64 * unit,
    ]
  }
}
