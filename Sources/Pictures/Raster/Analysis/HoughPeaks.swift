/// Counters that none of the eight around them exceeds.
struct HoughPeaks {
  /// Their places, row by row; those on the border do not count.
  let places: [Int]

  init(_ counts: [UInt32], columns: Int, threshold: Int) {
    var places: [Int] = []
    let rows = counts.count / columns
    let neighbours = [-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1]
    for row in 1..<max(1, rows - 1) {
      for place in (row * columns + 1)..<max(row * columns + 1, (row + 1) * columns - 1) {
        let count = counts[place]
        if count >= threshold, neighbours.allSatisfy({ counts[place + $0] <= count }) { places.append(place) }
      }
    }
    self.places = places
  }
}
