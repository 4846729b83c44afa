/// Slopes of brightness by Sobel's masks at the pixels inside an area that steps meet.
///
/// **Source**: omv/img/hough.c.
struct GradientField {
  /// What is at one pixel.
  struct Sample {
    /// From the area's left border.
    let x: Int
    /// From the area's upper border.
    let y: Int
    /// Whole degrees of the slope, 0…360.
    let degrees: Int
    /// How steep.
    let magnitude: Int
  }

  let samples: [Sample]

  /// - Parameter rows: The rows to look at, from the area's upper border; only those inside count.
  init(_ raster: Raster, in area: Rectangle, columnStep: Int, rows: [Int], _ tables: ColorTables) {
    let values = raster.brightness(in: area, tables)
    let width = area.width
    var samples: [Sample] = []
    for y in rows where y >= 1 && y < area.height - 1 {
      // Columns start by the picture's rows, not the area's.
      var x = (y + area.y) % columnStep + 1
      while x < width - 1 {
        let (above, here, below) = ((y - 1) * width + x, y * width + x, (y + 1) * width + x)
        func value(_ index: Int) -> Int { Int(values[index]) }
        let upper = value(above - 1) + 2 * value(above) + value(above + 1)
        let lower = value(below - 1) + 2 * value(below) + value(below + 1)
        let left = value(above - 1) + 2 * value(here - 1) + value(below - 1)
        let right = value(above + 1) + 2 * value(here + 1) + value(below + 1)
        let (dx, dy) = (left - right, upper - lower)
        // An upright slope is a hair less than 90 degrees, and so 89.
        let angle: Float = dx == 0 ? 1.570796 : BoardMath.angle(y: Float(dy), x: Float(dx))
        samples.append(
          Sample(
            x: x, y: y, degrees: BoardMath.whole(Float(Double(angle) * 57.295780)),
            magnitude: BoardMath.whole(Float(dx * dx + dy * dy).squareRoot())))
        x += columnStep
      }
    }
    self.samples = samples
  }

  /// Rows from the second to the last but one.
  static func rows(of area: Rectangle, step: Int) -> [Int] {
    Array(stride(from: 1, to: max(1, area.height - 1), by: step))
  }
}
