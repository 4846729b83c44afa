/// The round dot that thick lines are drawn with.
///
/// **Source**: `draw.c`: columns and rows from `-(thickness / 2)` to `(thickness - 1) / 2` whose distance is at most
/// the first of them; so even thicknesses reach further to the left and to the top.
struct RoundDot {
  /// Columns left of the middle, rows above it.
  let before: Int
  /// Columns right of the middle, rows below it.
  let after: Int
  /// First and last column of each row, from the top.
  let rows: [(first: Int, last: Int)]

  /// A dot for lines of a thickness.
  init(thickness: Int) { self.init(before: thickness / 2, after: (thickness - 1) / 2) }

  /// A dot of rows and columns from `-before` to `after`.
  init(before: Int, after: Int) {
    self.before = before
    self.after = after
    guard before >= 0, after >= -before else {
      rows = []
      return
    }
    rows = (-before...after).map { row in
      let reach = Int(Double(before * before - row * row).squareRoot())
      return (-reach, min(after, reach))
    }
  }
}

extension Raster {
  /// The thickest lines; thicker ones are drawn as thick as this.
  static let thicknessLimit = 1024

  /// Puts a dot with its middle at a place, clipped.
  @inline(__always)
  mutating func put(_ dot: RoundDot, _ x: Int, _ y: Int, _ value: UInt16) {
    guard x &+ dot.after >= 0, x &- dot.before < width, y &+ dot.after >= 0, y &- dot.before < height
    else { return }
    if dot.rows.count == 1 {
      set(x, y, to: value)
      return
    }
    var row = y &- dot.before
    for part in dot.rows {
      fillRow(row, from: x &+ part.first, through: x &+ part.last, with: value)
      row &+= 1
    }
  }

  /// Draws a line with Bresenham's algorithm, both ends included, clipped; nothing below a thickness of 1.
  ///
  /// Coordinates beyond ±2¹⁵ are taken as that.
  package mutating func line(
    fromX: Int, fromY: Int, toX: Int, toY: Int, _ value: UInt16, thickness: Int = 1
  ) {
    guard thickness > 0 else { return }
    let dot = RoundDot(thickness: min(thickness, Self.thicknessLimit))
    func held(_ coordinate: Int) -> Int { max(-(1 << 15), min(1 << 15, coordinate)) }
    var (x, y) = (held(fromX), held(fromY))
    let (endX, endY) = (held(toX), held(toY))
    let (across, down) = (abs(endX - x), abs(endY - y))
    let stepX = x < endX ? 1 : -1
    let stepY = y < endY ? 1 : -1
    var error = (across > down ? across : -down) / 2
    while true {
      put(dot, x, y, value)
      if x == endX, y == endY { return }
      let before = error
      if before > -across {
        error -= down
        x += stepX
      }
      if before < down {
        error += across
        y += stepY
      }
    }
  }

  /// Draws the border of a rectangle, half of its thickness to either side, or fills it.
  package mutating func rectangle(
    _ rectangle: Rectangle, _ value: UInt16, thickness: Int = 1, isFilled: Bool = false
  ) {
    let (x, y) = (Self.held(rectangle.x), Self.held(rectangle.y))
    let (width, height) = (Self.held(rectangle.width), Self.held(rectangle.height))
    if isFilled {
      fill(Rectangle(x: x, y: y, width: width, height: height), with: value)
      return
    }
    guard thickness > 0 else { return }
    let before = Self.held(thickness) / 2
    let border = Self.held(thickness)
    let (across, down) = (width + border - 1, height + border - 1)
    let (left, top) = (x - before, y - before)
    fill(Rectangle(x: left, y: top, width: across, height: border), with: value)
    fill(Rectangle(x: left, y: y + height - 1 - before, width: across, height: border), with: value)
    fill(Rectangle(x: left, y: top, width: border, height: down), with: value)
    fill(Rectangle(x: x + width - 1 - before, y: top, width: border, height: down), with: value)
  }

  /// Draws an upright cross with arms of `size` pixels.
  package mutating func cross(x: Int, y: Int, _ value: UInt16, size: Int = 5, thickness: Int = 1) {
    let (x, y, size) = (Self.held(x), Self.held(y), Self.held(size))
    line(fromX: x - size, fromY: y, toX: x + size, toY: y, value, thickness: thickness)
    line(fromX: x, fromY: y - size, toX: x, toY: y + size, value, thickness: thickness)
  }

  /// Draws a line with two strokes of `size` pixels at its end.
  package mutating func arrow(
    fromX: Int, fromY: Int, toX: Int, toY: Int, _ value: UInt16, size: Int = 10, thickness: Int = 1
  ) {
    let across = Float(Self.held(toX) - Self.held(fromX))
    let down = Float(Self.held(toY) - Self.held(fromY))
    let length = (across * across + down * down).squareRoot()
    let along = length == 0 ? (x: Float(0), y: Float(0)) : (x: across / length, y: down / length)
    let (endX, endY, size) = (Float(Self.held(toX)), Float(Self.held(toY)), Float(Self.held(size)))
    let (baseX, baseY) = (endX - size * along.x, endY - size * along.y)
    let (sideX, sideY) = (size * -along.y * 0.5, size * along.x * 0.5)
    line(fromX: fromX, fromY: fromY, toX: toX, toY: toY, value, thickness: thickness)
    line(
      fromX: toX, fromY: toY, toX: Self.whole(baseX + sideX), toY: Self.whole(baseY + sideY), value,
      thickness: thickness)
    line(
      fromX: toX, fromY: toY, toX: Self.whole(baseX - sideX), toY: Self.whole(baseY - sideY), value,
      thickness: thickness)
  }
}
