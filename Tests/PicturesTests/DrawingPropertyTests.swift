import Pictures
import TestSupport
import Testing

@Suite("Drawing, on random shapes")
struct DrawingPropertyTests {
  private static let side = 16

  /// A hundred rectangles in and around a picture of 16x16, a few far away.
  private static func rectangles(seed: UInt64) -> [Rectangle] {
    var generator = SplitMix64(seed: seed)
    return (0..<100).map { index in
      let far = index.isMultiple(of: 10) ? 1 << 40 : 0
      return Rectangle(
        x: Int.random(in: -20...20, using: &generator) - far, y: Int.random(in: -20...20, using: &generator),
        width: Int.random(in: -2...30, using: &generator) + far,
        height: Int.random(in: -2...30, using: &generator))
    }
  }

  private func expect(_ picture: Picture, white isInside: (Int, Int) -> Bool) {
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        #expect((picture.color(x: x, y: y) == .white) == isInside(x, y))
      }
    }
  }

  @Test("a fill is every pixel between the edges")
  func fill() throws {
    for rectangle in Self.rectangles(seed: 7) {
      var picture = try Picture(width: Self.side, height: Self.side, format: .gray8)
      picture.fill(rectangle, with: .white)
      expect(picture) { x, y in
        x >= rectangle.x && x < rectangle.endX && y >= rectangle.y && y < rectangle.endY
      }
    }
  }

  @Test("an outline is the rectangle without the one inside of it", arguments: [1, 2, 5])
  func outline(thickness: Int) throws {
    for rectangle in Self.rectangles(seed: UInt64(thickness)) {
      var picture = try Picture(width: Self.side, height: Self.side, format: .rgb888)
      picture.outline(rectangle, with: .white, thickness: thickness)
      expect(picture) { x, y in
        guard !rectangle.isEmpty else { return false }
        let across = x >= rectangle.x && x < rectangle.endX
        let down = y >= rectangle.y && y < rectangle.endY
        let insideAcross = x >= rectangle.x + thickness && x < rectangle.endX - thickness
        let insideDown = y >= rectangle.y + thickness && y < rectangle.endY - thickness
        return across && down && !(insideAcross && insideDown)
      }
    }
  }

  @Test("a line's pixels are the nearest to the exact line")
  func line() throws {
    var generator = SplitMix64(seed: 12)
    for _ in 0..<60 {
      let ends = (0..<4).map { _ in Int.random(in: 0..<Self.side, using: &generator) }
      var picture = try Picture(width: Self.side, height: Self.side, format: .gray8)
      picture.line(fromX: ends[0], fromY: ends[1], toX: ends[2], toY: ends[3], with: .white)
      let (across, down) = (ends[2] - ends[0], ends[3] - ends[1])
      let longest = max(abs(across), abs(down))
      #expect(picture.pixels.reduce(0) { $0 + ($1 == 255 ? 1 : 0) } == longest + 1)
      for y in 0..<Self.side {
        for x in 0..<Self.side where picture.color(x: x, y: y) == .white {
          // Distance along the minor axis, times the length: at most half a pixel.
          #expect(2 * abs((x - ends[0]) * down - (y - ends[1]) * across) <= longest)
        }
      }
    }
  }
}
