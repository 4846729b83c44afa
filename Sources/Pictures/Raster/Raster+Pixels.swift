extension Raster.Format {
  /// A colour as pixels of this format have it; binary pixels are 1 from a brightness of 128 on.
  package func value(of color: Color) -> UInt16 {
    value(of: color) { Int(BoardColor.brightness[Int($0)]) }
  }

  /// A colour as pixels of this format have it, by a table of brightness.
  func value(of color: Color, brightness: (UInt16) -> Int) -> UInt16 {
    let rgb565 = BoardColor.rgb565(color)
    switch self {
    case .rgb565: return rgb565
    case .grayscale: return UInt16(truncatingIfNeeded: brightness(rgb565))
    case .binary: return brightness(rgb565) > 127 ? 1 : 0
    }
  }

  /// Whether a stored value lets pixels through in a mask: 1, or brighter than 127 by a table of brightness.
  @inline(__always)
  func passes(_ value: UInt16, brightness: (UInt16) -> Int) -> Bool {
    switch self {
    case .binary: value != 0
    case .grayscale: value > 127
    case .rgb565: brightness(value) > 127
    }
  }
}

extension Raster {
  /// Whether a place is inside.
  @inline(__always)
  package func contains(_ x: Int, _ y: Int) -> Bool { x >= 0 && y >= 0 && x < width && y < height }

  /// Whether a place lets pixels through when this is a mask: 1, brighter than 127, and inside.
  package func passes(_ x: Int, _ y: Int) -> Bool {
    contains(x, y) && format.passes(self[x, y]) { Int(BoardColor.brightness[Int($0)]) }
  }

  /// Sets a pixel if its place is inside.
  @inline(__always)
  package mutating func set(_ x: Int, _ y: Int, to value: UInt16) {
    if contains(x, y) { self[x, y] = value }
  }

  /// Sets every pixel of a rectangle, clipped.
  package mutating func fill(_ rectangle: Rectangle, with value: UInt16) {
    let inside = rectangle.intersection(bounds)
    guard !inside.isEmpty else { return }
    let (stride, isWide) = (width, format == .rgb565)
    let high = UInt8(truncatingIfNeeded: value >> 8)
    let low = UInt8(truncatingIfNeeded: value)
    var target = bytes.mutableSpan
    for row in inside.y..<inside.endY {
      let start = row &* stride
      for index in (start &+ inside.x)..<(start &+ inside.endX) {
        if isWide {
          target[2 &* index] = high
          target[2 &* index &+ 1] = low
        } else {
          target[index] = low
        }
      }
    }
  }

  /// Sets the pixels of a row from one column to another, both included, clipped.
  @inline(__always)
  mutating func fillRow(_ y: Int, from first: Int, through last: Int, with value: UInt16) {
    guard y >= 0, y < height else { return }
    let first = max(first, 0)
    let last = min(last, width &- 1)
    guard first <= last else { return }
    for x in first...last { self[x, y] = value }
  }

  /// Sets the pixels of a column from one row to another, both included, clipped.
  mutating func fillColumn(_ x: Int, from first: Int, through last: Int, with value: UInt16) {
    guard x >= 0, x < width else { return }
    let first = max(first, 0)
    let last = min(last, height &- 1)
    guard first <= last else { return }
    for y in first...last { self[x, y] = value }
  }

  /// Makes every pixel black.
  package mutating func clear() { fill(bounds, with: 0) }

  /// Turns every bit of every pixel round.
  package mutating func invert() {
    let flip: UInt8 = format == .binary ? 1 : 0xFF
    var target = bytes.mutableSpan
    for index in target.indices { target[index] ^= flip }
  }

  /// A coordinate as far as it is drawn: ±2²⁰, so that sums of some never overflow.
  static func held(_ coordinate: Int) -> Int { max(-(1 << 20), min(1 << 20, coordinate)) }

  /// The whole part of a number, held as coordinates are; 0 for what is none.
  static func whole(_ number: Float) -> Int {
    number.isNaN ? 0 : Int(max(-1_048_576, min(1_048_576, number)))
  }
}
