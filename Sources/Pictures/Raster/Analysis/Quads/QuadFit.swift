import Glibc

/// Fits four straight sides to a border.
///
/// **Source**: omv/img/apriltag.c (`fit_quad`, `quad_segment_maxima`), which does not ask here what is inside and what
/// outside.
struct QuadFit {
  /// The greatest mean of squared distances of a side's points.
  private static let greatestError = 10.0
  /// Corners that are tried, the likeliest ones.
  private static let cornerLimit = 10

  private let sums: PointSums

  /// A border's points around its middle; nil if there are too few.
  init?(_ border: [RegionBorders.Point], _ values: [UInt8], width: Int, height: Int) {
    let points = Self.sorted(border)
    guard points.count >= 4 else { return nil }
    var sums = PointSums()
    for point in points {
      let (x, y) = (Double(point.x) / 2 + 0.5, Double(point.y) / 2 + 0.5)
      let (column, row) = (Int(x), Int(y))
      var weight = 1.0
      if column > 0, column + 1 < width, row > 0, row + 1 < height {
        let place = row * width + column
        let dx = Int(values[place + 1]) - Int(values[place - 1])
        let dy = Int(values[place + width]) - Int(values[place - width])
        weight = Double(dx * dx + dy * dy).squareRoot() + 1
      }
      sums.append(x, y, weight: weight)
    }
    self.sums = sums
  }

  /// The points by their angle around the middle, each once.
  private static func sorted(_ border: [RegionBorders.Point]) -> [RegionBorders.Point] {
    guard let first = border.first else { return [] }
    var (left, right, top, bottom) = (first.x, first.x, first.y, first.y)
    for point in border {
      (left, right) = (min(left, point.x), max(right, point.x))
      (top, bottom) = (min(top, point.y), max(bottom, point.y))
    }
    // A little aside, so that few points share an angle.
    let centerX = Double(left + right) * 0.5 + 0.05118
    let centerY = Double(top + bottom) * 0.5 - 0.028581
    var angles: [(angle: Float, place: Int)] = []
    for (place, point) in border.enumerated() {
      angles.append((atan2f(Float(Double(point.y) - centerY), Float(Double(point.x) - centerX)), place))
    }
    angles.sort { $0.angle != $1.angle ? $0.angle < $1.angle : $0.place < $1.place }
    var points: [RegionBorders.Point] = []
    for (_, place) in angles {
      let point = border[place]
      if let last = points.last, last.x == point.x, last.y == point.y { continue }
      points.append(point)
    }
    return points
  }

  /// The quad; nil if the border is none.
  var quad: Quad? {
    guard let places = corners else { return nil }
    var lines: [PointSums.Line] = []
    for side in 0..<4 {
      let line = sums.line(from: places[side], through: places[(side + 1) & 3])
      if line.meanError > Self.greatestError { return nil }
      lines.append(line)
    }
    var corners: [(x: Double, y: Double)] = []
    for side in 0..<4 {
      guard let corner = lines[side].crossing(lines[(side + 1) & 3]) else { return nil }
      corners.append(corner)
    }
    let quad = Quad(corners: corners)
    return quad.isPlausible ? quad : nil
  }

  /// Where a short line through the points next to each fits worst: the likely corners.
  private var bends: [Int] {
    let count = sums.count
    let reach = min(20, count / 12)
    guard reach >= 2 else { return [] }
    let errors = (0..<count).map { place in
      sums.line(from: (place + count - reach) % count, through: (place + reach) % count).error
    }
    // Smoothed by a bell of one point's width, cut where it falls below a twentieth.
    let bell = (-3...3).map { Double(Float(exp(-Double($0 * $0) / 2))) }
    let smooth = (0..<count).map { place in
      (0..<7).reduce(0.0) { $0 + errors[(place + $1 - 3 + count) % count] * bell[$1] }
    }
    var bends = (0..<count).filter {
      smooth[$0] > smooth[($0 + 1) % count] && smooth[$0] > smooth[($0 + count - 1) % count]
    }
    if bends.count > Self.cornerLimit {
      let limit = bends.map { smooth[$0] }.sorted(by: >)[Self.cornerLimit]
      bends.removeAll { smooth[$0] <= limit }
    }
    return bends
  }

  /// The four bends between which straight lines fit best.
  private var corners: [Int]? {
    let bends = bends
    guard bends.count >= 4 else { return nil }
    let greatestCosine = cos(Quad.leastAngle)
    var best: (error: Double, places: [Int])?
    for a in 0..<(bends.count - 3) {
      for b in (a + 1)..<(bends.count - 2) {
        let first = sums.line(from: bends[a], through: bends[b])
        if first.meanError > Self.greatestError { continue }
        for c in (b + 1)..<(bends.count - 1) {
          let second = sums.line(from: bends[b], through: bends[c])
          if second.meanError > Self.greatestError { continue }
          let cosine = first.normalX * second.normalX + first.normalY * second.normalY
          if abs(cosine) > greatestCosine { continue }
          for d in (c + 1)..<bends.count {
            let third = sums.line(from: bends[c], through: bends[d])
            if third.meanError > Self.greatestError { continue }
            let fourth = sums.line(from: bends[d], through: bends[a])
            if fourth.meanError > Self.greatestError { continue }
            let error = first.error + second.error + third.error + fourth.error
            if error < best?.error ?? .infinity { best = (error, [bends[a], bends[b], bends[c], bends[d]]) }
          }
        }
      }
    }
    guard let best, best.error / Double(sums.count) < Self.greatestError else { return nil }
    return best.places
  }
}
