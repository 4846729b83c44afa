/// A straight line through an area: `x cos(theta) + y sin(theta) = rho`.
package struct DetectedLine: Sendable, Equatable {
  /// Column of the first end.
  package var x1 = 0
  /// Row of the first end.
  package var y1 = 0
  /// Column of the second end.
  package var x2 = 0
  /// Row of the second end.
  package var y2 = 0
  /// How strong it is.
  package var magnitude = 0
  /// Whole degrees, 0…179.
  package var theta = 0
  /// Pixels from the origin.
  package var rho = 0

  /// A point at the origin.
  package init() {}

  /// The whole pixels from end to end.
  package var length: Int {
    let (x, y) = (x2 - x1, y2 - y1)
    return BoardMath.whole(Float(x * x + y * y).squareRoot())
  }

  /// Lays the ends on the borders of an area, from theta and rho; false if the line does not meet it.
  ///
  /// **Source**: omv/img/hough.c and stats.c.
  mutating func lay(in area: Rectangle) -> Bool {
    let sine = BoardMath.sines[theta]
    let cosine = BoardMath.cosines[theta]
    let distance = Float(rho)
    if theta >= 45, theta < 135 {
      x1 = 0
      y1 = BoardMath.whole(distance / sine)
      x2 = area.width - 1
      y2 = BoardMath.whole((distance - Float(x2) * cosine) / sine)
    } else {
      y1 = 0
      x1 = BoardMath.whole(distance / cosine)
      y2 = area.height - 1
      x2 = BoardMath.whole((distance - Float(y2) * sine) / cosine)
    }
    // Ends are kept in sixteen bits.
    (x1, y1, x2, y2) = (Self.short(x1), Self.short(y1), Self.short(x2), Self.short(y2))
    guard clip(width: area.width, height: area.height) else { return false }
    (x1, x2) = (x1 + area.x, x2 + area.x)
    (y1, y2) = (y1 + area.y, y2 + area.y)
    rho += BoardMath.whole(Float(area.x) * cosine + Float(area.y) * sine)
    return true
  }

  private static func short(_ number: Int) -> Int { Int(Int16(truncatingIfNeeded: number)) }

  /// Cuts the line to an area at the origin (Liang and Barsky); false if nothing is left.
  mutating func clip(width: Int, height: Int) -> Bool {
    let (dx, dy) = (x2 - x1, y2 - y1)
    var (first, last): (Float, Float) = (0, 1)
    for (slope, distance) in [(-dx, x1), (dx, width - 1 - x1), (-dy, y1), (dy, height - 1 - y1)] {
      if slope == 0 {
        if distance < 0 { return false }
        continue
      }
      let place = Float(distance) / Float(slope)
      if slope < 0 {
        if place > last { return false }
        first = max(first, place)
      } else {
        if place < first { return false }
        last = min(last, place)
      }
    }
    guard last >= first else { return false }
    let (startX, startY) = (x1, y1)
    x1 = BoardMath.whole(Float(startX) + Float(dx) * first)
    y1 = BoardMath.whole(Float(startY) + Float(dy) * first)
    x2 = BoardMath.whole(Float(startX) + Float(dx) * last)
    y2 = BoardMath.whole(Float(startY) + Float(dy) * last)
    return true
  }
}
