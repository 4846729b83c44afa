/// Unites segments that end near each other, pass by pass until nothing changes.
///
/// **Source**: omv/img/line.c (`merge_alot`, `merge_line`): the angle, place and strength of what is united stay those of the
/// first.
package struct SegmentMerging: Sendable {
  /// The segments, in the device's order.
  package private(set) var segments: [DetectedLine]
  private let distance: Int
  private let angle: Int

  /// Merging of segments that come as near as some pixels and differ by at most some degrees.
  package init(_ segments: [DetectedLine], distance: Int, angle: Int) {
    self.segments = segments
    self.distance = distance
    self.angle = angle
  }

  /// Goes through all pairs once; whether anything was united.
  package mutating func pass() -> Bool {
    let merged = segments.merged { segment, other in unite(&segment, other) }
    segments = merged.finds
    return merged.hasMerged
  }

  private func unite(_ segment: inout DetectedLine, _ other: DetectedLine) -> Bool {
    let turn = abs(segment.theta - other.theta)
    guard (turn >= 90 ? 180 - turn : turn) <= angle else { return false }
    let isLonger = segment.length > other.length
    guard isLonger ? isNear(segment, other) : isNear(other, segment) else { return false }
    let isLevel = abs(segment.x2 - segment.x1) >= abs(segment.y2 - segment.y1)
    let (own, others) = (segment.ordered(isLevel), other.ordered(isLevel))
    let base = isLonger ? own : others
    let (dx, dy) = (own.x2 - own.x1, own.y2 - own.y1)
    if isLevel {
      let (left, right) = (min(own.x1, others.x1), max(own.x2, others.x2))
      segment.y1 = Self.short(base.y1 - Self.quotient(dy * (base.x1 - left), dx))
      segment.y2 = Self.short(base.y2 + Self.quotient(dy * (right - base.x2), dx))
      (segment.x1, segment.x2) = (left, right)
    } else {
      let (top, bottom) = (min(own.y1, others.y1), max(own.y2, others.y2))
      segment.x1 = Self.short(base.x1 - Self.quotient(dx * (base.y1 - top), dy))
      segment.x2 = Self.short(base.x2 + Self.quotient(dx * (bottom - base.y2), dy))
      (segment.y1, segment.y2) = (top, bottom)
    }
    return true
  }

  /// Whether an end of the shorter one lies near a pixel of the longer one.
  private func isNear(_ longer: DetectedLine, _ shorter: DetectedLine) -> Bool {
    longer.pixels.contains { pixel in
      [(shorter.x1, shorter.y1), (shorter.x2, shorter.y2)].contains { x, y in
        let (dx, dy) = (pixel.x - x, pixel.y - y)
        return BoardMath.whole(Float(dx * dx + dy * dy).squareRoot()) <= distance
      }
    }
  }

  /// Ends are kept in sixteen bits.
  private static func short(_ number: Int) -> Int { Int(Int16(truncatingIfNeeded: number)) }

  /// A quotient as RISC-V has it: -1 by nothing.
  private static func quotient(_ number: Int, _ divisor: Int) -> Int { divisor == 0 ? -1 : number / divisor }
}

extension DetectedLine {
  /// With the end first that lies further to the left, or further up.
  fileprivate func ordered(_ isLevel: Bool) -> DetectedLine {
    guard isLevel ? x2 < x1 : y2 < y1 else { return self }
    var line = self
    (line.x1, line.y1, line.x2, line.y2) = (x2, y2, x1, y1)
    return line
  }
}
