/// A circle that edges suggest.
package struct DetectedCircle: Sendable, Equatable {
  /// Column of the centre.
  package var x: Int
  /// Row of the centre.
  package var y: Int
  /// Radius.
  package var radius: Int
  /// How strong it is.
  package var magnitude: Int

  /// A circle with its strength.
  package init(x: Int, y: Int, radius: Int, magnitude: Int) {
    (self.x, self.y, self.radius, self.magnitude) = (x, y, radius, magnitude)
  }
}

/// What `find_circles` looks for.
package struct CircleSearch: Sendable {
  /// Columns from one slope to the next; at least 1.
  package var columnStep = 2
  /// Rows from one slope to the next; at least 1.
  package var rowStep = 1
  /// The least sum of slopes.
  package var threshold = 2000
  /// The least radius.
  package var leastRadius = 2
  /// One more than the greatest radius.
  package var radiusEnd = 0
  /// From one radius to the next; at least 1.
  package var radiusStep = 2

  /// The device's usual search, without radii.
  package init() {}
}

/// Finds circles by Hough's transform, one radius after the other, so that long work can be left.
///
/// **Source**: omv/img/hough.c (`imlib_find_circles`).
package struct CircleWork {
  private let search: CircleSearch
  private let area: Rectangle
  private let field: GradientField
  private var radius: Int
  /// What was found.
  package private(set) var circles: [DetectedCircle] = []

  /// Work on an area inside a raster.
  package init(
    _ search: CircleSearch, on raster: Raster, in area: Rectangle, _ tables: ColorTables = .exact
  ) {
    self.search = search
    self.area = area
    radius = search.leastRadius
    // Each of the two cores has half of the rows; the second begins where its half begins, in step or not.
    let all = (area.height - 2 + search.rowStep - 1) / search.rowStep * search.rowStep
    let rows =
      Array(stride(from: 1, to: all / 2 + 1, by: search.rowStep))
      + Array(stride(from: all / 2 + 1, to: all + 1, by: search.rowStep))
    field = GradientField(raster, in: area, columnStep: search.columnStep, rows: rows, tables)
  }

  /// Whether a radius is left.
  package var hasRadius: Bool { radius < search.radiusEnd }

  /// Looks for the next radius.
  package mutating func doRadius() {
    let (width, height) = (area.width - 2 * radius, area.height - 2 * radius)
    let columns = max(width, 0) + 2
    var counts = [UInt32](repeating: 0, count: columns * (max(height, 0) + 2))
    let reach = Float(radius)
    let (sines, cosines) = (BoardMath.sines, BoardMath.cosines)
    for sample in field.samples where sample.magnitude > 0 {
      for turn in [0, 180] {
        let angle = (sample.degrees + turn) % 360
        let x = BoardMath.whole(Float(sample.x) + reach * cosines[angle]) - radius
        let y = BoardMath.whole(Float(sample.y) + reach * sines[angle]) - radius
        guard x >= 0, x < width, y >= 0, y < height else { continue }
        counts[(y + 1) * columns + x + 1] &+= UInt32(truncatingIfNeeded: sample.magnitude)
      }
    }
    for place in HoughPeaks(counts, columns: columns, threshold: search.threshold).places {
      circles.append(
        DetectedCircle(
          x: place % columns - 1 + radius + area.x, y: place / columns - 1 + radius + area.y, radius: radius,
          magnitude: Int(counts[place])))
    }
    radius += search.radiusStep
  }

  /// Bytes of the counters for the next radius.
  package var counterByteCount: Int {
    4 * (max(area.width - 2 * radius, 0) + 2) * (max(area.height - 2 * radius, 0) + 2)
  }
}

/// Unites circles that are nearly the same, pass by pass until nothing changes.
package struct CircleMerging: Sendable {
  /// The circles, in the device's order.
  package private(set) var circles: [DetectedCircle]
  private let margins: (x: Int, y: Int, radius: Int)

  /// Merging of circles whose centres and radii differ by less than some pixels.
  package init(_ circles: [DetectedCircle], margins: (x: Int, y: Int, radius: Int)) {
    self.circles = circles
    self.margins = margins
  }

  /// Goes through all pairs once; whether anything was united.
  package mutating func pass() -> Bool {
    let merged = circles.merged { circle, other in unite(&circle, other) }
    circles = merged.finds
    return merged.hasMerged
  }

  private func unite(_ circle: inout DetectedCircle, _ other: DetectedCircle) -> Bool {
    let isNear =
      abs(circle.x - other.x) < margins.x && abs(circle.y - other.y) < margins.y
      && abs(circle.radius - other.radius) < margins.radius
    let (weight, magnitude) = (circle.magnitude, circle.magnitude + other.magnitude)
    guard isNear, magnitude > 0 else { return false }
    func mean(_ first: Int, _ second: Int) -> Int {
      (first * weight + second * other.magnitude) / magnitude
    }
    circle = DetectedCircle(
      x: mean(circle.x, other.x), y: mean(circle.y, other.y), radius: mean(circle.radius, other.radius),
      magnitude: magnitude / 2)
    return true
  }
}
