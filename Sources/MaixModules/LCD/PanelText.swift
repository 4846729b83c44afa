import Pictures

/// Text of the display in cells of 8×12, the built-in letters in their middle.
///
/// **Source**: the cells are those of `lcd.draw_string` in MaixPy's `omv/py/py_lcd.c`; its letters are
/// another font.
enum PanelText {
  static let cellWidth = 8
  static let cellHeight = 12

  /// Cells with a text; nil when there is no character.
  static func raster(_ text: ArraySlice<UInt8>, _ color: UInt16, background: UInt16) -> Raster? {
    guard
      var raster = try? Raster(
        width: max(1, text.count * cellWidth), height: cellHeight, format: .rgb565), !text.isEmpty
    else { return nil }
    for y in 0..<raster.height {
      for x in 0..<raster.width { raster[x, y] = background }
    }
    for (cell, byte) in text.enumerated() {
      let scalar = Unicode.Scalar(byte < 0x80 ? byte : 0x7F)
      for (row, bits) in BitmapFont.glyph(of: Character(scalar)).enumerated() where bits != 0 {
        for column in 0..<BitmapFont.glyphWidth
        where bits & (1 << UInt8(BitmapFont.glyphWidth - 1 - column)) != 0 {
          raster[cell * cellWidth + column + 1, row + 2] = color
        }
      }
    }
    return raster
  }
}
