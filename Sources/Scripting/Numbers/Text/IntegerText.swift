/// The digits of integers.
package enum IntegerText {
  /// The digits of a machine's integer, with its minus before the prefix.
  /// - Parameters:
  ///   - value: The number.
  ///   - base: 2 to 36; others count as 10.
  ///   - prefix: What stands between minus and digits.
  ///   - grouping: Whether each three digits are parted with a comma.
  ///   - uppercase: Whether digits beyond 9 are capitals.
  package static func format(
    _ value: Int, base: Int = 10, prefix: [UInt8] = [], grouping: Bool = false, uppercase: Bool = false
  ) -> [UInt8] {
    let base = UInt64(checked(base))
    let letters = (uppercase ? Ascii.capitalA : Ascii.a) - 10
    var reversed: [UInt8] = []
    reversed.reserveCapacity(24)
    var rest = UInt64(value.magnitude)
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest % base)
      rest /= base
      reversed.append(digit + (digit < 10 ? Ascii.zero : letters))
    } while rest != 0
    let isLong = !SmallInteger.holds(value)
    return assemble(reversed, negative: value < 0, prefix, grouping, isLong: isLong)
  }

  /// The digits of an integer of any size, as above.
  ///
  /// Grouped digits of more than 63 bits begin with a comma when they are a multiple of three, as on the
  /// device.
  package static func format(
    _ value: BigInteger, base: Int = 10, prefix: [UInt8] = [], grouping: Bool = false,
    uppercase: Bool = false,
    _ watch: LimbWatch? = nil
  ) -> [UInt8] {
    if let small = value.asInt {
      return format(small, base: base, prefix: prefix, grouping: grouping, uppercase: uppercase)
    }
    let reversed = IntegerDigits(base: checked(base), uppercase: uppercase, watch).reversedDigits(
      of: value.limbs)
    return assemble(reversed, negative: value.isNegative, prefix, grouping, isLong: true)
  }

  private static func checked(_ base: Int) -> Int { (2...36).contains(base) ? base : 10 }

  private static func assemble(
    _ reversed: [UInt8], negative: Bool, _ prefix: [UInt8], _ grouping: Bool, isLong: Bool
  ) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(reversed.count + reversed.count / 3 + prefix.count + 1)
    if negative { text.append(Ascii.minus) }
    text += prefix
    if grouping, isLong, reversed.count % 3 == 0 { text.append(Ascii.comma) }
    for index in reversed.indices.reversed() {
      text.append(reversed[index])
      if grouping, index > 0, index % 3 == 0 { text.append(Ascii.comma) }
    }
    return text
  }
}
