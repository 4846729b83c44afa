import Glibc

extension Raster {
  /// Radii beyond this are drawn as this.
  private static let radiusLimit = 1 << 14

  /// Draws a circle, half of its thickness to either side of the radius, or fills it.
  ///
  /// **Source**: the ring of `draw.c`: eight stripes at a time between two circles of the midpoint algorithm.
  package mutating func circle(
    x: Int, y: Int, radius: Int, _ value: UInt16, thickness: Int = 1, isFilled: Bool = false
  ) {
    let (x, y) = (Self.held(x), Self.held(y))
    let radius = max(-Self.radiusLimit, min(radius, Self.radiusLimit))
    if isFilled {
      if radius >= 0 { put(RoundDot(before: radius, after: radius), x, y, value) }
      return
    }
    guard thickness > 0 else { return }
    let thickness = min(thickness, Self.radiusLimit)
    var outer = radius + thickness / 2
    var inner = max(radius - (thickness - 1) / 2, 0)
    let firstInner = inner
    var step = 0
    var outerError = 1 - outer
    var innerError = 1 - inner
    while outer >= step {
      ring(x, y, step, inner, outer, value)
      step += 1
      if outerError < 0 {
        outerError += 2 * step + 1
      } else {
        outer -= 1
        outerError += 2 * (step - outer + 1)
      }
      if step > firstInner {
        inner = step
      } else if innerError < 0 {
        innerError += 2 * step + 1
      } else {
        inner -= 1
        innerError += 2 * (step - inner + 1)
      }
    }
  }

  /// Stripes of a ring in its eight octants.
  private mutating func ring(_ x: Int, _ y: Int, _ step: Int, _ inner: Int, _ outer: Int, _ value: UInt16) {
    for row in [y + step, y - step] {
      fillRow(row, from: x + inner, through: x + outer, with: value)
      fillRow(row, from: x - outer, through: x - inner, with: value)
    }
    for column in [x + step, x - step] {
      fillColumn(column, from: y + inner, through: y + outer, with: value)
      fillColumn(column, from: y - outer, through: y - inner, with: value)
    }
  }

  /// Draws an ellipse with its axes turned by whole degrees, or fills it.
  ///
  /// **Source**: `draw.c`: an upright ellipse of the midpoint algorithm whose columns are shifted (a shear).
  package mutating func ellipse(
    x: Int, y: Int, radiusX: Int, radiusY: Int, rotation: Int = 0, _ value: UInt16, thickness: Int = 1,
    isFilled: Bool = false
  ) {
    let (x, y) = (Self.held(x), Self.held(y))
    let (radiusX, radiusY) = (min(radiusX, Self.radiusLimit), min(radiusY, Self.radiusLimit))
    guard radiusX > 0, radiusY > 0, thickness > 0 || isFilled else { return }
    let dot = isFilled ? nil : RoundDot(thickness: min(thickness, Self.thicknessLimit))
    if radiusX == radiusY || rotation % 180 == 0 {
      drawEllipse(Sheared(x: x, y: y, width: radiusX, height: radiusY, rise: 0), dot, value)
      return
    }
    if rotation % 180 == 90 {
      drawEllipse(Sheared(x: x, y: y, width: radiusY, height: radiusX, rise: 0), dot, value)
      return
    }
    let (axisX, axisY) = (Float(2 * radiusX), Float(2 * radiusY))
    let angle = Float(Double(rotation % 360) * .pi / 180)
    let turn = atanf(axisY / axisX * -tanf(angle))
    let across = axisX * cosf(turn) * cosf(angle) - axisY * sinf(turn) * sinf(angle)
    let down = axisX * cosf(turn) * sinf(angle) + axisY * sinf(turn) * cosf(angle)
    guard across != 0 else { return }
    let width = abs(across)
    drawEllipse(
      Sheared(
        x: x, y: y, width: Self.whole(width / 2), height: Self.whole(axisY * axisX / width / 2),
        rise: down, run: across), dot, value)
  }

  /// An upright ellipse and how far its columns are shifted: `rise / run` for each.
  private struct Sheared {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    let rise: Float
    var run: Float = 1

    /// The row of the middle in a column.
    func middle(_ column: Int) -> Int { y + Raster.whole(Float(column) * rise / run) }
  }

  /// Both halves of an ellipse: where it is flat column by column, then where it is steep row by row.
  private mutating func drawEllipse(_ shape: Sheared, _ dot: RoundDot?, _ value: UInt16) {
    let (width, height) = (min(shape.width, Self.radiusLimit), min(shape.height, Self.radiusLimit))
    let (wide, high) = (width * width, height * height)
    var (x, y) = (0, height)
    var sigma = 2 * high + wide * (1 - 2 * height)
    while x <= width, high * x <= wide * y {
      corners(shape, x, y, dot, value)
      if sigma >= 0 {
        sigma += 4 * wide * (1 - y)
        y -= 1
      }
      sigma += high * (4 * x + 6)
      x += 1
    }
    (x, y) = (width, 0)
    sigma = 2 * wide + high * (1 - 2 * width)
    while y <= height, wide * y <= high * x {
      corners(shape, x, y, dot, value)
      if sigma >= 0 {
        sigma += 4 * high * (1 - x)
        x -= 1
      }
      sigma += wide * (4 * y + 6)
      y += 1
    }
  }

  /// The four places of an ellipse that mirror each other, or what lies between them.
  private mutating func corners(_ shape: Sheared, _ x: Int, _ y: Int, _ dot: RoundDot?, _ value: UInt16) {
    for column in [x, -x] {
      let middle = shape.middle(column)
      guard let dot else {
        fillColumn(shape.x + column, from: middle - y, through: middle + y, with: value)
        continue
      }
      put(dot, shape.x + column, middle + y, value)
      put(dot, shape.x + column, middle - y, value)
    }
  }
}

extension Raster {
  /// Draws a key point: a circle, and a line into the direction of an angle in degrees.
  package mutating func keypoint(
    x: Int, y: Int, angle: Int, _ value: UInt16, size: Int = 10, thickness: Int = 1, isFilled: Bool = false
  ) {
    let (x, y, size) = (Self.held(x), Self.held(y), Self.held(size))
    let turn = Double(angle % 360) * .pi / 180
    line(
      fromX: x, fromY: y, toX: x + Self.whole(Float(cos(turn)) * Float(size)),
      toY: y + Self.whole(Float(sin(turn)) * Float(size)), value, thickness: thickness)
    circle(x: x, y: y, radius: (size - 2) / 2, value, thickness: thickness, isFilled: isFilled)
  }
}
