/// Finds and reads QR codes in a picture of dark and light.
struct QRCodeFinder {
  private let map: DarkMap
  private var patterns: [FinderPattern]
  private var attempts = 0

  init(_ map: DarkMap) {
    self.map = map
    patterns = map.finderPatterns
  }

  /// Codes in the order in which they were found; a pattern belongs to one code only.
  mutating func codes() -> [QRCode] {
    var codes: [QRCode] = []
    var a = 0
    while a < patterns.count {
      if let (code, used) = code(with: a) {
        codes.append(code)
        for place in used.sorted(by: >) { patterns.remove(at: place) }
        a = 0
      } else {
        a += 1
      }
    }
    return codes
  }

  /// A code whose upper left pattern is a certain one.
  private mutating func code(with corner: Int) -> (QRCode, [Int])? {
    let a = patterns[corner]
    for second in patterns.indices where second != corner {
      for third in patterns.indices where third != corner && third != second {
        let (b, c) = (patterns[second], patterns[third])
        guard Self.areCorners(a, b, c), attempts < 400 else { continue }
        attempts += 1
        if let code = code(a, right: b, below: c) { return (code, [corner, second, third]) }
      }
    }
    return nil
  }

  /// Whether three patterns can be upper left, upper right and lower left.
  private static func areCorners(_ a: FinderPattern, _ b: FinderPattern, _ c: FinderPattern) -> Bool {
    let modules = [a.module, b.module, c.module]
    guard let least = modules.min(), let greatest = modules.max(), greatest < least * 1.6 else {
      return false
    }
    let (bx, by, cx, cy) = (b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y)
    let (across, down) = ((bx * bx + by * by).squareRoot(), (cx * cx + cy * cy).squareRoot())
    guard across > 12 * least, down > 12 * least, across < down * 1.5, down < across * 1.5 else {
      return false
    }
    // Right of the way down, and near a right angle.
    return bx * cy - by * cx > 0.8 * across * down
  }

  private func code(_ a: FinderPattern, right b: FinderPattern, below c: FinderPattern) -> QRCode? {
    let across = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
    let down = ((c.x - a.x) * (c.x - a.x) + (c.y - a.y) * (c.y - a.y)).squareRoot()
    let module = (a.module + b.module + c.module) / 3
    let estimate = Int((((across + down) / 2 / module + 7 - 17) / 4).rounded())
    for version in [estimate, estimate - 1, estimate + 1, estimate - 2, estimate + 2]
    where (1...40).contains(version) {
      for grid in grids(a, b, c, version: version) where hasTiming(grid, version) {
        let side = 17 + 4 * version
        var modules: [Bool] = []
        for y in 0..<side {
          for x in 0..<side { modules.append(isDark(grid, Double(x) + 0.5, Double(y) + 0.5)) }
        }
        guard var code = QRCodeReader(version: version, modules: modules).read() else { continue }
        let end = Double(side)
        code.corners = [(0, 0), (end, 0), (end, end), (0, end)].map { corner in
          let place = grid.apply(corner.0, corner.1)
          // A corner on the border of a pixel stays there whichever way the last place was rounded.
          return QRCode.Corner(x: Self.pixel(place.x + 0.01), y: Self.pixel(place.y + 0.01))
        }
        return code
      }
    }
    return nil
  }

  private static func pixel(_ place: Double) -> Int {
    place > -32_768 && place < 32_767 ? Int(place.rounded(.down)) : 0
  }

  private func isDark(_ grid: Matrix3, _ x: Double, _ y: Double) -> Bool {
    let place = grid.apply(x, y)
    return map(Self.pixel(place.x), Self.pixel(place.y))
  }

  /// Projections from modules to pixels: by the lower right alignment pattern, if it is seen, and without.
  private func grids(
    _ a: FinderPattern, _ b: FinderPattern, _ c: FinderPattern, version: Int
  ) -> [Matrix3] {
    let side = Double(17 + 4 * version)
    let far = side - 3.5
    let plain = Matrix3(
      from: [(3.5, 3.5), (far, 3.5), (far, far), (3.5, far)],
      to: [(a.x, a.y), (b.x, b.y), (b.x + c.x - a.x, b.y + c.y - a.y), (c.x, c.y)])
    guard let plain else { return [] }
    guard version > 1, let (x, y) = alignment(plain, side: side) else { return [plain] }
    let aligned = Matrix3(
      from: [(3.5, 3.5), (far, 3.5), (side - 6.5, side - 6.5), (3.5, far)],
      to: [(a.x, a.y), (b.x, b.y), (x, y), (c.x, c.y)])
    return [aligned, plain].compactMap { $0 }
  }

  /// Where the pattern of a dark module in a light ring in a dark ring fits best, near where it should be.
  private func alignment(_ grid: Matrix3, side: Double) -> (x: Double, y: Double)? {
    var best: (score: Int, distance: Double, x: Double, y: Double)?
    let reach = 16
    for j in -reach...reach {
      for i in -reach...reach {
        let (x, y) = (side - 6.5 + Double(i) / 4, side - 6.5 + Double(j) / 4)
        var score = 0
        for v in -2...2 {
          for u in -2...2 {
            let ring = max(abs(u), abs(v))
            if isDark(grid, x + Double(u), y + Double(v)) == (ring != 1) { score += 1 }
          }
        }
        let distance = Double(i * i + j * j)
        guard score >= 22 else { continue }
        if best.map({ score > $0.score || score == $0.score && distance < $0.distance }) ?? true {
          best = (score, distance, x, y)
        }
      }
    }
    guard let best else { return nil }
    return grid.apply(best.x, best.y)
  }

  /// Whether the lines between the patterns alternate, but for a few modules.
  private func hasTiming(_ grid: Matrix3, _ version: Int) -> Bool {
    let side = 17 + 4 * version
    var wrong = 0
    for place in 8..<(side - 8) {
      let isDarkOne = place % 2 == 0
      if isDark(grid, Double(place) + 0.5, 6.5) != isDarkOne { wrong += 1 }
      if isDark(grid, 6.5, Double(place) + 0.5) != isDarkOne { wrong += 1 }
    }
    return wrong <= (side - 16) / 2
  }
}
