extension Raster {
  /// What becomes of a block of pixels.
  package enum Pooling: Sendable {
    /// The mean, cut.
    case mean
    /// Between least (0) and greatest (256).
    case midpoint(Int)
  }

  /// A raster with one pixel for each whole block.
  ///
  /// **Source**: omv/img/pool.c.
  ///
  /// - Parameters:
  ///   - columns: Columns of a block; 1 to the width.
  ///   - rows: Rows of a block; 1 to the height.
  package func pooled(_ pooling: Pooling, columns: Int, rows: Int) -> Raster {
    var result = Raster(trustedWidth: width / columns, height: height / rows, format: format)
    for y in 0..<result.height {
      for x in 0..<result.width {
        result[x, y] = pool(pooling, x * columns..<(x + 1) * columns, y * rows..<(y + 1) * rows)
      }
    }
    return result
  }

  private func pool(_ pooling: Pooling, _ columns: Range<Int>, _ rows: Range<Int>) -> UInt16 {
    var sums = (red: 0, green: 0, blue: 0)
    var least = (red: 255, green: 255, blue: 255)
    var greatest = (red: 0, green: 0, blue: 0)
    for y in rows {
      for x in columns {
        let value = self[x, y]
        let parts = format == .rgb565 ? Format.parts(value) : (red: Int(value), green: 0, blue: 0)
        sums = (sums.red + parts.red, sums.green + parts.green, sums.blue + parts.blue)
        least = (min(least.red, parts.red), min(least.green, parts.green), min(least.blue, parts.blue))
        greatest = (
          max(greatest.red, parts.red), max(greatest.green, parts.green), max(greatest.blue, parts.blue)
        )
      }
    }
    let count = columns.count * rows.count
    let result: (red: Int, green: Int, blue: Int)
    switch pooling {
    case .mean: result = (sums.red / count, sums.green / count, sums.blue / count)
    case .midpoint(let bias):
      func between(_ low: Int, _ high: Int) -> Int { (low * (256 - bias) + high * bias) >> 8 }
      result = (
        between(least.red, greatest.red), between(least.green, greatest.green),
        between(least.blue, greatest.blue)
      )
    }
    return format == .rgb565
      ? Format.pixel(result.red, result.green, result.blue) : UInt16(truncatingIfNeeded: result.red)
  }
}
