/// Unites lines that are nearly the same, pass by pass until nothing changes.
///
/// **Source**: omv/img/hough.c, the second half of `imlib_find_lines`.
package struct LineMerging: Sendable {
  /// The lines, in the device's order.
  package private(set) var lines: [DetectedLine]
  private let thetaMargin: Int
  private let rhoMargin: Int

  /// Merging of lines that differ by less than some degrees and some pixels.
  package init(_ lines: [DetectedLine], thetaMargin: Int, rhoMargin: Int) {
    self.lines = lines
    self.thetaMargin = thetaMargin
    self.rhoMargin = rhoMargin
  }

  /// Goes through all pairs once; whether anything was united.
  package mutating func pass() -> Bool {
    let merged = lines.merged { line, other in unite(&line, other) }
    lines = merged.finds
    return merged.hasMerged
  }

  private func unite(_ line: inout DetectedLine, _ other: DetectedLine) -> Bool {
    let (first, second) = (Self.outward(line), Self.outward(other))
    let turn = abs(first.theta - second.theta)
    guard (turn >= 180 ? 360 - turn : turn) < thetaMargin, abs(first.rho - second.rho) < rhoMargin else {
      return false
    }
    let magnitude = UInt32(truncatingIfNeeded: line.magnitude) &+ UInt32(truncatingIfNeeded: other.magnitude)
    guard magnitude > 0 else { return false }
    let (weight, otherWeight) = (Float(line.magnitude), Float(other.magnitude))
    let (sines, cosines) = (BoardMath.sines, BoardMath.cosines)
    let sine = (sines[first.theta] * weight + sines[second.theta] * otherWeight) / Float(magnitude)
    let cosine = (cosines[first.theta] * weight + cosines[second.theta] * otherWeight) / Float(magnitude)
    let degrees = BoardMath.whole(Float(Double(BoardMath.angle(y: sine, x: cosine)) * 57.295780)) % 360
    line.theta = degrees < 0 ? degrees + 360 : degrees
    line.rho = (first.rho &* line.magnitude &+ second.rho &* other.magnitude) / Int(magnitude)
    line.magnitude = Int(magnitude / 2)
    if line.theta >= 180 {
      line.rho = -line.rho
      line.theta -= 180
    }
    return true
  }

  /// Angle and distance with the distance not below 0.
  private static func outward(_ line: DetectedLine) -> (theta: Int, rho: Int) {
    line.rho < 0 ? (line.theta + 180, -line.rho) : (line.theta, line.rho)
  }

  /// The lines with their ends on the borders of an area.
  package func laid(in area: Rectangle) -> [DetectedLine] {
    lines.compactMap { line in
      var line = line
      return line.lay(in: area) ? line : nil
    }
  }
}

extension Raster {
  /// Straight edges by Hough's transform, before merging; nil if there are more than `limit` or no room to count in.
  ///
  /// For colours and greys the device takes the step between columns for rows, too.
  /// **Source**: omv/img/hough.c (`imlib_find_lines`).
  ///
  /// - Parameters:
  ///   - threshold: The least sum of slopes along a line.
  ///   - byteLimit: Memory for the counters; what does not fit is counted more coarsely.
  package func lines(
    in area: Rectangle, columnStep: Int, rowStep: Int, threshold: Int, limit: Int = .max,
    byteLimit: Int = 716_800,
    _ tables: ColorTables = .exact
  ) -> [DetectedLine]? {
    let diagonal = BoardMath.whole(Float(area.width * area.width + area.height * area.height).squareRoot())
    var divisor = 1
    var (reach, columns, rows) = (0, 0, 0)
    while true {
      reach = (diagonal + divisor - 1) / divisor
      columns = 1 + (180 + divisor - 1) / divisor + 1
      rows = 2 * reach + 1
      if 4 * columns * rows <= byteLimit { break }
      divisor *= 2
      if divisor > 4 { return nil }
    }
    var counts = [UInt32](repeating: 0, count: columns * rows)
    let step = format == .binary ? rowStep : columnStep
    let field = GradientField(
      self, in: area, columnStep: columnStep, rows: GradientField.rows(of: area, step: step), tables)
    let (sines, cosines) = (BoardMath.sines, BoardMath.cosines)
    for sample in field.samples {
      let theta = sample.degrees % 180
      let distance = BoardMath.whole(Float(sample.x) * cosines[theta] + Float(sample.y) * sines[theta])
      let row = min(max(distance / divisor + reach, 0), rows - 1)
      counts[row * columns + theta / divisor + 1] &+= UInt32(truncatingIfNeeded: sample.magnitude)
    }
    let peaks = HoughPeaks(counts, columns: columns, threshold: threshold)
    var lines: [DetectedLine] = []
    for place in peaks.places {
      guard lines.count < limit else { return nil }
      var line = DetectedLine()
      line.magnitude = Int(counts[place])
      line.theta = (place % columns - 1) * divisor
      line.rho = (place / columns - reach) * divisor
      lines.append(line)
    }
    return lines
  }
}
