/// Reads numbers from text as MicroPython 1.11's `int`, `float`, `complex` and its lexer do.
package enum NumberParser {
  /// An integer, in the form that its size asks for.
  package enum ParsedInteger: Equatable, Sendable {
    /// One that fits 63 bits with the sign.
    case small(Int)
    /// Any other.
    case large(BigInteger)
  }

  /// Reads an integer.
  /// - Parameters:
  ///   - text: What `int()` gets; spaces around the digits are fine, underscores anywhere among them as long
  ///     as the number is small, as on the device.
  ///   - base: 2 to 36, or 0 for the prefix to decide.
  /// - Throws: `ValueError`, in the words of the device; its parser raises the same as `SyntaxError`.
  package static func parseInteger(
    _ text: ArraySlice<UInt8>, base: Int, _ watch: LimbWatch? = nil
  ) throws(FormatFault) -> ParsedInteger {
    guard base == 0 || (2...36).contains(base) else {
      throw FormatFault(.value, "int() arg 2 must be >= 2 and <= 36")
    }
    var position = text.drop(while: Ascii.isSpace).startIndex
    let negative = skipSign(text, &position)
    var base = base
    position += prefixLength(text[position...], &base)
    let start = position
    var small = 0
    var digits: [UInt8] = []
    var hasUnderscore = false
    var isLarge = false
    while position < text.endIndex {
      let byte = text[position]
      if byte == Ascii.underscore {
        // The reader of long numbers knows none, and it starts from the first digit again.
        if isLarge { break }
        hasUnderscore = true
      } else {
        guard let digit = digitValue(byte), digit < base else { break }
        digits.append(UInt8(digit))
        if !isLarge { isLarge = !accumulate(&small, digit, base) }
        if isLarge, hasUnderscore { throw integerFault(text[start...], base) }
      }
      position += 1
    }
    let end = text[position...].drop(while: Ascii.isSpace).startIndex
    guard position > start, end == text.endIndex else { throw integerFault(text[start...], base) }
    if !isLarge { return .small(negative ? -small : small) }
    let value = BigInteger(limbs: IntegerDigits(base: base, watch).limbs(of: digits[...]), negative: negative)
    if let small = value.asSmall { return .small(small) }
    return .large(value)
  }

  /// Answers whether the number with one digit more is still small; leaves it as it is if not.
  private static func accumulate(_ value: inout Int, _ digit: Int, _ base: Int) -> Bool {
    // Both below 2^62 and 36: no overflow once the product is known to be small.
    guard value <= SmallInteger.largest / base else { return false }
    let next = value * base + digit
    guard next <= SmallInteger.largest else { return false }
    value = next
    return true
  }

  /// Skips a sign and answers whether it was a minus.
  static func skipSign(_ text: ArraySlice<UInt8>, _ position: inout Int) -> Bool {
    guard position < text.endIndex else { return false }
    let isMinus = text[position] == Ascii.minus
    if isMinus || text[position] == Ascii.plus { position += 1 }
    return isMinus
  }

  /// The length of `0x`, `0o` or `0b` where the base allows it; settles a base of 0.
  private static func prefixLength(_ text: ArraySlice<UInt8>, _ base: inout Int) -> Int {
    var found: Int?
    if text.count > 1, text.first == Ascii.zero {
      switch Ascii.lowercased(text[text.startIndex + 1]) {
      case Ascii.x: found = 16
      case Ascii.o: found = 8
      case Ascii.b: found = 2
      default: break
      }
    }
    if let found, base == 0 || base == found {
      base = found
      return 2
    }
    if base == 0 { base = 10 }
    return 0
  }

  private static func digitValue(_ byte: UInt8) -> Int? {
    if Ascii.isDigit(byte) { return Int(byte - Ascii.zero) }
    let letter = Ascii.lowercased(byte)
    guard letter >= Ascii.a, letter <= Ascii.z else { return nil }
    return Int(letter - Ascii.a) + 10
  }

  private static func integerFault(_ text: ArraySlice<UInt8>, _ base: Int) -> FormatFault {
    FormatFault(
      .value,
      Ascii.bytes("invalid syntax for integer with base ") + IntegerText.format(base) + Ascii.bytes(": ")
        + QuotedBytes.text(text))
  }
}
