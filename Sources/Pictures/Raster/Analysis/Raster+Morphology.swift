extension Raster {
  /// Which of the two elementary operations on bright and dark.
  package enum Morphology: Sendable {
    /// Bright pixels with too few bright neighbours become black.
    case erode
    /// Dark pixels with enough bright neighbours become white.
    case dilate
  }

  /// Erodes or dilates; pixels are bright from the middle of the range on, and others keep their value.
  ///
  /// The radius must not be above the height.
  /// **Source**: omv/img/binary.c (`imlib_erode_dilate`); the pixel itself does not count.
  ///
  /// - Parameters:
  ///   - radius: Pixels to each side.
  ///   - threshold: Eroding needs at least so many bright neighbours to keep a pixel, dilating more than so many.
  package mutating func apply(
    _ operation: Morphology, radius: Int, threshold: Int, mask: Raster? = nil, _ tables: ColorTables = .exact
  ) {
    var values = pixelValues
    let mask = mask?.maskBits(for: size, tables)
    let bits = maskBits(for: size, tables)
    let isDilating = operation == .dilate
    let side = 2 * radius + 1
    // Bright pixels of each column within the window's rows, borders repeated.
    var columns = [Int](repeating: 0, count: width)
    for y in -radius...radius { Self.add(bits, row: min(max(y, 0), height - 1), width, 1, to: &columns) }
    for y in 0..<height {
      var sum = 0
      for x in -radius...radius { sum += columns[min(max(x, 0), width - 1)] }
      for x in 0..<width {
        let index = y * width + x
        if bits[index] != isDilating, mask?[index] ?? true {
          if isDilating {
            if sum > threshold { values[index] = format.fullValue }
          } else if sum - 1 < threshold {
            values[index] = 0
          }
        }
        sum += columns[min(x + radius + 1, width - 1)] - columns[max(x - radius, 0)]
      }
      Self.add(bits, row: max(y - radius, 0), width, -1, to: &columns)
      Self.add(bits, row: min(y - radius + side, height - 1), width, 1, to: &columns)
    }
    setPixelValues(values)
  }

  private static func add(_ bits: [Bool], row: Int, _ width: Int, _ sign: Int, to columns: inout [Int]) {
    for x in 0..<width where bits[row * width + x] { columns[x] += sign }
  }

  /// Erodes, then dilates.
  package mutating func open(
    radius: Int, threshold: Int, mask: Raster? = nil, _ tables: ColorTables = .exact
  ) {
    let neighbours = (2 * radius + 1) * (2 * radius + 1) - 1
    apply(.erode, radius: radius, threshold: neighbours - threshold, mask: mask, tables)
    apply(.dilate, radius: radius, threshold: threshold, mask: mask, tables)
  }

  /// Dilates, then erodes.
  package mutating func close(
    radius: Int, threshold: Int, mask: Raster? = nil, _ tables: ColorTables = .exact
  ) {
    let neighbours = (2 * radius + 1) * (2 * radius + 1) - 1
    apply(.dilate, radius: radius, threshold: threshold, mask: mask, tables)
    apply(.erode, radius: radius, threshold: neighbours - threshold, mask: mask, tables)
  }
}
