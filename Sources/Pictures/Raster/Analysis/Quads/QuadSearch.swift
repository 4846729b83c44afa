/// A rectangle that was found, perhaps seen at an angle.
package struct DetectedQuad: Sendable, Equatable {
  /// Its corners, downwards on the left and upwards on the right; which comes first is as on the device, where it is often
  /// the one to the upper right, though its source says the one to the upper left.
  package var corners: [Place]
  /// Columns and rows from the first corner to the last; the width of one column is 0.
  package var bounds: Rectangle
  /// The sum of slopes along its sides.
  package var magnitude: Int

  /// A pixel's place.
  package struct Place: Sendable, Equatable {
    package let x: Int
    package let y: Int
  }
}

/// Looks for rectangles, step by step, so that long work can be left.
///
/// **Source**: omv/img/apriltag.c (`imlib_find_rects`).
package struct QuadSearch {
  private let raster: Raster
  private let area: Rectangle
  private let values: [UInt8]
  private let tables: ColorTables
  private var borders: [[RegionBorders.Point]]
  private var nextBorder = 0
  private var quads: [Quad] = []
  /// The quad that is compared with those behind it next.
  private var nextQuad = 0

  /// A search inside a raster's area.
  package init(_ raster: Raster, in area: Rectangle, _ tables: ColorTables = .exact) {
    (self.raster, self.area, self.tables) = (raster, area, tables)
    values = raster.brightness(in: area, tables)
    let map = ContrastMap(values, width: area.width, height: area.height)
    borders = RegionBorders(map).borders
  }

  /// Looks at the next border, or compares a quad with the others; false if nothing is left to do.
  package mutating func step() -> Bool {
    if nextBorder < borders.count {
      fit(borders[nextBorder])
      borders[nextBorder] = []
      nextBorder += 1
      return true
    }
    guard nextQuad < quads.count else { return false }
    reconcile()
    return true
  }

  private mutating func fit(_ border: [RegionBorders.Point]) {
    // Longer borders are those of no quad, and would take long.
    guard border.count >= 5, border.count <= 6 * (area.width + area.height),
      let fit = QuadFit(border, values, width: area.width, height: area.height), var quad = fit.quad
    else { return }
    quad.refine(values, width: area.width, height: area.height)
    quads.append(quad)
  }

  /// Of quads that overlap, the one whose first corner that differs lies further left, or else further up, stays.
  private mutating func reconcile() {
    var other = nextQuad + 1
    while other < quads.count {
      guard quads[nextQuad].overlaps(quads[other]) else {
        other += 1
        continue
      }
      guard Self.isPreferred(quads[nextQuad], to: quads[other]) else {
        quads.remove(at: nextQuad)
        return
      }
      quads.remove(at: other)
    }
    nextQuad += 1
  }

  private static func isPreferred(_ quad: Quad, to other: Quad) -> Bool {
    for (first, second) in zip(quad.corners, other.corners) {
      if first.x != second.x { return first.x < second.x }
      if first.y != second.y { return first.y < second.y }
    }
    return false
  }

  /// Those whose sides are steep enough in sum.
  package func found(threshold: Int) -> [DetectedQuad] {
    quads.compactMap { quad in
      let places = quad.corners.map { corner in
        DetectedQuad.Place(x: Self.place(corner.x, area.x), y: Self.place(corner.y, area.y))
      }
      var magnitude: UInt32 = 0
      for side in 0..<4 {
        var line = DetectedLine()
        (line.x1, line.y1) = (places[side].x, places[side].y)
        (line.x2, line.y2) = (places[(side + 1) & 3].x, places[(side + 1) & 3].y)
        guard line.clip(width: raster.width, height: raster.height) else { continue }
        for place in line.pixels { magnitude &+= slope(place.x, place.y) }
      }
      guard Int(magnitude) >= threshold else { return nil }
      let (columns, rows) = (places.map(\.x), places.map(\.y))
      let (left, top) = (columns.min() ?? 0, rows.min() ?? 0)
      let bounds = Rectangle(
        x: left, y: top, width: (columns.max() ?? 0) - left, height: (rows.max() ?? 0) - top)
      return DetectedQuad(corners: places.reversed(), bounds: bounds, magnitude: Int(magnitude))
    }
  }

  /// A corner as the device keeps it: cut, and in sixteen bits.
  private static func place(_ number: Double, _ origin: Int) -> Int {
    Int(Int16(truncatingIfNeeded: BoardMath.whole(Float(number)) + origin))
  }

  /// How steep the picture is at a pixel, by Sobel's masks; beyond the border it goes on as it ends.
  private func slope(_ x: Int, _ y: Int) -> UInt32 {
    func value(_ dx: Int, _ dy: Int) -> Int {
      let pixel = raster[min(max(x + dx, 0), raster.width - 1), min(max(y + dy, 0), raster.height - 1)]
      switch raster.format {
      case .binary: return pixel == 0 ? 0 : 255
      case .grayscale: return Int(pixel)
      case .rgb565: return tables.gray(pixel)
      }
    }
    let left = value(-1, -1) + 2 * value(-1, 0) + value(-1, 1)
    let right = value(1, -1) + 2 * value(1, 0) + value(1, 1)
    let upper = value(-1, -1) + 2 * value(0, -1) + value(1, -1)
    let lower = value(-1, 1) + 2 * value(0, 1) + value(1, 1)
    let (dx, dy) = (left - right, upper - lower)
    return UInt32(BoardMath.whole(Float(dx * dx + dy * dy).squareRoot()))
  }
}

extension DetectedLine {
  /// The pixels from end to end, both with them.
  ///
  /// **Source**: omv/img/line.c (`trace_line`).
  var pixels: [(x: Int, y: Int)] {
    let (dx, dy) = (x2 - x1, y2 - y1)
    let (columns, rows) = (abs(dx), abs(dy))
    let (stepX, stepY) = (dx.signum(), dy.signum())
    var (x, y) = (x1, y1)
    var pixels = [(x: x, y: y)]
    pixels.reserveCapacity(max(columns, rows) + 1)
    var rest = max(columns, rows) >> 1
    for _ in 0..<max(columns, rows) {
      rest += min(columns, rows)
      let isAside = rest >= max(columns, rows)
      if isAside { rest -= max(columns, rows) }
      if columns >= rows {
        x += stepX
        if isAside { y += stepY }
      } else {
        y += stepY
        if isAside { x += stepX }
      }
      pixels.append((x, y))
    }
    return pixels
  }
}
