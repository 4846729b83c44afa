extension Raster {
  /// The line through the pixels of some colours: least squares, or the medians of differences (Theil and Sen).
  ///
  /// A pixel counts once for each threshold that it meets.
  /// **Source**: omv/img/stats.c (`imlib_get_regression`).
  ///
  /// - Parameter area: Where to look; inside the raster.
  package func regression(
    _ search: BlobSearch, in area: Rectangle, isRobust: Bool, _ tables: ColorTables = .exact
  ) -> DetectedLine? {
    var work = RegressionWork(self, search, in: area, isRobust: isRobust, tables)
    while work.doRow() {}
    return work.line
  }

  fileprivate static func leastSquares(_ sums: BlobSums, in area: Rectangle) -> DetectedLine? {
    let (meanX, meanY, a, b, c) = sums.moments
    let difference = a &- c
    var rotation: Float =
      difference == 0 ? 1.570796 : BoardMath.angle(y: Float(2 &* b), x: Float(difference)) / 2
    rotation += 1.570796
    let half = Float(a &+ c) / 2
    let part = (4 * Float(b) * Float(b) + Float(difference) * Float(difference)).squareRoot() / 2
    let (more, less) = ((half + part).squareRoot(), (half - part).squareRoot())
    // Rounding can make `less` no number; C's comparisons then choose it, and the conversion gives the greatest integer.
    let ratio = less.isNaN ? less : max(more, less) / min(more, less)
    let magnitude = BoardMath.whole(ratio) - 1
    return line(rotation, magnitude: magnitude, meanX, meanY, in: area)
  }

  fileprivate static func line(
    _ rotation: Float, magnitude: Int, _ meanX: Int, _ meanY: Int, in area: Rectangle
  ) -> DetectedLine? {
    var line = DetectedLine()
    let degrees = BoardMath.whole(Float(Double(rotation) * 57.295780)) % 180
    line.theta = degrees < 0 ? degrees + 180 : degrees
    line.magnitude = magnitude
    line.rho = BoardMath.whole(
      Float(meanX - area.x) * BoardMath.cosines[line.theta] + Float(meanY - area.y)
        * BoardMath.sines[line.theta])
    return line.lay(in: area) ? line : nil
  }
}

/// Collects the pixels that a line is to go through row by row, so that long work can be left.
package struct RegressionWork {
  private let raster: Raster
  private let search: BlobSearch
  private let area: Rectangle
  private let isRobust: Bool
  private let tables: ColorTables
  private let values: [UInt16]
  private var points: RegressionPoints
  /// The thresholds whose rows are all done.
  private var doneThresholds = 0
  private var members: [UInt8] = []
  private var y: Int

  /// The work of ``Raster/regression(_:in:isRobust:_:)``.
  package init(
    _ raster: Raster, _ search: BlobSearch, in area: Rectangle, isRobust: Bool, _ tables: ColorTables = .exact
  ) {
    (self.raster, self.search, self.area) = (raster, search, area)
    (self.isRobust, self.tables) = (isRobust, tables)
    values = raster.pixelValues
    points = RegressionPoints(size: raster.size, isRobust: isRobust)
    y = area.y
  }

  /// Takes the next row's pixels; false if there are no more.
  package mutating func doRow() -> Bool {
    guard doneThresholds < search.thresholds.count else { return false }
    if y == area.y {
      let threshold = search.thresholds[doneThresholds]
      members = threshold.members(of: raster.format, inverted: search.isInverted, tables)
    }
    var x = area.x + y % search.columnStep
    while x < area.endX {
      if members[Int(values[y &* raster.width &+ x])] != 0 { points.add(x, y) }
      x += search.columnStep
    }
    y += search.rowStep
    if y >= area.endY { (y, doneThresholds) = (area.y, doneThresholds + 1) }
    return true
  }

  /// The line; nil if there are too few pixels or too close together.
  package var line: DetectedLine? {
    let sums = points.sums
    guard sums.count > 0, (sums.right - sums.left) * (sums.bottom - sums.top) >= search.leastArea,
      sums.count >= search.leastPixels
    else { return nil }
    return isRobust ? points.medianLine(in: area) : Raster.leastSquares(sums, in: area)
  }
}

/// Pixels that a line is to go through.
private struct RegressionPoints {
  var sums = BlobSums()
  private let isRobust: Bool
  private var columns: [Int]
  private var rows: [Int]
  private var columnDifferences: [Int]
  private var rowDifferences: [Int]

  init(size: Size, isRobust: Bool) {
    self.isRobust = isRobust
    columns = [Int](repeating: 0, count: isRobust ? size.width : 0)
    rows = [Int](repeating: 0, count: isRobust ? size.height : 0)
    columnDifferences = [Int](repeating: 0, count: 2 * columns.count)
    rowDifferences = [Int](repeating: 0, count: 2 * rows.count)
  }

  /// Adds a pixel, and its differences to all earlier ones: by columns and rows, of which there are fewer than pixels.
  mutating func add(_ x: Int, _ y: Int) {
    sums.add(x, x, row: y)
    guard isRobust else { return }
    for (column, count) in columns.enumerated() where count > 0 {
      columnDifferences[column - x + columns.count] += count
    }
    for (row, count) in rows.enumerated() where count > 0 { rowDifferences[row - y + rows.count] += count }
    columns[x] += 1
    rows[y] += 1
  }

  func medianLine(in area: Rectangle) -> DetectedLine? {
    let pairs = sums.count * (sums.count - 1) / 2
    guard pairs > 0 else { return nil }
    let dx = Self.median(columnDifferences, pairs) - columns.count
    let dy = Self.median(rowDifferences, pairs) - rows.count
    let angle: Float = dx == 0 ? 1.570796 : BoardMath.angle(y: Float(dy), x: Float(dx))
    return Raster.line(
      angle + 1.570796, magnitude: BoardMath.whole(Float(dx * dx + dy * dy).squareRoot()),
      Self.median(columns, sums.count), Self.median(rows, sums.count), in: area)
  }

  private static func median(_ counts: [Int], _ all: Int) -> Int {
    var sum = 0
    for (place, count) in counts.enumerated() {
      if sum < (all + 1) / 2, (all + 1) / 2 <= sum + count { return place }
      sum += count
    }
    return counts.count - 1
  }
}
