import Glibc

/// Looks for straight segments, region by region, so that long work can be left.
///
/// Pixels without a direction begin no region here; on the device some do, and add a pixel at the picture's right or lower
/// border now and then.
/// **Source**: omv/img/lsd.c (`LineSegmentDetection`), after R. Grompone von Gioi and others; the picture is not scaled.
package struct SegmentSearch {
  private let area: Rectangle
  private let lines: LevelLines
  private let meaning: SegmentMeaning
  private let starts: [Int]
  private var next = 0
  private var isUsed: [Bool]
  /// What was found, in that order.
  package private(set) var segments: [DetectedLine] = []

  /// Less of a box than this must not belong to the region.
  private static let leastDensity = 0.7

  /// Bytes that the device takes for an area beside its brightness, at the most.
  package static func byteCount(_ area: Size) -> Int {
    // Angles, slopes and a list, with the bins that put it in order; or without bins, and with what is used and a region.
    let count = area.width * area.height
    return max(20 * count + 2 * 8 * 1024, 29 * count)
  }

  /// A search inside a raster's area.
  package init(_ raster: Raster, in area: Rectangle, _ tables: ColorTables = .exact) {
    self.area = area
    lines = LevelLines(raster.brightness(in: area, tables), width: area.width, height: area.height)
    meaning = SegmentMeaning(width: area.width, height: area.height)
    starts = lines.steepestFirst
    isUsed = [Bool](repeating: false, count: area.width * area.height)
  }

  /// Looks at the next region; false if there is none.
  package mutating func step() -> Bool {
    while next < starts.count, isUsed[starts[next]] { next += 1 }
    guard next < starts.count else { return false }
    next += 1
    var region = grown(from: starts[next - 1], tolerance: LevelLines.tolerance)
    guard region.places.count >= meaning.leastCount,
      var box = SegmentBox(region.places, lines, angle: region.angle)
    else { return true }
    guard refine(&region, &box) else { return true }
    let value = meaning.improve(&box, lines)
    if value > 0, let line = line(box, value) { segments.append(line) }
    return true
  }

  /// Pixels that hang together and have about one direction.
  private struct Region {
    var places: [Int]
    var angle: Double
  }

  private mutating func grown(from start: Int, tolerance: Double) -> Region {
    var region = Region(places: [start], angle: lines.angle(start) ?? 0)
    var (sumX, sumY) = (cos(region.angle), sin(region.angle))
    isUsed[start] = true
    var index = 0
    while index < region.places.count {
      let (x, y) = (region.places[index] % lines.width, region.places[index] / lines.width)
      index += 1
      for column in max(x - 1, 0)...min(x + 1, lines.width - 1) {
        for row in max(y - 1, 0)...min(y + 1, lines.height - 1) {
          let place = row * lines.width + column
          guard !isUsed[place], lines.isAligned(place, to: region.angle, within: tolerance) else { continue }
          isUsed[place] = true
          region.places.append(place)
          let degrees = (Int(lines.degrees[place]) + 360) % 360
          sumX += Double(BoardMath.cosines[degrees])
          sumY += Double(BoardMath.sines[degrees])
          region.angle = atan2(sumY, sumX)
        }
      }
    }
    return region
  }

  private func density(_ region: Region, _ box: SegmentBox) -> Double {
    Double(region.places.count) / (box.length * box.width)
  }

  private func distance(_ place: Int, _ x: Double, _ y: Double) -> Double {
    let (dx, dy) = (Double(place % lines.width) - x, Double(place / lines.width) - y)
    return (dx * dx + dy * dy).squareRoot()
  }

  /// Makes a region that fills its box badly smaller, until it does; false if nothing is left.
  private mutating func refine(_ region: inout Region, _ box: inout SegmentBox) -> Bool {
    if density(region, box) >= Self.leastDensity { return true }
    let start = region.places[0]
    let (x, y) = (Double(start % lines.width), Double(start / lines.width))
    let startAngle = lines.angle(start) ?? 0
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for place in region.places {
      isUsed[place] = false
      if distance(place, x, y) < box.width {
        let difference = SegmentBox.difference(lines.angle(place) ?? 0, startAngle)
        sum += difference
        squares += difference * difference
        count += 1
      }
    }
    // Twice the deviation of angles near the start.
    let mean = sum / count
    let tolerance = 2 * ((squares - 2 * mean * sum) / count + mean * mean).squareRoot()
    region = grown(from: start, tolerance: tolerance.isNaN ? 0 : tolerance)
    guard region.places.count >= 2, let smaller = SegmentBox(region.places, lines, angle: region.angle) else {
      return false
    }
    box = smaller
    var radius = max(distance(start, box.x1, box.y1), distance(start, box.x2, box.y2))
    while density(region, box) < Self.leastDensity {
      radius *= 0.75
      for place in region.places where distance(place, x, y) > radius { isUsed[place] = false }
      region.places.removeAll { distance($0, x, y) > radius }
      guard region.places.count >= 2, let smaller = SegmentBox(region.places, lines, angle: region.angle)
      else { return false }
      box = smaller
    }
    return true
  }

  /// The segment as scripts find it; nil if it lies outside.
  private func line(_ box: SegmentBox, _ value: Double) -> DetectedLine? {
    var line = DetectedLine()
    // Slopes are those between pixels.
    (line.x1, line.y1) = (BoardMath.whole(Float(box.x1 + 0.5)), BoardMath.whole(Float(box.y1 + 0.5)))
    (line.x2, line.y2) = (BoardMath.whole(Float(box.x2 + 0.5)), BoardMath.whole(Float(box.y2 + 0.5)))
    guard line.clip(width: area.width, height: area.height) else { return nil }
    (line.x1, line.x2) = (line.x1 + area.x, line.x2 + area.x)
    (line.y1, line.y2) = (line.y1 + area.y, line.y2 + area.y)
    let (dx, dy) = (line.x2 - line.x1, line.y2 - line.y1)
    let rotation: Float = (dx == 0 ? 1.570796 : BoardMath.angle(y: Float(dy), x: Float(dx))) + 1.570796
    let degrees = BoardMath.whole(Float(Double(rotation) * 57.295780)) % 180
    line.theta = degrees < 0 ? degrees + 180 : degrees
    let (middleX, middleY) = (Float(line.x1 + dx / 2), Float(line.y1 + dy / 2))
    line.rho = BoardMath.whole(
      middleX * BoardMath.cosines[line.theta] + middleY * BoardMath.sines[line.theta])
    line.magnitude = BoardMath.whole(Float(value))
    return line
  }
}
