extension Raster {
  /// How alike two pictures are in blocks of 8×8 pixels (structural similarity).
  package struct Similarity: Sendable, Equatable {
    /// The mean of all blocks.
    package var mean: Float = 0
    /// Their deviation.
    package var deviation: Float = 0
    /// The least.
    package var least = Float.greatestFiniteMagnitude
    /// The greatest.
    package var greatest = Float.leastNormalMagnitude
  }

  /// Compares brightness or lightness with that of another picture.
  ///
  /// **Source**: omv/img/stats.c (`imlib_get_similarity`).
  package func similarity(to operand: PixelOperand, _ tables: ColorTables = .exact) -> Similarity {
    let (first, second) = (
      lightness(pixelValues, tables), lightness(operand.values(count: width * height), tables)
    )
    let limit: Float = format == .binary ? 1 : format == .grayscale ? 255 : 100
    let (c1, c2) = (limit * 0.01, limit * 0.03)
    var result = Similarity()
    var (sum, squares): (Float, Float) = (0, 0)
    var blocks = 0
    for top in stride(from: 0, to: height, by: 8) {
      for left in stride(from: 0, to: width, by: 8) {
        var (x, y, xx, yy, xy) = (0, 0, 0, 0, 0)
        let (columns, rows) = (min(8, width - left), min(8, height - top))
        for row in top..<(top + rows) {
          for place in (row * width + left)..<(row * width + left + columns) {
            let (a, b) = (first[place], second[place])
            x += a
            y += b
            xx += a * a
            yy += b * b
            xy += a * b
          }
        }
        let count = columns * rows
        let (meanX, meanY) = (x / count, y / count)
        let varianceX = xx - 2 * meanX * x + count * meanX * meanX
        let varianceY = yy - 2 * meanY * y + count * meanY * meanY
        let covariance = xy - (meanX * y + meanY * x) + count * meanX * meanY
        let above = (Float(2 * meanX * meanY) + c1) * (Float(2 * covariance) + c2)
        let below = (Float(meanX * meanX + meanY * meanY) + c1) * (Float(varianceX + varianceY) + c2)
        let likeness = above / below
        sum += likeness
        squares += likeness * likeness
        result.least = min(result.least, likeness)
        result.greatest = max(result.greatest, likeness)
        blocks += 1
      }
    }
    result.mean = sum / Float(blocks)
    result.deviation = (squares / Float(blocks) - result.mean * result.mean).squareRoot()
    return result
  }

  private func lightness(_ values: [UInt16], _ tables: ColorTables) -> [Int] {
    values.map { format == .rgb565 ? Int(tables.lightness[Int($0)]) : Int($0) }
  }
}
