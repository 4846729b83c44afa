/// Nine numbers in three rows, for places on a plane seen at an angle.
package struct Matrix3: Sendable {
  /// Row by row.
  package var numbers: [Double]

  package init(_ numbers: [Double]) { self.numbers = numbers }

  /// The projection that takes a picture's corners, from the upper left, clockwise, to other places; nil if none does.
  package init?(corners: [Float], of size: Size) {
    let (right, bottom) = (Double(size.width - 1), Double(size.height - 1))
    self.init(
      from: [(0, 0), (right, 0), (right, bottom), (0, bottom)],
      to: (0..<4).map { (Double(corners[2 * $0]), Double(corners[2 * $0 + 1])) })
  }

  /// The projection that takes four points to four others; nil if none does.
  package init?(from: [(x: Double, y: Double)], to: [(x: Double, y: Double)]) {
    var rows: [[Double]] = []
    for (start, end) in zip(from, to) {
      rows.append([start.x, start.y, 1, 0, 0, 0, -end.x * start.x, -end.x * start.y, end.x])
      rows.append([0, 0, 0, start.x, start.y, 1, -end.y * start.x, -end.y * start.y, end.y])
    }
    guard let solution = Self.solve(rows) else { return nil }
    self.init(solution + [1])
  }

  package static func * (first: Matrix3, second: Matrix3) -> Matrix3 {
    var result = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 {
          result[3 * row + column] += first.numbers[3 * row + k] * second.numbers[3 * k + column]
        }
      }
    }
    return Matrix3(result)
  }

  package static func + (first: Matrix3, second: Matrix3) -> Matrix3 {
    Matrix3(zip(first.numbers, second.numbers).map { $0 + $1 })
  }

  /// The matrix that undoes this one; nil if none does.
  package var inverse: Matrix3? {
    let m = numbers
    func minor(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Double { m[a] * m[d] - m[b] * m[c] }
    let cofactors = [
      minor(4, 5, 7, 8), -minor(1, 2, 7, 8), minor(1, 2, 4, 5), -minor(3, 5, 6, 8), minor(0, 2, 6, 8),
      -minor(0, 2, 3, 5), minor(3, 4, 6, 7), -minor(0, 1, 6, 7), minor(0, 1, 3, 4),
    ]
    let determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6]
    guard determinant != 0, determinant.isFinite else { return nil }
    return Matrix3(cofactors.map { $0 / determinant })
  }

  /// Where a point comes to lie.
  package func apply(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let depth = numbers[6] * x + numbers[7] * y + numbers[8]
    return (
      (numbers[0] * x + numbers[1] * y + numbers[2]) / depth,
      (numbers[3] * x + numbers[4] * y + numbers[5]) / depth
    )
  }

  /// Solves linear equations, each with its right side last (Gauss, with the greatest pivot).
  private static func solve(_ equations: [[Double]]) -> [Double]? {
    var rows = equations
    let count = rows.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      guard abs(rows[pivot][column]) > 1e-12 else { return nil }
      rows.swapAt(pivot, column)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for k in column...count { rows[row][k] -= factor * rows[column][k] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}
