/// Which pixels of an area are dark.
struct DarkMap {
  let width: Int
  let height: Int
  private let isDark: [Bool]

  /// Dark is what is below the value that divides the picture best in two.
  init(_ brightness: [UInt8], width: Int) {
    let counts = brightness.reduce(into: [Int](repeating: 0, count: 256)) { $0[Int($1)] += 1 }
    let all = Double(brightness.count)
    let sum = counts.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) }
    var (below, sumBelow, best, limit) = (0.0, 0.0, -1.0, 0)
    for (value, count) in counts.enumerated() {
      below += Double(count)
      sumBelow += Double(value * count)
      guard below > 0, below < all else { continue }
      let difference = sumBelow / below - (sum - sumBelow) / (all - below)
      let spread = below * (all - below) * difference * difference
      if spread > best { (best, limit) = (spread, value) }
    }
    self.width = width
    height = brightness.count / width
    isDark = brightness.map { Int($0) <= limit }
  }

  /// Dark is what is below most of its surroundings, for uneven light.
  init(locally brightness: [UInt8], width: Int) {
    let height = brightness.count / width
    self.width = width
    self.height = height
    let reach = max(min(width, height) / 8, 4)
    var sums = [Int](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = 0
      for x in 0..<width {
        row += Int(brightness[y * width + x])
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
      }
    }
    var isDark = [Bool](repeating: false, count: brightness.count)
    for y in 0..<height {
      let (top, bottom) = (max(y - reach, 0), min(y + reach + 1, height))
      for x in 0..<width {
        let (left, right) = (max(x - reach, 0), min(x + reach + 1, width))
        let sum =
          sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
          - sums[bottom * (width + 1) + left]
          + sums[top * (width + 1) + left]
        isDark[y * width + x] =
          Int(brightness[y * width + x]) * (right - left) * (bottom - top) * 100 < sum * 95
      }
    }
    self.isDark = isDark
  }

  /// Whether a pixel is dark; those outside are not.
  func callAsFunction(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && y >= 0 && x < width && y < height && isDark[y * width + x]
  }
}
