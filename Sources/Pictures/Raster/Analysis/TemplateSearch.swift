/// Looks for the place where a grey picture is most like a smaller one, row by row, so that long work can be left.
///
/// **Source**: omv/img/template.c.
package struct TemplateSearch {
  private let values: [Int32]
  private let width: Int
  private let height: Int
  private let template: [Int32]
  private let templateSize: Size
  private let deviations: [Int32]
  private let squares: Int
  private let area: Rectangle
  private let step: Int
  private var y: Int
  /// How alike the best place is: 1 at most.
  package private(set) var correlation: Float = 0
  /// The best place.
  package private(set) var place: Rectangle

  /// A search of a raster's area that holds the template; `step` is at least 1.
  package init(for template: Raster, in raster: Raster, area: Rectangle, step: Int) {
    values = raster.pixelValues.map { Int32($0) }
    (width, height) = (raster.width, raster.height)
    self.template = template.pixelValues.map { Int32($0) }
    templateSize = template.size
    let mean = Int32(self.template.reduce(0) { $0 + Int($1) } / self.template.count)
    deviations = self.template.map { $0 - mean }
    squares = deviations.reduce(0) { $0 + Int($1 * $1) }
    self.area = area
    self.step = step
    y = area.y
    place = Rectangle(x: 0, y: 0, width: template.width, height: template.height)
  }

  /// Compares every place of the next row; false if there is none left.
  package mutating func doRow() -> Bool {
    guard y <= area.endY - templateSize.height else { return false }
    var x = area.x
    while x <= area.endX - templateSize.width {
      let likeness = likeness(x, y)
      if likeness > correlation {
        correlation = likeness
        place = Rectangle(x: x, y: y, width: templateSize.width, height: templateSize.height)
      }
      x += step
    }
    y += step
    return true
  }

  private func likeness(_ x: Int, _ y: Int) -> Float {
    let count = Float(templateSize.width * templateSize.height)
    let (values, deviations) = (values.span, deviations.span)
    var (sum, sumOfSquares) = (0, 0)
    for row in 0..<templateSize.height {
      let start = (y &+ row) &* width &+ x
      for index in start..<(start &+ templateSize.width) {
        let value = Int(values[index])
        sum &+= value
        sumOfSquares &+= value &* value
      }
    }
    let mean = Int32(Float(sum) / count)
    var product: Int32 = 0
    for row in 0..<templateSize.height {
      let start = (y &+ row) &* width &+ x
      let templateStart = row &* templateSize.width
      for column in 0..<templateSize.width {
        product &+= (values[start &+ column] &- mean) &* deviations[templateStart &+ column]
      }
    }
    let spread = Float(UInt32(truncatingIfNeeded: sumOfSquares)) - Float(sum) * (Float(sum) / count)
    let denominator = max(spread, 0).rounded(.towardZero).squareRoot() * Float(squares).squareRoot()
    return Float(product) / denominator
  }

  /// Goes from the middle to ever better places in ever smaller steps, in place of trying all.
  package mutating func descend() {
    var (bestX, bestY) = (0, 0)
    var (centerX, centerY) = (width / 2 - templateSize.width / 2, height / 2 - templateSize.height / 2)
    var best = -Float.greatestFiniteMagnitude
    var step = templateSize.width
    while step > 0 {
      let half = step / 2
      for (dx, dy) in [
        (0, 0), (step, 0), (half, half), (0, step), (-half, half), (-step, 0), (-half, -half), (0, -step),
        (half, -half),
      ] {
        let (x, y) = (centerX + dx, centerY + dy)
        guard x < width, y < height else { continue }
        let likeness = cutLikeness(max(x, 0), max(y, 0))
        if likeness > best { (best, bestX, bestY) = (likeness, x, y) }
      }
      if bestX == centerX, bestY == centerY { step -= 1 }
      (centerX, centerY) = (bestX, bestY)
    }
    correlation = best
    place = Rectangle(
      x: max(centerX, 0), y: max(centerY, 0), width: min(templateSize.width, width - centerX),
      height: min(templateSize.height, height - centerY))
  }

  /// Likeness with the part of the template that lies inside.
  private func cutLikeness(_ x: Int, _ y: Int) -> Float {
    let columns = min(templateSize.width, width - x)
    let rows = min(templateSize.height, height - y)
    var sum = 0
    for row in 0..<rows {
      for column in 0..<columns { sum += Int(values[(y + row) * width + x + column]) }
    }
    let mean = Int32(sum / (columns * rows))
    var product: Int32 = 0
    var spread: UInt32 = 0
    for row in 0..<rows {
      for column in 0..<columns {
        let deviation = values[(y + row) * width + x + column] &- mean
        product &+= deviation &* deviations[row * templateSize.width + column]
        spread &+= UInt32(bitPattern: deviation &* deviation)
      }
    }
    return Float(product) / (Float(spread).squareRoot() * Float(squares).squareRoot())
  }
}
