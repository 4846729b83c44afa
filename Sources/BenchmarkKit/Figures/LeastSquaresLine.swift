/// The line `y = intercept + slope * x` through measured points, and how well it does.
package struct LeastSquaresLine: Sendable, Equatable, Codable {
  /// One measured point.
  package struct Point: Sendable, Equatable, Codable {
    /// What was varied.
    package let x: Double
    /// What was measured.
    package let y: Double

    /// A point.
    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The value at 0.
  package let intercept: Double
  /// What one more of `x` adds.
  package let slope: Double
  /// Share of the variance that the line explains, 1 for a perfect fit.
  package let determination: Double

  /// Fits by least squares; nil for fewer than two different `x`.
  package init?(_ points: [Point]) {
    let count = Double(points.count)
    guard count > 1 else { return nil }
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    let varianceX = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    guard varianceX > 0 else { return nil }
    let slope = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / varianceX
    let intercept = meanY - slope * meanX
    let varianceY = points.reduce(0) { $0 + ($1.y - meanY) * ($1.y - meanY) }
    let rest = points.reduce(0) {
      let error = $1.y - intercept - slope * $1.x
      return $0 + error * error
    }
    self.slope = slope
    self.intercept = intercept
    determination = varianceY > 0 ? 1 - rest / varianceY : 1
  }

  /// The line's value.
  package func value(at x: Double) -> Double { intercept + slope * x }

  /// The largest distance of a point with `x` above `threshold` from the line, relative to the point.
  package func largestRelativeDeviation(of points: [Point], above threshold: Double) -> Double {
    points.filter { $0.x > threshold && $0.y > 0 }
      .map { (($0.y - value(at: $0.x)) / $0.y).magnitude }.max() ?? 0
  }
}
