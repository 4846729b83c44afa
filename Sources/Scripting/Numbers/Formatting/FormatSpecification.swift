/// What stands behind the colon of a replacement field:
/// `[[fill]align][sign][#][0][width][,][.precision][type]`.
///
/// Source: results of `str.format` in MicroPython 1.11.
package struct FormatSpecification: Equatable, Sendable {
  /// How the value stands in its field, as far as the text says; the alignment is separate.
  var style = FormatStyle()
  /// `<`, `>`, `=` or `^`; nil for what suits the value.
  var alignment: UInt8?
  /// −1 for none.
  var precision = -1
  /// The letter of the type; nil for none.
  var type: UInt8?

  /// The specification of `{}`: nothing said.
  package init() {
    style.width = -1
  }

  /// Reads a specification in which nested fields are already replaced.
  /// - Throws: `ValueError: invalid format specifier`; `MemoryError` for a width beyond any device.
  package init(_ text: [UInt8]) throws(FormatFault) {
    self.init()
    // The device's text ends at a zero.
    let end = text.firstIndex(of: 0) ?? text.count
    var position = 0
    func byte(_ index: Int) -> UInt8 { index < end ? text[index] : 0 }
    func take(_ wanted: UInt8) -> Bool {
      guard byte(position) == wanted else { return false }
      position += 1
      return true
    }
    var fill: UInt8?
    if Self.isAlignment(byte(0)) {
      alignment = byte(0)
      position = 1
    } else if Self.isAlignment(byte(1)) {
      fill = byte(0)
      alignment = byte(1)
      position = 2
    }
    if take(Ascii.plus) {
      style.showsPlus = true
    } else if take(Ascii.space) {
      style.showsSpace = true
    } else {
      _ = take(Ascii.minus)
    }
    style.showsPrefix = take(Ascii.hash)
    if byte(position) == Ascii.zero {
      alignment = alignment ?? Ascii.equals
      fill = fill ?? Ascii.zero
    }
    style.fill = fill ?? Ascii.space
    style.width = DigitReader.read(text, &position, end: end) ?? -1
    style.showsCommas = take(Ascii.comma)
    if take(Ascii.point) { precision = DigitReader.read(text, &position, end: end) ?? -1 }
    if Self.types.contains(byte(position)) {
      type = byte(position)
      position += 1
    }
    guard position >= end else { throw FormatFault(.value, "invalid format specifier") }
    try FormatStyle.check(width: style.width)
  }

  private static let types = Ascii.bytes("bcdeEfFgGnosxX%")

  private static func isAlignment(_ byte: UInt8) -> Bool {
    byte == Ascii.less || byte == Ascii.greater || byte == Ascii.equals || byte == Ascii.caret
  }
}
