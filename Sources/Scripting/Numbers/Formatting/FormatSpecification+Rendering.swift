extension FormatSpecification {
  /// A value as the specification wants it.
  ///
  /// Text and bytes are cut to the precision in bytes. An object of another type has text only by `!s`, `!r`
  /// or an empty specification, which the caller applies first.
  /// - Parameter single: Whether floats have single precision.
  /// - Throws: `ValueError` for what does not go together, `TypeError` for an object without text,
  ///   `OverflowError` for `c`.
  package func render(_ argument: FormatArgument, single: Bool) throws(FormatFault) -> [UInt8] {
    let place = alignment ?? (argument.isNumeric ? Ascii.greater : Ascii.less)
    if style.showsPlus || style.showsSpace {
      if type == Ascii.s { throw FormatFault(.value, "sign not allowed in string format specifier") }
      if type == Ascii.c {
        throw FormatFault(.value, "sign not allowed with integer format specifier 'c'")
      }
    }
    var style = style
    style.isLeft = place == Ascii.less
    style.padsAfterSign = place == Ascii.equals
    style.isCentered = place == Ascii.caret
    if let value = argument.integerValue,
      let text = try renderInteger(argument, value, style)
    {
      return text
    }
    if argument.isNumeric { return try renderFloat(argument, style, single: single) }
    if place == Ascii.equals {
      throw FormatFault(.value, "'=' alignment not allowed in string format specifier")
    }
    return try renderText(argument, style)
  }

  /// Nil when the type is one of floats.
  private func renderInteger(
    _ argument: FormatArgument, _ value: BigInteger, _ style: FormatStyle
  ) throws(FormatFault) -> [UInt8]? {
    switch type {
    case Ascii.b: return style.integer(value, base: 2, uppercase: false, precision: 0)
    case Ascii.c:
      return style.padded([UInt8(truncatingIfNeeded: try argument.machineInteger())])
    case nil, Ascii.n, Ascii.d: return style.integer(value, base: 10, uppercase: false, precision: 0)
    case Ascii.o: return style.integer(value, base: 8, uppercase: false, precision: 0)
    case Ascii.x: return style.integer(value, base: 16, uppercase: false, precision: 0)
    case Ascii.capitalX: return style.integer(value, base: 16, uppercase: true, precision: 0)
    case Ascii.s: throw unknownType(for: argument)
    default: return nil
    }
  }

  private func renderFloat(
    _ argument: FormatArgument, _ style: FormatStyle, single: Bool
  ) throws(FormatFault) -> [UInt8] {
    let type = type ?? Ascii.g
    switch type {
    case Ascii.n:
      return style.float(
        try argument.floatValue(single: single), style: Ascii.g, precision: precision, single: single)
    case Ascii.percent:
      let value = try argument.floatValue(single: single)
      var style = style
      style.addsPercent = true
      let percentage = single ? Double(Float(value) * 100) : value * 100
      return style.float(percentage, style: Ascii.f, precision: precision, single: single)
    default:
      guard (Ascii.e...Ascii.g).contains(Ascii.lowercased(type)) else { throw unknownType(for: argument) }
      return style.float(
        try argument.floatValue(single: single), style: type, precision: precision, single: single)
    }
  }

  private func renderText(_ argument: FormatArgument, _ style: FormatStyle) throws(FormatFault) -> [UInt8] {
    guard type == nil || type == Ascii.s else { throw unknownType(for: argument) }
    switch argument {
    case .text(let bytes), .bytes(let bytes):
      return style.padded(precision < 0 ? bytes : Array(bytes.prefix(precision)))
    default:
      throw FormatFault(
        .type,
        Ascii.bytes("can't convert '") + argument.typeName + Ascii.bytes("' object to str implicitly"))
    }
  }

  private func unknownType(for argument: FormatArgument) -> FormatFault {
    FormatFault(
      .value,
      Ascii.bytes("unknown format code '") + [type ?? Ascii.g] + Ascii.bytes("' for object of type '")
        + argument.typeName + Ascii.bytes("'"))
  }
}
