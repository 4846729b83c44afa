/// What a flood fill changes.
package struct RasterFlood: Sendable {
  /// How far pixels may be from the first one, from 0 to 1 of each part's range.
  package var seedThreshold: Float = 0.05
  /// How far neighbours may be from each other.
  package var floatingThreshold: Float = 0.05
  /// Whether all other pixels are painted instead.
  package var isInverted = false
  /// Whether what is not painted becomes black.
  package var clearsBackground = false
  /// Pixels that are not entered but painted with the rest (as the firmware has it).
  package var mask: Raster?

  /// The usual thresholds.
  package init() {}
}

extension Raster {
  /// Paints the pixels that can be reached from a place over neighbours to the four sides whose parts differ little enough.
  package mutating func floodFill(x: Int, y: Int, _ value: UInt16, _ flood: RasterFlood) {
    guard contains(x, y) else { return }
    var isReached = [UInt8](repeating: 0, count: width * height)
    if let mask = flood.mask {
      for index in isReached.indices where mask.passes(index % width, index / width) { isReached[index] = 1 }
    }
    let seed = self[x, y]
    let (seedLimit, stepLimit) = (limit(flood.seedThreshold), limit(flood.floatingThreshold))
    var pending = [y * width + x]
    isReached[pending[0]] = 1
    while let index = pending.popLast() {
      let (x, y) = (index % width, index / width)
      let here = self[x, y]
      for (x, y) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)] where contains(x, y) {
        let (next, place) = (self[x, y], y * width + x)
        if isReached[place] == 0, isNear(next, seed, seedLimit), isNear(next, here, stepLimit) {
          isReached[place] = 1
          pending.append(place)
        }
      }
    }
    for index in isReached.indices {
      if (isReached[index] != 0) != flood.isInverted {
        self[index % width, index / width] = value
      } else if flood.clearsBackground {
        self[index % width, index / width] = 0
      }
    }
  }

  /// The largest difference of each part.
  private func limit(_ threshold: Float) -> (red: Int, green: Int, blue: Int) {
    switch format {
    case .binary: return (Int(threshold), 0, 0)
    case .grayscale: return (Int(threshold * 255), 0, 0)
    case .rgb565: return (Int(threshold * 31), Int(threshold * 63), Int(threshold * 31))
    }
  }

  @inline(__always)
  private func isNear(_ one: UInt16, _ other: UInt16, _ limit: (red: Int, green: Int, blue: Int)) -> Bool {
    guard format == .rgb565 else { return abs(Int(one) - Int(other)) <= limit.red }
    return abs(Int(one >> 11) - Int(other >> 11)) <= limit.red
      && abs(Int(one >> 5 & 63) - Int(other >> 5 & 63)) <= limit.green
      && abs(Int(one & 31) - Int(other & 31)) <= limit.blue
  }
}
