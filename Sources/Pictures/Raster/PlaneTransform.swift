/// A turn, a scale and a shift of places, which brings faces upright before they are compared.
package struct PlaneTransform: Sendable, Equatable {
  /// Three by three numbers, row by row; the last row is not used.
  package var numbers: [Float]

  /// A transform of nine numbers; nil for any other count.
  package init?(numbers: [Float]) {
    guard numbers.count == 9 else { return nil }
    self.numbers = numbers
  }

  /// The turn, scale and shift that bring `target`'s points closest to `source`'s, by the sum of squares (Umeyama).
  ///
  /// **Source**: `affine.c`. So ``warped(_:width:height:channels:to:height:)`` finds a place of the target in the source. Both have equally many points.
  package init(source: [(x: Float, y: Float)], target: [(x: Float, y: Float)]) {
    let count = Float(min(source.count, target.count))
    let from = Self.centered(target, count)
    let to = Self.centered(source, count)
    var (a, b, c, d) = (Float(0), Float(0), Float(0), Float(0))
    var variance: Float = 0
    for (one, other) in zip(to.points, from.points) {
      a += one.x * other.x
      b += one.x * other.y
      c += one.y * other.x
      d += one.y * other.y
      variance += other.x * other.x + other.y * other.y
    }
    (a, b, c, d) = (a / count, b / count, c / count, d / count)
    variance /= count
    // The singular values of two by two numbers, and the rotation next to them. With a mirrored one, whose second value
    // counts in full here as there, the firmware's result mirrors, too.
    let (sumX, sumY) = (a + d, c - b)
    let (differenceX, differenceY) = (a - d, b + c)
    let turned = (sumX * sumX + sumY * sumY).squareRoot()
    let mirrored = (differenceX * differenceX + differenceY * differenceY).squareRoot()
    let values = turned + mirrored + abs(turned - mirrored)
    let isMirrored = turned < mirrored
    let length = isMirrored ? mirrored : turned
    let (cosine, sine) =
      length == 0
      ? (1, 0) : isMirrored ? (differenceX / length, differenceY / length) : (sumX / length, sumY / length)
    let rows =
      isMirrored ? [cosine, sine, sine, -cosine] : [cosine, -sine, sine, cosine]
    let scale = variance == 0 ? 0 : values / 2 / variance
    let shiftX = to.x - scale * (rows[0] * from.x + rows[1] * from.y)
    let shiftY = to.y - scale * (rows[2] * from.x + rows[3] * from.y)
    numbers = [
      rows[0] * scale, rows[1] * scale, shiftX, rows[2] * scale, rows[3] * scale, shiftY, 0, 0, 1,
    ]
  }

  private static func centered(
    _ points: [(x: Float, y: Float)], _ count: Float
  ) -> (x: Float, y: Float, points: [(x: Float, y: Float)]) {
    let x = points.reduce(0) { $0 + $1.x } / count
    let y = points.reduce(0) { $0 + $1.y } / count
    return (x, y, points.map { ($0.x - x, $0.y - y) })
  }

  /// Planes of another size, each place mixed of the four at its place in the source; 0 outside.
  ///
  /// **Source**: `affine.c`, with its eight bits behind the point. Where it reads behind a row or a plane, the byte that lies
  /// there counts; behind the last one 0.
  package func warped(
    _ source: [UInt8], width: Int, height: Int, channels: Int, to targetWidth: Int, height targetHeight: Int
  ) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: targetWidth * targetHeight * channels)
    let (plane, targetPlane) = (width * height, targetWidth * targetHeight)
    for row in 0..<targetHeight {
      for column in 0..<targetWidth {
        let (x, y) = (Float(column << 8), Float(row << 8))
        let placeX = BoardMath.whole(numbers[0] * x + numbers[1] * y + numbers[2] * 256)
        let placeY = BoardMath.whole(numbers[3] * x + numbers[4] * y + numbers[5] * 256)
        let (left, top) = (placeX >> 8, placeY >> 8)
        guard left >= 0, left < width, top >= 0, top < height else { continue }
        let (restX, restY) = (placeX & 0xFF, placeY & 0xFF)
        for channel in 0..<channels {
          let start = channel * plane + top * width + left
          func shade(_ index: Int) -> Int { index < source.count ? Int(source[index]) : 0 }
          let above = (256 - restX) * shade(start) + restX * shade(start + 1)
          let below = (256 - restX) * shade(start + width) + restX * shade(start + width + 1)
          result[channel * targetPlane + row * targetWidth + column] = UInt8(
            truncatingIfNeeded: ((256 - restY) * above + restY * below) >> 16)
        }
      }
    }
    return result
  }
}
