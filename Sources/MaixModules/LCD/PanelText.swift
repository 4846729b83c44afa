import Pictures

/// Text of the display, in ``BoardFont``.
///
/// **Source**: the cells are those of `lcd.draw_string` in MaixPy's `omv/py/py_lcd.c`; its letters are
/// another font.
enum PanelText {
  /// Cells with a text; nil when there is no character.
  static func raster(_ text: ArraySlice<UInt8>, _ color: UInt16, background: UInt16) -> Raster? {
    guard
      var raster = try? Raster(
        width: max(1, text.count * BoardFont.width), height: BoardFont.height, format: .rgb565), !text.isEmpty
    else { return nil }
    raster.fill(raster.bounds, with: background)
    for (cell, byte) in text.enumerated() {
      for (row, dots) in (BoardFont.glyph(byte) ?? BoardFont.box).enumerated() where dots != 0 {
        for column in 0..<BoardFont.width where dots & 0x80 >> UInt8(column) != 0 {
          raster[cell * BoardFont.width + column, row] = color
        }
      }
    }
    return raster
  }
}
