import Glibc

/// Sums of points in order, so that a straight line through any run of them costs the same.
///
/// **Source**: omv/img/apriltag.c (`struct line_fit_pt`, `fit_line`).
struct PointSums {
  /// A straight line by a point and its normal, and how far the points lie from it.
  struct Line {
    var x: Double
    var y: Double
    var normalX: Double
    var normalY: Double
    /// The sum of squared distances.
    var error = 0.0
    /// The mean of squared distances.
    var meanError = 0.0

    /// Where two lines cross; nil where they hardly do.
    func crossing(_ other: Line) -> (x: Double, y: Double)? {
      let determinant = normalY * other.normalX - normalX * other.normalY
      guard abs(determinant) > 0.001 else { return nil }
      let way = (other.normalX * (other.x - x) + other.normalY * (other.y - y)) / determinant
      return (x + way * normalY, y - way * normalX)
    }
  }

  /// What is added up.
  struct Moments {
    var weight = 0.0
    var x = 0.0
    var y = 0.0
    var xx = 0.0
    var xy = 0.0
    var yy = 0.0

    mutating func add(_ x: Double, _ y: Double, weight: Double = 1) {
      self.weight += weight
      self.x += weight * x
      self.y += weight * y
      xx += weight * x * x
      xy += weight * x * y
      yy += weight * y * y
    }

    static func + (first: Moments, second: Moments) -> Moments {
      Moments(
        weight: first.weight + second.weight, x: first.x + second.x, y: first.y + second.y,
        xx: first.xx + second.xx, xy: first.xy + second.xy, yy: first.yy + second.yy)
    }

    static func - (first: Moments, second: Moments) -> Moments {
      Moments(
        weight: first.weight - second.weight, x: first.x - second.x, y: first.y - second.y,
        xx: first.xx - second.xx, xy: first.xy - second.xy, yy: first.yy - second.yy)
    }

    /// The line that the points scatter least about; of no numbers without points.
    func line(count: Int) -> Line {
      let (meanX, meanY) = (x / weight, y / weight)
      let varianceX = xx / weight - meanX * meanX
      let varianceY = yy / weight - meanY * meanY
      let covariance = xy / weight - meanX * meanY
      let angle = 0.5 * atan2f(Float(-2 * covariance), Float(varianceY - varianceX))
      let (normalX, normalY) = (Double(cosf(angle)), Double(sinf(angle)))
      let spread =
        normalX * normalX * varianceX + 2 * normalX * normalY * covariance + normalY * normalY * varianceY
      return Line(
        x: meanX, y: meanY, normalX: normalX, normalY: normalY, error: spread * Double(count),
        meanError: spread)
    }
  }

  private var sums: [Moments] = []

  /// How many points there are.
  var count: Int { sums.count }

  /// Adds a point behind the others.
  mutating func append(_ x: Double, _ y: Double, weight: Double) {
    var sum = sums.last ?? Moments()
    sum.add(x, y, weight: weight)
    sums.append(sum)
  }

  /// The line through the points from one to another, both with it; around the end if the second comes first.
  func line(from first: Int, through last: Int) -> Line {
    let before = first > 0 ? sums[first - 1] : Moments()
    guard first > last else { return (sums[last] - before).line(count: last - first + 1) }
    return (sums[count - 1] - before + sums[last]).line(count: count - first + last + 1)
  }
}
