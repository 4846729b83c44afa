import Glibc

/// For each pixel the direction across which brightness does not change, and how steep it is the other way.
///
/// **Source**: omv/img/lsd.c (`ll_angle`), which keeps both in whole degrees and whole shades.
struct LevelLines {
  let width: Int
  let height: Int
  /// Whole degrees, -180…180; ``none`` where brightness hardly changes and in the last row and column.
  private(set) var degrees: [Int16]
  /// How steep, in shades from one pixel to the next.
  private(set) var strengths: [Int16]

  static let none = Int16.min

  /// Angles that differ by less than this are alike: 22.5 degrees.
  static let tolerance = Double.pi / 8
  /// A shade's rounding turns a weaker slope by more than that.
  private static let leastStrength = 2 / sin(tolerance)

  init(_ values: [UInt8], width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    degrees = [Int16](repeating: Self.none, count: values.count)
    strengths = [Int16](repeating: 0, count: values.count)
    for y in 0..<(height - 1) {
      for x in 0..<(width - 1) {
        let place = y * width + x
        let falling = Int(values[place + width + 1]) - Int(values[place])
        let rising = Int(values[place + 1]) - Int(values[place + width])
        let (dx, dy) = (Double(falling + rising), Double(falling - rising))
        let strength = ((dx * dx + dy * dy) / 4).squareRoot()
        strengths[place] = Int16(strength)
        if strength > Self.leastStrength { degrees[place] = Int16(atan2(dx, -dy) * 180 / .pi) }
      }
    }
  }

  /// The pixels that have a direction, the steepest first, column by column where they are alike.
  var steepestFirst: [Int] {
    let binCount = 1024
    let greatest = Double(strengths.max() ?? 0)
    guard greatest > 0 else { return [] }
    var bins = [[Int]](repeating: [], count: binCount)
    for x in 0..<(width - 1) {
      for y in 0..<(height - 1) where degrees[y * width + x] != Self.none {
        let place = y * width + x
        bins[min(Int(Double(strengths[place]) * Double(binCount) / greatest), binCount - 1)].append(place)
      }
    }
    return bins.reversed().flatMap { $0 }
  }

  /// A pixel's direction in radians; nil without one.
  func angle(_ place: Int) -> Double? {
    degrees[place] == Self.none ? nil : Double(degrees[place]) * .pi / 180
  }

  /// Whether a pixel's direction is an angle, -π…π, or nearly.
  func isAligned(_ place: Int, to angle: Double, within tolerance: Double) -> Bool {
    guard let own = self.angle(place) else { return false }
    var difference = abs(angle - own)
    if difference > 1.5 * .pi { difference = abs(difference - 2 * .pi) }
    return difference <= tolerance
  }
}
