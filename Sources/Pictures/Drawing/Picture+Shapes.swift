extension Picture {
  /// Paints every pixel of a rectangle, clipped; on grey pictures with the colour's ``Color/luma``.
  public mutating func fill(_ rectangle: Rectangle, with color: Color) {
    let inside = rectangle.intersection(bounds)
    guard !inside.isEmpty else { return }
    for row in inside.y..<inside.endY {
      fillRow(row, from: inside.x, to: inside.endX, with: color)
    }
  }

  /// Paints the border of a rectangle, `thickness` pixels inwards, clipped.
  public mutating func outline(_ rectangle: Rectangle, with color: Color, thickness: Int = 1) {
    guard !rectangle.isEmpty, thickness >= 1 else { return }
    let vertical = min(thickness, rectangle.width)
    let horizontal = min(thickness, rectangle.height)
    let (x, y) = (rectangle.x, rectangle.y)
    let right = rectangle.endX - vertical
    let bottom = rectangle.endY - horizontal
    fill(Rectangle(x: x, y: y, width: rectangle.width, height: horizontal), with: color)
    fill(Rectangle(x: x, y: bottom, width: rectangle.width, height: horizontal), with: color)
    fill(Rectangle(x: x, y: y, width: vertical, height: rectangle.height), with: color)
    fill(Rectangle(x: right, y: y, width: vertical, height: rectangle.height), with: color)
  }

  /// Draws a line of one pixel between two places, both ends included, clipped.
  ///
  /// Each column (of a steep line: each row) gets the pixel nearest to the exact line. Only columns inside the
  /// picture are visited. Coordinates beyond ±2³⁰ are taken as ±2³⁰.
  public mutating func line(fromX: Int, fromY: Int, toX: Int, toY: Int, with color: Color) {
    let limit = 1 << 30
    func held(_ value: Int) -> Int { max(-limit, min(limit, value)) }
    let (x0, y0, x1, y1) = (held(fromX), held(fromY), held(toX), held(toY))
    let isSteep = abs(y1 - y0) > abs(x1 - x0)
    var (start, startOther, end, endOther) = isSteep ? (y0, x0, y1, x1) : (x0, y0, x1, y1)
    if start > end { (start, startOther, end, endOther) = (end, endOther, start, startOther) }
    let length = end - start
    let rise = endOther - startOther
    let first = max(start, 0)
    let last = min(end, (isSteep ? height : width) - 1)
    guard first <= last else { return }
    for place in first...last {
      // |rise| <= length <= 2^31, so the product stays below 2^62.
      let doubled = length == 0 ? 0 : 2 * rise * (place - start) + length
      let other = length == 0 ? startOther : startOther + Self.floorDivide(doubled, 2 * length)
      let (x, y) = isSteep ? (other, place) : (place, other)
      set(x, y, color)
    }
  }

  /// Paints one pixel if it lies in the picture.
  mutating func set(_ x: Int, _ y: Int, _ color: Color) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    fillRow(y, from: x, to: x + 1, with: color)
  }

  /// Paints part of a row; the range is already clipped.
  private mutating func fillRow(_ row: Int, from: Int, to end: Int, with color: Color) {
    switch format {
    case .gray8:
      let shade = color.luma
      for index in (row * width + from)..<(row * width + end) { pixels[index] = shade }
    case .rgb888:
      var index = 3 * (row * width + from)
      for _ in from..<end {
        pixels[index] = color.red
        pixels[index + 1] = color.green
        pixels[index + 2] = color.blue
        index += 3
      }
    }
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
