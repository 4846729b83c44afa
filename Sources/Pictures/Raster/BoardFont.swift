/// The face of eight by twelve dots in which MaixPy's images and displays write ASCII.
///
/// The cell is the device's, the shapes are not: they are ``BitmapFont``'s five by eight dots, one column from the left
/// and two rows from the top. So texts keep their height, and letters differ by a dot or two in width.
package enum BoardFont {
  /// Dots in a row.
  package static let width = 8
  /// Rows.
  package static let height = 12

  /// The rows of an ASCII character from the space to the tilde, bit 7 the leftmost dot; nil for any other byte.
  package static func glyph(_ byte: UInt8) -> ArraySlice<UInt8>? {
    guard byte >= 0x20, byte <= 0x7E else { return nil }
    let start = height * Int(byte - 0x20)
    return rows[start..<(start + height)]
  }

  /// The rows of the empty box that stands for what is no character of ASCII.
  package static var box: ArraySlice<UInt8> { rows.suffix(height) }

  /// From the space to the tilde, then the box at the place of DEL.
  private static let rows: [UInt8] = (0x20...0x7F).flatMap { (byte: UInt8) -> [UInt8] in
    let shape = BitmapFont.glyph(of: Character(Unicode.Scalar(byte))).map { $0 << 2 }
    return [0, 0] + shape + [0, 0]
  }
}
