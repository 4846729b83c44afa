/// What `find_blobs` looks for.
package struct BlobSearch: Sendable {
  /// Colours, one bit of ``Blob/code`` each.
  package var thresholds: [ColorThreshold]
  /// Whether pixels outside of the limits count instead.
  package var isInverted = false
  /// Columns from one start of a search to the next; at least 1.
  package var columnStep = 2
  /// Rows from one start of a search to the next; at least 1.
  package var rowStep = 1
  /// Least `width * height`.
  package var leastArea = 10
  /// Least pixels.
  package var leastPixels = 10

  /// The device's usual search.
  package init(_ thresholds: [ColorThreshold]) { self.thresholds = thresholds }
}

extension Raster {
  /// Blobs in the order in which the device finds them; nil if there are more than `limit`.
  ///
  /// A pixel belongs to the first colour that it was found for. Neighbours are left, right, above, below.
  /// **Source**: omv/img/blob.c; which pixels belong together does not depend on the order of its flood fill.
  ///
  /// - Parameter area: Where to look; inside the raster.
  package func blobs(
    _ search: BlobSearch, in area: Rectangle, limit: Int = .max, _ tables: ColorTables = .exact
  ) -> [Blob]? {
    var blobs: [Blob] = []
    let values = pixelValues
    var isFree = [UInt8](repeating: 1, count: values.count)
    var runs: [BlobRun] = []
    for (place, threshold) in search.thresholds.enumerated() {
      let members = threshold.members(of: format, inverted: search.isInverted, tables)
      var marks = [UInt8](repeating: 0, count: values.count)
      Self.mark(values, members, isFree, in: area, width: width, &marks)
      let code = place < 16 ? 1 << place : 0
      var y = area.y
      while y < area.endY {
        var x = area.x + y % search.columnStep
        while x < area.endX {
          if marks[y &* width &+ x] != 0 {
            let sums = Self.fill(&marks, &isFree, width: width, area, x: x, y: y, &runs)
            let blob = sums.blob(code: code)
            if blob.width * blob.height >= search.leastArea, blob.pixels >= search.leastPixels {
              guard blobs.count < limit else { return nil }
              blobs.append(blob)
            }
          }
          x += search.columnStep
        }
        y += search.rowStep
      }
    }
    return blobs
  }

  private static func mark(
    _ values: [UInt16], _ members: [UInt8], _ isFree: [UInt8], in area: Rectangle, width: Int,
    _ marks: inout [UInt8]
  ) {
    let (values, members, isFree) = (values.span, members.span, isFree.span)
    var target = marks.mutableSpan
    for y in area.y..<area.endY {
      let row = y &* width
      for index in (row &+ area.x)..<(row &+ area.endX) {
        target[index] = members[Int(values[index])] & isFree[index]
      }
    }
  }

  /// Pixels of one row whose neighbours are still to be looked at.
  private struct BlobRun {
    let left: Int
    let right: Int
    let y: Int
  }

  /// Takes all pixels that hang together with one, and adds them up.
  private static func fill(
    _ marks: inout [UInt8], _ isFree: inout [UInt8], width: Int, _ area: Rectangle, x: Int, y: Int,
    _ runs: inout [BlobRun]
  ) -> BlobSums {
    var marks = marks.mutableSpan
    var isFree = isFree.mutableSpan
    var sums = BlobSums()
    let (firstColumn, lastColumn) = (area.x, area.endX - 1)
    let (firstRow, lastRow) = (area.y, area.endY - 1)

    /// Takes the run of marked pixels around a place.
    func take(_ x: Int, _ y: Int, _ marks: inout MutableSpan<UInt8>, _ isFree: inout MutableSpan<UInt8>)
      -> BlobRun
    {
      let row = y &* width
      var (left, right) = (x, x)
      while left > firstColumn, marks[row &+ left &- 1] != 0 { left &-= 1 }
      while right < lastColumn, marks[row &+ right &+ 1] != 0 { right &+= 1 }
      for index in (row &+ left)...(row &+ right) {
        marks[index] = 0
        isFree[index] = 0
      }
      return BlobRun(left: left, right: right, y: y)
    }

    runs.removeAll(keepingCapacity: true)
    let first = take(x, y, &marks, &isFree)
    sums.add(first.left, first.right, row: y)
    runs.append(first)
    while let run = runs.popLast() {
      for row in [run.y &- 1, run.y &+ 1] where row >= firstRow && row <= lastRow {
        var x = run.left
        while x <= run.right {
          guard marks[row &* width &+ x] != 0 else {
            x &+= 1
            continue
          }
          let found = take(x, row, &marks, &isFree)
          sums.add(found.left, found.right, row: row)
          runs.append(found)
          x = found.right &+ 2
        }
      }
    }
    return sums
  }
}
