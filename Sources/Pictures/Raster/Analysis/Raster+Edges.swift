import Glibc

extension Raster {
  /// Finds edges in a grey picture: what differs from its neighbours by an amount within two limits, thinned.
  ///
  /// **Source**: omv/img/edge.c (`imlib_edge_simple`); it works on the whole picture.
  package mutating func findSimpleEdges(low: Int, high: Int) {
    let highPass: [Int32] = [-1, -1, -1, -1, 8, -1, -1, -1, -1]
    var work = NeighbourhoodWork(.init(.kernel(highPass, scale: 1, addition: 0), radius: 1), on: self)
    self = work.finished().binary([ColorThreshold(from: low, to: high)], inverted: false, zeroing: false)
    apply(.erode, radius: 1, threshold: 2)
  }

  /// Finds edges in a grey picture by Canny's method: smoothed, where the slope is steepest.
  ///
  /// The device smooths on the KPU with weights that are not scaled back: everything becomes 16 times as bright and ends at
  /// 255; beyond the border it sees black.
  /// **Source**: omv/img/edge.c (`imlib_edge_canny`), kendryte_sdk/src/sipeed_conv.c.
  package mutating func findCannyEdges(low: Int, high: Int, in area: Rectangle) {
    let values = smoothedForEdges()
    var slopes = [Slope](repeating: Slope(), count: area.width * area.height)
    for y in (area.y + 1)..<max(area.y + 1, area.endY - 1) {
      for x in (area.x + 1)..<max(area.x + 1, area.endX - 1) {
        slopes[(y - area.y) * area.width + x - area.x] = Slope(values, x, y, width)
      }
    }
    var result = values
    for y in area.y..<area.endY {
      for x in area.x..<area.endX {
        let isInside = y > area.y && y < area.endY - 1 && x > area.x && x < area.endX - 1
        let place = (y - area.y) * area.width + x - area.x
        let isEdge = isInside && Self.isEdge(slopes, place, area.width, low, high)
        result[y * width + x] = isEdge ? 255 : 0
      }
    }
    setPixelValues(result.map { UInt16($0) })
  }

  private static func isEdge(_ slopes: [Slope], _ place: Int, _ width: Int, _ low: Int, _ high: Int) -> Bool {
    let slope = slopes[place]
    guard slope.strength >= low else { return false }
    let neighbours = [-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1]
    guard neighbours.contains(where: { slopes[place + $0].strength >= high }) else { return false }
    let step = [1, width - 1, width, width + 1][slope.direction]
    return slope.strength > slopes[place + step].strength && slope.strength > slopes[place - step].strength
  }

  private func smoothedForEdges() -> [Int] {
    let source = pixelValues
    let weights = [1, 2, 1, 2, 4, 2, 1, 2, 1]
    var result = [Int](repeating: 0, count: source.count)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0
        for j in 0..<3 where y + j >= 1 && y + j <= height {
          for k in 0..<3 where x + k >= 1 && x + k <= width {
            sum += weights[3 * j + k] * Int(source[(y + j - 1) * width + x + k - 1])
          }
        }
        result[y * width + x] = min(sum, 255)
      }
    }
    return result
  }

  /// How steep brightness is, and in which of four directions.
  private struct Slope {
    var strength = 0
    /// 0 along rows, 1 rising, 2 along columns, 3 falling.
    var direction = 0

    init() {}

    init(_ values: [Int], _ x: Int, _ y: Int, _ width: Int) {
      let (above, here, below) = ((y - 1) * width + x, y * width + x, (y + 1) * width + x)
      let left = values[above - 1] + 2 * values[here - 1] + values[below - 1]
      let right = values[above + 1] + 2 * values[here + 1] + values[below + 1]
      let upper = values[above - 1] + 2 * values[above] + values[above + 1]
      let lower = values[below - 1] + 2 * values[below] + values[below + 1]
      let (dx, dy) = (left - right, upper - lower)
      strength = BoardMath.whole(Float(dx * dx + dy * dy).squareRoot())
      let degrees = Int(abs(Double(atan2f(Float(dy), Float(dx)) * 180) / Double.pi))
      direction = degrees < 22 ? 0 : degrees < 67 ? 1 : degrees < 112 ? 2 : degrees < 160 ? 3 : 0
    }
  }
}

extension ColorThreshold {
  /// Limits of brightness as they are, in whatever order; those of `find_edges` are not put in order.
  init(from low: Int, to high: Int) {
    // As bytes; limits in the wrong order let nothing through.
    let (low, high) = (low & 255, high & 255)
    self.init(lightness: low...max(low, high), isEmpty: low > high)
  }

  private init(lightness: ClosedRange<Int>, isEmpty: Bool) {
    // No brightness is 256.
    self.lightness = isEmpty ? 256...256 : lightness
    a = -128...127
    b = -128...127
  }
}
