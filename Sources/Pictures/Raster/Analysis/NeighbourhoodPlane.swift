/// One part of all pixels with the border repeated around it, and a filter's results for one row.
struct NeighbourhoodPlane {
  private let samples: [UInt8]
  private let stride: Int
  private let radius: Int
  private let width: Int
  private let limit: Int
  private let kind: NeighbourhoodFilter.Kind
  /// Weights by difference, and by place.
  private var weights: (color: [Float], space: [Float]) = ([], [])
  private var counts: [Int32]
  /// The results.
  private(set) var row: [Int]

  init(_ source: [UInt8], _ size: Size, radius: Int, limit: Int, _ kind: NeighbourhoodFilter.Kind) {
    self.radius = radius
    self.limit = limit
    self.kind = kind
    width = size.width
    stride = size.width + 2 * radius
    row = [Int](repeating: 0, count: size.width)
    counts = [Int32](repeating: 0, count: limit + 1)
    var samples: [UInt8] = []
    samples.reserveCapacity(stride * (size.height + 2 * radius))
    for y in -radius..<(size.height + radius) {
      let start = min(max(y, 0), size.height - 1) * size.width
      let end = start + size.width
      for _ in 0..<radius { samples.append(source[start]) }
      samples += source[start..<end]
      for _ in 0..<radius { samples.append(source[end - 1]) }
    }
    self.samples = samples
    if case .bilateral(let color, let space) = kind {
      weights = Self.weights(limit: limit, radius: radius, color: color, space: space)
    }
  }

  /// Filters row `y`.
  mutating func doRow(_ y: Int) {
    switch kind {
    case .mean: mean(y)
    case .median(let part): median(y, part)
    case .mode: mode(y)
    case .midpoint(let part): midpoint(y, part)
    case .kernel(let kernel, let scale, let addition): convolve(y, kernel, scale, addition)
    case .bilateral: bilateral(y)
    }
  }

  private var side: Int { 2 * radius + 1 }

  /// Columns are added up once; the window's sum then slides.
  private mutating func mean(_ y: Int) {
    let samples = samples
    let source = samples.span
    var columns = [Int](repeating: 0, count: stride)
    for j in 0..<side {
      for x in 0..<stride { columns[x] &+= Int(source[(y &+ j) &* stride &+ x]) }
    }
    let scale = 1 / Float(side * side)
    var sum = columns[0..<side].reduce(0, +)
    for x in 0..<width {
      row[x] = BoardMath.whole(Float(sum) * scale)
      if x + 1 < width { sum += columns[x + side] - columns[x] }
    }
  }

  /// A histogram of the window slides.
  private mutating func median(_ y: Int, _ part: Float) {
    let samples = samples
    let source = samples.span
    let place = BoardMath.whole(part * Float(side * side - 1))
    for value in counts.indices { counts[value] = 0 }
    for j in 0..<side {
      for x in 0..<side { counts[Int(source[(y &+ j) &* stride &+ x])] &+= 1 }
    }
    for x in 0..<width {
      var sum = 0
      var value = 0
      while value < limit {
        sum &+= Int(counts[value])
        if sum > place { break }
        value &+= 1
      }
      row[x] = value
      guard x + 1 < width else { break }
      for j in 0..<side {
        let start = (y &+ j) &* stride &+ x
        counts[Int(source[start])] &-= 1
        counts[Int(source[start &+ side])] &+= 1
      }
    }
  }

  private mutating func mode(_ y: Int) {
    let samples = samples
    let source = samples.span
    for x in 0..<width {
      for value in counts.indices { counts[value] = 0 }
      var (most, mode): (Int32, Int) = (0, 0)
      for j in 0..<side {
        let start = (y &+ j) &* stride &+ x
        for index in start..<(start &+ side) {
          let value = Int(source[index])
          counts[value] &+= 1
          if counts[value] > most { (most, mode) = (counts[value], value) }
        }
      }
      row[x] = mode
    }
  }

  private mutating func midpoint(_ y: Int, _ part: Float) {
    let samples = samples
    let source = samples.span
    for x in 0..<width {
      var (least, greatest) = (UInt8.max, UInt8.min)
      for j in 0..<side {
        let start = (y &+ j) &* stride &+ x
        for index in start..<(start &+ side) {
          least = min(least, source[index])
          greatest = max(greatest, source[index])
        }
      }
      row[x] = BoardMath.whole(Float(least) * (1 - part) + Float(greatest) * part)
    }
  }

  private mutating func convolve(_ y: Int, _ kernel: [Int32], _ scale: Float, _ addition: Int) {
    let samples = samples
    let source = samples.span
    let kernel = kernel.span
    for x in 0..<width {
      var sum: Int32 = 0
      for j in 0..<side {
        let start = (y &+ j) &* stride &+ x
        for k in 0..<side { sum &+= kernel[j &* side &+ k] &* Int32(source[start &+ k]) }
      }
      row[x] = min(max(BoardMath.whole(Float(sum) * scale) + addition, 0), limit)
    }
  }

  private mutating func bilateral(_ y: Int) {
    let samples = samples
    let source = samples.span
    let weights = weights
    let (color, space) = (weights.color.span, weights.space.span)
    for x in 0..<width {
      let center = Int(source[(y &+ radius) &* stride &+ x &+ radius])
      var (sum, weight): (Float, Float) = (0, 0)
      for j in 0..<side {
        let start = (y &+ j) &* stride &+ x
        for k in 0..<side {
          let value = Int(source[start &+ k])
          let part = color[abs(center &- value)] * space[j &* side &+ k]
          sum += Float(value) * part
          weight += part
        }
      }
      let mean = weight == 0 ? 0 : sum / weight
      row[x] = min(max(BoardMath.whole(mean < Float(limit) ? mean : Float(limit)), 0), limit)
    }
  }

  private static func weights(
    limit: Int, radius: Int, color: Float, space: Float
  ) -> (color: [Float], space: [Float]) {
    func bell(_ x: Float, _ sigma: Float) -> Float {
      BoardMath.exponential(x * x / (-2 * sigma * sigma)) / (abs(sigma) * 2.506628)
    }
    func distance(_ x: Int, _ y: Int) -> Float { Float(x * x + y * y).squareRoot() }
    let farthest = distance(radius, radius)
    let scale = farthest == 0 ? 0 : 1 / farthest
    let unit = 1 / Float(limit)
    var spaces: [Float] = []
    for y in -radius...radius {
      for x in -radius...radius { spaces.append(bell(distance(x, y) * scale, space)) }
    }
    return ((0...limit).map { bell(Float($0) * unit, color) }, spaces)
  }
}
