import Glibc

/// Four corners on a picture, in pixels and parts of them.
struct Quad {
  /// In order around the middle.
  var corners: [(x: Double, y: Double)]

  /// Narrower angles, and wider ones than half a turn less this, are none of a rectangle's.
  static let leastAngle = 10 * Double.pi / 180

  /// Whether it is large enough and turns once around, with no angle that is too narrow or too wide.
  ///
  /// **Source**: omv/img/apriltag.c (`fit_quad`): 64 square pixels.
  var isPlausible: Bool {
    if triangle(0, 1, 2) + triangle(2, 3, 0) < 64 { return false }
    var total = 0.0
    for first in 0..<4 {
      let (before, here, after) = (corners[first], corners[(first + 1) & 3], corners[(first + 2) & 3])
      var angle =
        Double(atan2f(Float(before.y - here.y), Float(before.x - here.x)))
        - Double(atan2f(Float(after.y - here.y), Float(after.x - here.x)))
      if angle < 0 { angle += 2 * .pi }
      if angle < Self.leastAngle || angle > .pi - Self.leastAngle { return false }
      total += angle
    }
    return total >= 6.2 && total <= 6.4
  }

  /// The area of three corners, by the lengths between them.
  private func triangle(_ a: Int, _ b: Int, _ c: Int) -> Double {
    let sides = [(a, b), (b, c), (c, a)].map { first, second in
      let (dx, dy) = (corners[second].x - corners[first].x, corners[second].y - corners[first].y)
      return (dx * dx + dy * dy).squareRoot()
    }
    let half = (sides[0] + sides[1] + sides[2]) / 2
    return (half * (half - sides[0]) * (half - sides[1]) * (half - sides[2])).squareRoot()
  }

  /// Moves the sides to where the picture is steepest around them.
  ///
  /// **Source**: omv/img/apriltag.c (`refine_edges`).
  mutating func refine(_ values: [UInt8], width: Int, height: Int) {
    let lines = (0..<4).map { side -> PointSums.Line in
      let points = steepest(along: side, values, width, height)
      return points.line(count: 1)
    }
    for corner in 0..<4 {
      if let place = lines[corner].crossing(lines[(corner + 1) & 3]) { corners[corner] = place }
    }
  }

  private func steepest(along side: Int, _ values: [UInt8], _ width: Int, _ height: Int) -> PointSums.Moments
  {
    let (start, end) = (corners[side], corners[(side + 1) & 3])
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = (dx * dx + dy * dy).squareRoot()
    let (normalX, normalY) = (dy / length, -dx / length)
    func value(_ x: Double, _ y: Double) -> Int? {
      // Cut towards zero, as C converts.
      guard x > -1, y > -1, x < Double(width), y < Double(height) else { return nil }
      return Int(values[Int(y) * width + Int(x)])
    }
    var points = PointSums.Moments()
    let count = max(16, length.isFinite ? Int(min(length / 8, 4096)) : 0)
    for sample in 0..<count {
      let part = Double(sample + 1) / Double(count + 1)
      let x = part * start.x + (1 - part) * end.x
      let y = part * start.y + (1 - part) * end.y
      var (sum, weights) = (0.0, 0.0)
      // Two pixels to each side, in quarters of pixels.
      for quarter in -8...8 {
        let way = Double(quarter) / 4
        guard let outer = value(x + (way + 1) * normalX, y + (way + 1) * normalY),
          let inner = value(x + (way - 1) * normalX, y + (way - 1) * normalY), outer >= inner
        else { continue }
        let weight = Double((inner - outer) * (inner - outer))
        sum += weight * way
        weights += weight
      }
      if weights != 0 { points.add(x + sum / weights * normalX, y + sum / weights * normalY) }
    }
    return points
  }

  /// Whether two share any place.
  func overlaps(_ other: Quad) -> Bool {
    guard box.intersects(other.box) else { return false }
    for side in 0..<4 {
      for otherSide in 0..<4 where crosses(side, other, otherSide) { return true }
    }
    return contains(other.innerPoint) || other.contains(innerPoint)
  }

  /// The least and greatest columns and rows.
  private var box: Box {
    Box(
      left: corners.map(\.x).min() ?? 0, right: corners.map(\.x).max() ?? 0,
      top: corners.map(\.y).min() ?? 0, bottom: corners.map(\.y).max() ?? 0)
  }

  private struct Box {
    let left, right, top, bottom: Double
    func intersects(_ other: Box) -> Bool {
      left <= other.right && other.left <= right && top <= other.bottom && other.top <= bottom
    }
  }

  private var innerPoint: (x: Double, y: Double) {
    (
      (corners[0].x + corners[1].x + corners[2].x) / 3,
      (corners[0].y + corners[1].y + corners[2].y) / 3
    )
  }

  private func crosses(_ side: Int, _ other: Quad, _ otherSide: Int) -> Bool {
    let (a, b) = (corners[side], corners[(side + 1) & 3])
    let (c, d) = (other.corners[otherSide], other.corners[(otherSide + 1) & 3])
    let determinant = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x)
    guard determinant != 0 else { return false }
    let first = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / determinant
    let second = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / determinant
    return first >= 0 && first <= 1 && second >= 0 && second <= 1
  }

  private func contains(_ point: (x: Double, y: Double)) -> Bool {
    var isInside = false
    for side in 0..<4 {
      let (a, b) = (corners[side], corners[(side + 1) & 3])
      if (a.y > point.y) != (b.y > point.y),
        point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
      {
        isInside.toggle()
      }
    }
    return isInside
  }
}
