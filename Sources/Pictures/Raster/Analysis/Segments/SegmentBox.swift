import Glibc

/// A segment with a width: the rectangle around a region of pixels.
///
/// **Source**: omv/img/lsd.c (`struct rect`, `region2rect`).
struct SegmentBox {
  var x1 = 0.0
  var y1 = 0.0
  var x2 = 0.0
  var y2 = 0.0
  /// At least one pixel.
  var width = 1.0
  /// The direction as an angle and as a step.
  var angle = 0.0
  var stepX = 1.0
  var stepY = 0.0
  /// How alike angles of pixels must be.
  var tolerance = LevelLines.tolerance
  /// How likely a pixel without any order is as much alike.
  var chance = 0.125

  /// How long it is.
  var length: Double { ((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)).squareRoot() }

  /// The box around pixels, of which steeper ones count more; nil if none counts.
  init?(_ places: [Int], _ lines: LevelLines, angle regionAngle: Double) {
    var (weights, x, y) = (0.0, 0.0, 0.0)
    for place in places {
      let weight = Double(lines.strengths[place])
      x += weight * Double(place % lines.width)
      y += weight * Double(place / lines.width)
      weights += weight
    }
    guard weights > 0 else { return nil }
    (x, y) = (x / weights, y / weights)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for place in places {
      let weight = Double(lines.strengths[place])
      let (dx, dy) = (Double(place % lines.width) - x, Double(place / lines.width) - y)
      xx += dy * dy * weight
      yy += dx * dx * weight
      xy -= dx * dy * weight
    }
    guard xx != 0 || yy != 0 || xy != 0 else { return nil }
    let least = 0.5 * (xx + yy - ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot())
    angle = abs(xx) > abs(yy) ? atan2(least - xx, xy) : atan2(xy, least - yy)
    // An axis has two directions; the region knows which.
    if abs(Self.difference(angle, regionAngle)) > tolerance { angle += .pi }
    (stepX, stepY) = (cos(angle), sin(angle))
    var (first, last, left, right) = (0.0, 0.0, 0.0, 0.0)
    for place in places {
      let (dx, dy) = (Double(place % lines.width) - x, Double(place / lines.width) - y)
      let (along, across) = (dx * stepX + dy * stepY, dy * stepX - dx * stepY)
      (first, last) = (min(first, along), max(last, along))
      (left, right) = (min(left, across), max(right, across))
    }
    (x1, y1) = (x + first * stepX, y + first * stepY)
    (x2, y2) = (x + last * stepX, y + last * stepY)
    width = max(right - left, 1)
  }

  /// How far one angle is from another, -π…π.
  static func difference(_ first: Double, _ second: Double) -> Double {
    var difference = first - second
    while difference <= -.pi { difference += 2 * .pi }
    while difference > .pi { difference -= 2 * .pi }
    return difference
  }

  /// Moves one side inwards by half a pixel; the other if `turn` is -1.
  mutating func narrow(from turn: Double) {
    x1 -= turn * stepY / 4
    x2 -= turn * stepY / 4
    y1 += turn * stepX / 4
    y2 += turn * stepX / 4
    width -= 0.5
  }

  /// Pixels inside, and those of them that have the box's direction.
  func count(_ lines: LevelLines) -> (all: Int, aligned: Int) {
    var count = (all: 0, aligned: 0)
    // The angle may have been turned beyond the circle.
    let angle = Self.difference(angle, 0)
    for x in columns(lines) {
      guard let rows = rows(inColumn: x, lines) else { continue }
      for y in rows {
        count.all += 1
        if lines.isAligned(y * lines.width + x, to: angle, within: tolerance) { count.aligned += 1 }
      }
    }
    return count
  }

  /// The corners around.
  private var corners: [(x: Double, y: Double)] {
    let (dx, dy) = (stepY * width / 2, stepX * width / 2)
    return [(x1 - dx, y1 + dy), (x2 - dx, y2 + dy), (x2 + dx, y2 - dy), (x1 + dx, y1 - dy)]
  }

  private func columns(_ lines: LevelLines) -> Range<Int> {
    let places = corners.map(\.x)
    let first = max(Int((places.min() ?? 0).rounded(.up)), 0)
    return first..<max(first, min(Int((places.max() ?? 0).rounded(.down)) + 1, lines.width))
  }

  /// The rows where a column is inside.
  private func rows(inColumn column: Int, _ lines: LevelLines) -> Range<Int>? {
    let (x, corners) = (Double(column), corners)
    var (top, bottom) = (Double.infinity, -Double.infinity)
    for side in 0..<4 {
      let (a, b) = (corners[side], corners[(side + 1) & 3])
      guard min(a.x, b.x) <= x, x <= max(a.x, b.x) else { continue }
      let ends = a.x == b.x ? [a.y, b.y] : [a.y + (x - a.x) * (b.y - a.y) / (b.x - a.x)]
      for y in ends { (top, bottom) = (min(top, y), max(bottom, y)) }
    }
    guard top <= bottom else { return nil }
    let first = max(Int(top.rounded(.up)), 0)
    return first..<max(first, min(Int(bottom.rounded(.down)) + 1, lines.height))
  }
}
