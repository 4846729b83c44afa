extension Reference {
  /// Picks places along each axis: `output[i, j, …] = input[places[0][i], places[1][j], …]`.
  ///
  /// Where a place is below 0 the output keeps what it held; all others lie inside of `extents`.
  @inlinable
  public static func pick<Element: BitwiseCopyable>(
    _ places: [[Int]], of input: Span<Element>, extents: [Int], output: inout MutableSpan<Element>
  ) {
    precondition(places.count == extents.count && output.count == places.reduce(1) { $0 * $1.count })
    precondition(input.count == extents.reduce(1, *))
    for (axis, list) in places.enumerated() { precondition(list.allSatisfy { $0 < extents[axis] }) }
    if output.count == 0 { return }
    let strides = StridedView.denseStrides(extents)
    let last = places.last ?? [0]
    let outer = StridedView(dense: places.dropLast().map(\.count))
    var place = [Int](repeating: 0, count: max(0, places.count - 1))
    for row in 0..<outer.count {
      var (start, isInside) = (0, true)
      for axis in place.indices {
        let index = places[axis][place[axis]]
        isInside = isInside && index >= 0
        start += max(0, index) * strides[axis]
      }
      if isInside {
        for (column, index) in last.enumerated() where index >= 0 {
          output[row * last.count + column] = input[start + index]
        }
      }
      var axis = place.count - 1
      while axis >= 0 {
        place[axis] += 1
        if place[axis] < places[axis].count { break }
        place[axis] = 0
        axis -= 1
      }
    }
  }

  /// Resamples `planes` planes `[height][width]` by taps of rows and columns: a place is the sum of its rows' taps, each the
  /// sum of its columns' taps, in their order, in single precision.
  ///
  /// `rows` and `columns` hold `taps` indices and weights for each place of the output, one behind the other.
  public static func resample(
    input: Span<Float>, planes: Int, height: Int, width: Int, rows: (indices: [Int], weights: [Float]),
    columns: (indices: [Int], weights: [Float]), taps: (rows: Int, columns: Int),
    output: inout MutableSpan<Float>
  ) {
    let (outputHeight, outputWidth) = (rows.indices.count / taps.rows, columns.indices.count / taps.columns)
    precondition(input.count == planes * height * width)
    precondition(output.count == planes * outputHeight * outputWidth)
    for plane in 0..<planes {
      for y in 0..<outputHeight {
        let target = (plane * outputHeight + y) * outputWidth
        for x in 0..<outputWidth {
          var sum: Float = 0
          for row in (y * taps.rows)..<((y + 1) * taps.rows) {
            let start = (plane * height + rows.indices[row]) * width
            var rowSum: Float = 0
            for column in (x * taps.columns)..<((x + 1) * taps.columns) {
              rowSum += input[start + columns.indices[column]] * columns.weights[column]
            }
            sum += rowSum * rows.weights[row]
          }
          output[target + x] = sum
        }
      }
    }
  }
}
