extension Picture {
  /// A plane of brightness, then one of both colours at half the rows and columns: NV12, or NV21 with V before U.
  ///
  /// BT.601 over the full range of bytes, colours averaged over four pixels; rows and columns are even numbers, else the last
  /// one is left out.
  public func semiPlanarYUV(isVFirst: Bool) -> [UInt8] {
    let planes = planar(.rgb)
    let (rows, columns, count) = (height / 2 * 2, width / 2 * 2, width * height)
    var result = [UInt8](repeating: 0, count: rows * columns * 3 / 2)
    func sample(_ row: Int, _ column: Int) -> (Float, Float, Float) {
      let index = row * width + column
      return (Float(planes[index]), Float(planes[count + index]), Float(planes[2 * count + index]))
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let (red, green, blue) = sample(row, column)
        result[row * columns + column] = Self.rounded(0.299 * red + 0.587 * green + 0.114 * blue)
      }
    }
    for row in stride(from: 0, to: rows, by: 2) {
      for column in stride(from: 0, to: columns, by: 2) {
        var mean: (Float, Float, Float) = (0, 0, 0)
        for (y, x) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
          let (red, green, blue) = sample(row + y, column + x)
          mean = (mean.0 + red / 4, mean.1 + green / 4, mean.2 + blue / 4)
        }
        let u = Self.rounded(-0.168736 * mean.0 - 0.331264 * mean.1 + 0.5 * mean.2 + 128)
        let v = Self.rounded(0.5 * mean.0 - 0.418688 * mean.1 - 0.081312 * mean.2 + 128)
        let start = rows * columns + row / 2 * columns + column
        (result[start], result[start + 1]) = isVFirst ? (v, u) : (u, v)
      }
    }
    return result
  }

  private static func rounded(_ value: Float) -> UInt8 {
    UInt8(min(max(value.rounded(.toNearestOrEven), 0), 255))
  }
}
