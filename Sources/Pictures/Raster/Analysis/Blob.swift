/// Adjacent pixels of one colour, or several such that were merged.
package struct Blob: Sendable, Equatable {
  /// Smallest column.
  package var x: Int
  /// Smallest row.
  package var y: Int
  /// Greatest column less smallest: one less than columns.
  package var width: Int
  /// Greatest row less smallest: one less than rows.
  package var height: Int
  /// How many pixels.
  package var pixels: Int
  /// Mean column, cut.
  package var centerX: Int
  /// Mean row, cut.
  package var centerY: Int
  /// Angle of the longer axis, 0…π.
  package var rotation: Float
  /// One bit for each threshold that has pixels in it.
  package var code: Int
  /// How many blobs it is made of.
  package var count: Int
}

/// Sums over the pixels of a blob.
struct BlobSums {
  var left = Int.max
  var right = Int.min
  var top = Int.max
  var bottom = Int.min
  var count = 0
  var x = 0
  var y = 0
  var xx = 0
  var xy = 0
  var yy = 0

  /// Adds the pixels from `first` to `last` of row `row`.
  @inline(__always)
  mutating func add(_ first: Int, _ last: Int, row: Int) {
    left = min(left, first)
    right = max(right, last)
    top = min(top, row)
    bottom = max(bottom, row)
    let pixels = last &- first &+ 1
    let sum = (first &+ last) &* pixels / 2
    count &+= pixels
    x &+= sum
    y &+= pixels &* row
    xx &+= Self.squares(last) &- Self.squares(first &- 1)
    xy &+= sum &* row
    yy &+= pixels &* row &* row
  }

  /// The sum of the squares up to a number.
  @inline(__always)
  private static func squares(_ number: Int) -> Int {
    number &* (number &+ 1) &* (2 &* number &+ 1) / 6
  }

  /// Second moments about the whole mean, in an `int`, as the device has them.
  ///
  /// **Source**: omv/img/blob.c and stats.c; what overflows there does so here.
  var moments: (meanX: Int, meanY: Int, a: Int32, b: Int32, c: Int32) {
    let pixels = Int32(truncatingIfNeeded: count)
    let meanX = pixels == 0 ? 0 : Int(Int32(truncatingIfNeeded: x) / pixels)
    let meanY = pixels == 0 ? 0 : Int(Int32(truncatingIfNeeded: y) / pixels)
    let a = xx &- 2 &* meanX &* x &+ count &* meanX &* meanX
    let b = xy &- (meanX &* y &+ meanY &* x) &+ count &* meanX &* meanY
    let c = yy &- 2 &* meanY &* y &+ count &* meanY &* meanY
    return (
      meanX, meanY, Int32(truncatingIfNeeded: a), Int32(truncatingIfNeeded: b), Int32(truncatingIfNeeded: c)
    )
  }

  /// The blob of these sums.
  func blob(code: Int) -> Blob {
    let (meanX, meanY, a, b, c) = moments
    let rotation = a == c ? 0 : BoardMath.angle(y: Float(2 &* b), x: Float(a &- c)) / 2
    return Blob(
      x: left, y: top, width: right - left, height: bottom - top, pixels: count, centerX: meanX,
      centerY: meanY,
      rotation: rotation, code: code, count: 1)
  }
}
