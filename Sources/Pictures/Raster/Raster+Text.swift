/// How text is set.
package struct RasterTextStyle: Sendable, Equatable {
  /// Pixels per dot; more than 0.
  package var scale: Float = 1
  /// Pixels between characters beside the usual.
  package var xSpacing = 0
  /// Pixels between lines.
  package var ySpacing = 2
  /// Whether each character takes a whole cell; else it takes the columns that it has dots in, and one.
  package var isMonospaced = false

  /// The usual style.
  package init() {}
}

/// Writes a text piece by piece, so that long work can be left.
///
/// **Source**: `font.c`: a byte that is no ASCII shows as a frame, over which the next character is drawn; a text
/// ends at its first zero byte.
package struct RasterTextPen {
  private let text: [UInt8]
  private let style: RasterTextStyle
  private let value: UInt16
  private let left: Int
  private var x: Int
  private var y: Int
  private var next = 0

  /// A text from a place on, in pixels of one value.
  package init(_ text: [UInt8], x: Int, y: Int, _ value: UInt16, _ style: RasterTextStyle = .init()) {
    (self.text, self.value, self.style) = (text, value, style)
    left = Raster.held(x)
    (self.x, self.y) = (left, Raster.held(y))
  }

  /// Writes the next byte; false if there are no more.
  package mutating func write(on raster: inout Raster) -> Bool {
    guard next < text.count, text[next] != 0 else { return false }
    let byte = text[next]
    let last = next > 0 ? text[next - 1] : 0
    next += 1
    if last == 0x0D, byte == 0x0A { return true }
    if byte == 0x0A || byte == 0x0D {
      x = left
      y = Raster.held(
        y + Raster.whole(Float(BoardFont.height) * style.scale) + Raster.held(style.ySpacing))
    } else if let glyph = BoardFont.glyph(byte) {
      x = raster.character(glyph, x, y, value, style)
    } else {
      raster.unknown(x, y, value, style.scale)
    }
    return true
  }
}

extension Raster {
  /// Writes ASCII in ``BoardFont``, clipped; line feeds and carriage returns begin a line.
  package mutating func text(
    _ text: [UInt8], x: Int, y: Int, _ value: UInt16, _ style: RasterTextStyle = .init()
  ) {
    var pen = RasterTextPen(text, x: x, y: y, value, style)
    while pen.write(on: &self) {}
  }

  /// Draws a character and says where the next one begins.
  fileprivate mutating func character(
    _ glyph: ArraySlice<UInt8>, _ x: Int, _ y: Int, _ value: UInt16, _ style: RasterTextStyle
  ) -> Int {
    var x = x
    let columns = glyph.reduce(0, |)
    if !style.isMonospaced, columns != 0 {
      x -= Self.whole(Float(columns.leadingZeroBitCount) * style.scale)
    }
    let rows = glyph.map { UInt32($0) }
    draw(glyph: rows, width: BoardFont.width, height: BoardFont.height, x: x, y: y, value, scale: style.scale)
    let advance =
      if style.isMonospaced {
        Self.whole(Float(BoardFont.width) * style.scale) + Self.held(style.xSpacing)
      } else if columns == 0 {
        Self.whole(style.scale * 3)
      } else {
        Self.whole(Float(9 - columns.trailingZeroBitCount) * style.scale) + Self.held(style.xSpacing)
      }
    return Self.held(x + advance)
  }

  /// The frame for a byte that the face lacks.
  fileprivate mutating func unknown(_ x: Int, _ y: Int, _ value: UInt16, _ scale: Float) {
    let inset = Self.whole(scale * 3) / 2
    let frame = Rectangle(
      x: x + inset, y: y + inset, width: Self.whole(Float(BoardFont.height) * scale) - inset * 2,
      height: Self.whole(Float(BoardFont.width) * scale) - inset * 2)
    rectangle(frame, value, thickness: Self.whole(scale))
  }

  /// Draws dots: a word per row, whose bit `width - 1` is the leftmost one; at most 32 in a row.
  package mutating func draw(
    glyph: [UInt32], width columnCount: Int, height rowCount: Int, x: Int, y: Int, _ value: UInt16,
    scale: Float
  ) {
    let (x, y) = (Self.held(x), Self.held(y))
    let rows = max(0, -y)..<max(0, -y, min(Self.whole(Float(rowCount) * scale), height - y))
    let columns = max(0, -x)..<max(0, -x, min(Self.whole(Float(columnCount) * scale), width - x))
    for row in rows {
      let place = Self.whole(Float(row) / scale)
      guard place < glyph.count, glyph[place] != 0 else { continue }
      let dots = glyph[place]
      for column in columns {
        let shift = columnCount - 1 - Self.whole(Float(column) / scale)
        if shift >= 0, dots >> UInt32(shift) & 1 != 0 { self[x + column, y + row] = value }
      }
    }
  }
}
