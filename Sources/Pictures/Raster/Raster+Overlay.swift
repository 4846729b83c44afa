/// How one image is laid over another.
package struct RasterOverlay: Sendable {
  /// Column of the left edge.
  package var x: Int
  /// Row of the upper edge.
  package var y: Int
  /// Width of the result by the image's.
  package var scaleX: Float = 1
  /// Height of the result by the image's.
  package var scaleY: Float = 1
  /// From 0, nothing shows, to 256, only the image shows.
  package var alpha = 256
  /// Which of the image's pixels show, if not all do.
  package var mask: Raster?

  /// An image as it is, at a place.
  package init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

extension Raster {
  /// Lays an image over this one, clipped.
  ///
  /// **Source**: `draw.c`. Pixels are taken over as they are stored, whatever the formats: brightness on a colour image is
  /// taken for half an RGB565. With an alpha below 256 dark pixels show less: alpha counts times the bits of red, green
  /// and blue joined, by 256.
  package mutating func draw(_ other: Raster, _ overlay: RasterOverlay) {
    let (left, top) = (Self.held(overlay.x), Self.held(overlay.y))
    let columns = Self.sources(other.width, overlay.scaleX, from: left, clippedTo: width)
    let rows = Self.sources(other.height, overlay.scaleY, from: top, clippedTo: height)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    if overlay.mask == nil, overlay.alpha == 256, format == other.format {
      copyPixels(of: other, columns, rows)
      return
    }
    let alpha = Float(overlay.alpha) / 256
    for row in rows {
      for column in columns {
        if let mask = overlay.mask, !mask.passes(column.source, row.source) { continue }
        let stored = other.stored(column.source, row.source)
        guard overlay.alpha < 256 else {
          store(stored, column.target, row.target)
          continue
        }
        let below = self.stored(column.target, row.target)
        store(Self.mixed(stored, below, alpha), column.target, row.target)
      }
    }
  }

  /// A place of the result and where its pixel comes from.
  private struct Source {
    let target: Int
    let source: Int
  }

  /// The places of an axis that lie inside, with their sources.
  private static func sources(_ count: Int, _ scale: Float, from start: Int, clippedTo limit: Int) -> [Source]
  {
    let scaled = whole(Float(count) * scale)
    let (first, end) = (max(0, -start), min(scaled, limit - start))
    guard first < end else { return [] }
    let step = scale == 0 ? 0 : Float(1 / Double(scale))
    return (first..<end).map { Source(target: start + $0, source: min(count - 1, whole(Float($0) * step))) }
  }

  private mutating func copyPixels(of other: Raster, _ columns: [Source], _ rows: [Source]) {
    let from = other.bytes.span
    let places = columns.span
    let isWide = format == .rgb565
    let stride = width
    var target = bytes.mutableSpan
    for row in rows {
      let (start, line) = (row.target &* stride, row.source &* other.width)
      for index in places.indices {
        let place = places[index]
        let (to, source) = (start &+ place.target, line &+ place.source)
        if isWide {
          target[2 &* to] = from[2 &* source]
          target[2 &* to &+ 1] = from[2 &* source &+ 1]
        } else {
          target[to] = from[source]
        }
      }
    }
  }

  /// A pixel as the firmware's sixteen bits have it: RGB565 with its upper byte below.
  @inline(__always)
  private func stored(_ x: Int, _ y: Int) -> UInt16 {
    let value = self[x, y]
    return format == .rgb565 ? value.byteSwapped : value
  }

  /// Stores sixteen bits of the firmware's as far as a pixel has room.
  @inline(__always)
  private mutating func store(_ stored: UInt16, _ x: Int, _ y: Int) {
    switch format {
    case .rgb565: self[x, y] = stored.byteSwapped
    case .grayscale: self[x, y] = stored & 0xFF
    case .binary: self[x, y] = stored & 1
    }
  }

  private static func mixed(_ above: UInt16, _ below: UInt16, _ alpha: Float) -> UInt16 {
    let (above, below) = (
      BoardColor.color(above.byteSwapped), BoardColor.color(below.byteSwapped)
    )
    let share = alpha * (Float(above.red | above.green | above.blue) / 256)
    func part(_ above: UInt8, _ below: UInt8) -> UInt8 {
      UInt8(max(0, min(255, Float(above) * share + Float(below) * (1 - share))))
    }
    return BoardColor.rgb565(
      Color(
        red: part(above.red, below.red), green: part(above.green, below.green),
        blue: part(above.blue, below.blue))
    ).byteSwapped
  }
}
