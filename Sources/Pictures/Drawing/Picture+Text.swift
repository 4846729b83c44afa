extension Picture {
  /// Writes text in the built-in font (``BitmapFont``), clipped; a line feed starts the next line below.
  ///
  /// (`x`, `y`) is the upper left corner. `scale` enlarges every dot to a square (held to 1…64). With a background
  /// the cells are painted first. Work is bounded by the characters that can be seen.
  public mutating func text(
    _ text: String, x: Int, y: Int, with color: Color, scale: Int = 1, background: Color? = nil
  ) {
    let scale = max(1, min(64, scale))
    let advance = BitmapFont.cellWidth * scale
    let lineHeight = BitmapFont.cellHeight * scale
    var penY = y
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard penY < height else { return }
      var penX = x
      for character in line {
        guard penX < width else { break }
        // Adding to a place left of `width` can't overflow.
        if penX > -advance, penY > -lineHeight {
          draw(character, x: penX, y: penY, with: color, scale: scale, background: background)
        }
        penX += advance
      }
      penY += lineHeight
    }
  }

  /// Pixels that ``text(_:x:y:with:scale:background:)`` covers.
  public static func textSize(_ text: String, scale: Int = 1) -> Size {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let longest = lines.map(\.count).max() ?? 0
    let scale = max(1, min(64, scale))
    return Size(
      width: longest * BitmapFont.cellWidth * scale, height: lines.count * BitmapFont.cellHeight * scale)
  }

  private mutating func draw(
    _ character: Character, x: Int, y: Int, with color: Color, scale: Int, background: Color?
  ) {
    if let background {
      let cell = Rectangle(
        x: x, y: y, width: BitmapFont.cellWidth * scale, height: BitmapFont.cellHeight * scale)
      fill(cell, with: background)
    }
    for (row, bits) in BitmapFont.glyph(of: character).enumerated() where bits != 0 {
      for column in 0..<BitmapFont.glyphWidth
      where bits & (1 << UInt8(BitmapFont.glyphWidth - 1 - column)) != 0 {
        fill(
          Rectangle(x: x + column * scale, y: y + row * scale, width: scale, height: scale), with: color)
      }
    }
  }
}
