extension FormatStyle {
  /// An integer in its field.
  ///
  /// A precision of 2 and more is the least number of digits; the device adds one too many spaces or zeros in
  /// corners, and so does this. Source: results of `mp_print_mp_int` in MicroPython 1.11.
  func integer(_ value: BigInteger, base: Int, uppercase: Bool, precision: Int) -> [UInt8] {
    var style = self
    var precision = precision
    if !isLeft, !isCentered, fill == Ascii.zero {
      style.width = Swift.max(width, precision)
      precision = 0
    }
    if precision > 1 { style.padsAfterSign = true }
    let prefix = prefix(of: value, base: base, uppercase: uppercase)
    var digits = IntegerText.format(
      value, base: base, prefix: style.padsAfterSign ? [] : prefix, grouping: showsCommas,
      uppercase: uppercase)
    var minus: [UInt8] = []
    if style.padsAfterSign, digits.first == Ascii.minus { minus = [digits.removeFirst()] }
    var before = 0
    var after = 0
    if precision > 1 {
      let taken = Swift.max(digits.count, precision) + minus.count + prefix.count
      if taken < style.width {
        if isLeft { after = style.width - taken } else { before = style.width - taken }
      }
      style.fill = Ascii.zero
      style.isLeft = false
    }
    var text = [UInt8](repeating: Ascii.space, count: before)
    if style.padsAfterSign {
      text += minus + prefix
      style.width -= minus.count + prefix.count
    }
    if precision > 1 { style.width = precision }
    return text + style.padded(digits) + [UInt8](repeating: Ascii.space, count: after)
  }

  /// A float in its field, in one of the styles of `FloatText.format`.
  func float(_ value: Double, style: UInt8, precision: Int, single: Bool) -> [UInt8] {
    var text = FloatText.format(value, style: style, precision: precision, sign: sign, single: single)
    if addsPercent, text.count + 1 < FloatText.formattingRoom { text.append(Ascii.percent) }
    guard padsAfterSign, let first = text.first, first < Ascii.zero else { return padded(text) }
    var rest = self
    rest.width -= 1
    return [first] + rest.padded(Array(text.dropFirst()))
  }

  private func prefix(of value: BigInteger, base: Int, uppercase: Bool) -> [UInt8] {
    var prefix: [UInt8] = []
    if !value.isNegative, let sign { prefix.append(sign) }
    guard showsPrefix else { return prefix }
    let mark: UInt8? =
      switch base {
      case 2: Ascii.b
      case 8: Ascii.o
      case 16: Ascii.x
      default: nil
      }
    guard let mark else { return prefix }
    return prefix + [Ascii.zero, uppercase ? mark & ~Ascii.lowercaseBit : mark]
  }
}
