/// One of the three squares in a QR code's corners.
struct FinderPattern {
  /// Column of the centre, from the left border of the first pixel.
  var x: Double
  /// Row of the centre.
  var y: Double
  /// Pixels of a module.
  var module: Double
  /// How many rows showed it.
  var count: Int
}

extension DarkMap {
  /// Places where dark and light alternate as 1:1:3:1:1 along a row, a column, and again the row.
  var finderPatterns: [FinderPattern] {
    var patterns: [FinderPattern] = []
    for y in 0..<height {
      // Lengths of the last five runs, and where the latest ends.
      var runs: [Int] = []
      var start = 0
      for x in 1...width where x == width || self(x, y) != self(x - 1, y) {
        runs.append(x - start)
        if runs.count > 5 { runs.removeFirst() }
        if runs.count == 5, self(start, y), let module = Self.module(runs) {
          let center = Double(x) - Double(runs[4] + runs[3]) - Double(runs[2]) / 2
          if let found = checked(center, y, module) { Self.add(found, to: &patterns) }
        }
        start = x
      }
    }
    return Array(patterns.filter { $0.count > 1 }.sorted { $0.count > $1.count }.prefix(24))
  }

  private static func module(_ runs: [Int]) -> Double? {
    let module = Double(runs.reduce(0, +)) / 7
    let slack = max(module * 0.7, 0.8)
    for (run, modules) in zip(runs, [1.0, 1, 3, 1, 1])
    where abs(Double(run) - modules * module) > slack * modules.squareRoot() {
      return nil
    }
    return module >= 1 ? module : nil
  }

  private func checked(_ x: Double, _ y: Int, _ module: Double) -> FinderPattern? {
    guard let down = crossing(Int(x), y, dx: 0, dy: 1, module),
      let across = crossing(
        Int(x), Int(down.center), dx: 1, dy: 0, module)
    else { return nil }
    return FinderPattern(
      x: across.center, y: down.center, module: (down.module + across.module) / 2, count: 1)
  }

  /// The runs through a dark pixel in one direction, if they are a pattern's.
  private func crossing(
    _ x: Int, _ y: Int, dx: Int, dy: Int, _ module: Double
  ) -> (center: Double, module: Double)? {
    guard self(x, y) else { return nil }
    let limit = Int(module * 12) + 8
    // From the middle outwards: dark, light, dark.
    func lengths(_ sign: Int) -> [Int]? {
      var lengths = [0, 0, 0]
      var step = sign > 0 ? 0 : 1
      for part in 0..<3 {
        while true {
          let (px, py) = (x + sign * step * dx, y + sign * step * dy)
          guard px >= 0, py >= 0, px < width, py < height, self(px, py) == (part != 1) else { break }
          lengths[part] += 1
          step += 1
          if step > limit { return nil }
        }
        if lengths[part] == 0, part > 0 { return nil }
      }
      return lengths
    }
    guard let after = lengths(1), let before = lengths(-1) else { return nil }
    let runs = [before[2], before[1], before[0] + after[0], after[1], after[2]]
    guard let found = Self.module(runs), found < module * 2, module < found * 2 else { return nil }
    let origin = Double(dx == 0 ? y : x)
    return (origin + Double(after[0] - before[0]) / 2, found)
  }

  private static func add(_ found: FinderPattern, to patterns: inout [FinderPattern]) {
    for place in patterns.indices {
      let old = patterns[place]
      let reach = max(old.module, 1.5)
      guard abs(old.x - found.x) <= reach, abs(old.y - found.y) <= reach else { continue }
      let count = Double(old.count)
      patterns[place] = FinderPattern(
        x: (old.x * count + found.x) / (count + 1), y: (old.y * count + found.y) / (count + 1),
        module: (old.module * count + found.module) / (count + 1), count: old.count + 1)
      return
    }
    if patterns.count < 512 { patterns.append(found) }
  }
}
