/// A filter that makes each pixel from those around it; beyond the border stand the pixels of the border.
///
/// **Source**: omv/img/filter.c.
package struct NeighbourhoodFilter: Sendable {
  /// What becomes of the neighbours.
  package enum Kind: Sendable {
    /// Their mean.
    case mean
    /// The value at a place, 0…1, of their order.
    case median(Float)
    /// The first that is most frequent.
    case mode
    /// Between least (0) and greatest (1).
    case midpoint(Float)
    /// A weighted sum, scaled, with something added.
    case kernel([Int32], scale: Float, addition: Int)
    /// A mean in which near ones of like colour weigh more.
    case bilateral(color: Float, space: Float)
  }

  /// Makes black and white: white where result less `offset` is below the pixel.
  package struct Comparison: Sendable {
    let offset: Int
    let isInverted: Bool

    /// A comparison with the pixel itself.
    package init(offset: Int, isInverted: Bool) {
      self.offset = offset
      self.isInverted = isInverted
    }
  }

  /// What becomes of the neighbours.
  package let kind: Kind
  /// Pixels to each side; not below 0.
  package let radius: Int
  /// Whether the result is compared with the pixel.
  package var comparison: Comparison?

  /// A filter over `2 * radius + 1` rows and columns.
  package init(_ kind: Kind, radius: Int, comparison: Comparison? = nil) {
    self.kind = kind
    self.radius = radius
    self.comparison = comparison
  }
}

/// A filter's work on one raster, row by row, so that long work can be left.
package struct NeighbourhoodWork {
  private let filter: NeighbourhoodFilter
  private let source: Raster
  private let tables: ColorTables
  private let values: [UInt16]
  private let mask: [Bool]?
  private var planes: [NeighbourhoodPlane] = []
  private var results: [UInt16]
  private var nextRow = 0

  /// Work on a raster; with a mask only pixels that it has change.
  ///
  /// The radius must not be above the height.
  package init(
    _ filter: NeighbourhoodFilter, on source: Raster, mask: Raster? = nil, _ tables: ColorTables = .exact
  ) {
    self.filter = filter
    self.source = source
    self.tables = tables
    values = source.pixelValues
    self.mask = mask.map { $0.maskBits(for: source.size, tables) }
    results = values
    for (channel, limit) in source.format.limits.enumerated() {
      let samples = values.map { value in
        guard source.format == .rgb565 else { return UInt8(truncatingIfNeeded: value) }
        let parts = Raster.Format.parts(value)
        return UInt8(truncatingIfNeeded: channel == 0 ? parts.red : channel == 1 ? parts.green : parts.blue)
      }
      planes.append(
        NeighbourhoodPlane(samples, source.size, radius: filter.radius, limit: limit, filter.kind))
    }
  }

  /// Does the next row; false if there is none left.
  package mutating func doRow() -> Bool {
    guard nextRow < source.height else { return false }
    let y = nextRow
    nextRow += 1
    for place in planes.indices { planes[place].doRow(y) }
    let start = y * source.width
    for x in 0..<source.width where mask.map({ $0[start + x] }) ?? true {
      var value =
        planes.count == 1
        ? UInt16(truncatingIfNeeded: planes[0].row[x])
        : Raster.Format.pixel(planes[0].row[x], planes[1].row[x], planes[2].row[x])
      if let comparison = filter.comparison {
        let isWhite = brightness(value) - comparison.offset < brightness(values[start + x])
        value = isWhite != comparison.isInverted ? source.format.fullValue : 0
      }
      results[start + x] = value
    }
    return true
  }

  /// All rows and what came of them.
  package mutating func finished() -> Raster {
    while doRow() {}
    return source.replacingPixels(results)
  }

  private func brightness(_ value: UInt16) -> Int {
    source.format == .rgb565 ? Int(tables.y[Int(value)]) : Int(value)
  }
}
