/// One directive of the `%` operator with width and precision settled, its argument still to come.
///
/// Source: results of `str % …` in MicroPython 1.11.
package struct PercentDirective: Equatable, Sendable {
  /// How the value stands in its field.
  var style = FormatStyle()
  /// `#`: a prefix for `o`, `x` and `X`.
  var isAlternate = false
  /// −1 for none.
  var precision = -1
  /// The character of the type, whether there is such a type or not.
  package internal(set) var type: UInt8 = 0
  /// Where the type stands in the pattern, in bytes, as messages count.
  package internal(set) var index = 0

  /// Whether the caller turns the argument into text first: with `str` for `s`, with `repr` for `r`.
  package var wantsText: Bool { type == Ascii.s || type == Ascii.r }

  /// An argument as the directive wants it.
  /// - Parameters:
  ///   - argument: The value; text for `s` and `r`, whose objects the caller converts. For `d`, `i`, `o`,
  ///     `u`, `x` and numbers of an object, the caller may try the object's own conversions first.
  ///   - single: Whether floats have single precision.
  /// - Throws: `TypeError`, `ValueError` or `OverflowError` in the device's words.
  package func render(_ argument: FormatArgument, single: Bool) throws(FormatFault) -> [UInt8] {
    var style = style
    switch type {
    case Ascii.c: return try renderCharacter(argument)
    case Ascii.d, Ascii.i, Ascii.u:
      return style.integer(try truncated(argument), base: 10, uppercase: false, precision: precision)
    case Ascii.o:
      style.showsPrefix = isAlternate
      return style.integer(try integer(argument), base: 8, uppercase: false, precision: precision)
    case Ascii.x, Ascii.capitalX:
      style.showsPrefix = isAlternate
      return style.integer(
        try integer(argument), base: 16, uppercase: type == Ascii.capitalX, precision: precision)
    case 0x45...0x47, Ascii.e...Ascii.g:
      return style.float(
        try argument.floatValue(single: single), style: type, precision: precision, single: single)
    case Ascii.r, Ascii.s:
      // Such text is never filled with zeros.
      style.fill = Ascii.space
      switch argument {
      case .text(let bytes), .bytes(let bytes):
        return style.padded(precision < 0 ? bytes : Array(bytes.prefix(precision)))
      default:
        throw FormatFault(
          .type,
          Ascii.bytes("can't convert '") + argument.typeName + Ascii.bytes("' object to str implicitly"))
      }
    default:
      throw FormatFault(
        .value,
        Ascii.bytes("unsupported format character '") + [type] + Ascii.bytes("' (0x")
          + IntegerText.format(Int(type), base: 16) + Ascii.bytes(") at index ") + IntegerText.format(index))
    }
  }

  private func renderCharacter(_ argument: FormatArgument) throws(FormatFault) -> [UInt8] {
    var style = style
    style.fill = Ascii.space
    switch argument {
    case .text(let bytes):
      // The device's message is a format of its own, whose percent sign it doubles in vain.
      guard bytes.count == 1 else { throw FormatFault(.type, "%%c needs int or char") }
      return style.padded(bytes)
    case .boolean, .integer, .large:
      return style.padded([UInt8(truncatingIfNeeded: try argument.machineInteger())])
    case .float, .bytes, .object: throw FormatFault(.type, "integer needed")
    }
  }

  /// A float loses its fraction here.
  private func truncated(_ argument: FormatArgument) throws(FormatFault) -> BigInteger {
    guard case .float(let value) = argument else { return try integer(argument) }
    if value.isNaN { throw FormatFault(.value, "can't convert NaN to int") }
    guard let whole = BigInteger(truncating: value) else {
      throw FormatFault(.overflow, "can't convert inf to int")
    }
    return whole
  }

  private func integer(_ argument: FormatArgument) throws(FormatFault) -> BigInteger {
    if let value = argument.integerValue { return value }
    return BigInteger(try argument.machineInteger())
  }
}
