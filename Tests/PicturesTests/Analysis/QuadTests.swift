import Pictures
import Testing

@Suite("Rectangles")
struct QuadTests {
  private func raster(_ width: Int, _ height: Int, _ value: (Int, Int) -> UInt16) throws -> Raster {
    var raster = try Raster(width: width, height: height, format: .grayscale)
    for y in 0..<height {
      for x in 0..<width { raster[x, y] = value(x, y) }
    }
    return raster
  }

  private func found(_ raster: Raster, in area: Rectangle? = nil, threshold: Int = 1000) -> [DetectedQuad] {
    var search = QuadSearch(raster, in: area ?? raster.bounds)
    while search.step() {}
    return search.found(threshold: threshold)
  }

  /// Whether the corners, downwards on the left, are those of a quad, whichever comes first, to a pixel.
  private func isNear(_ quad: DetectedQuad, _ corners: [(Int, Int)]) -> Bool {
    (0..<4).contains { turn in
      (0..<4).allSatisfy {
        let (corner, place) = (quad.corners[($0 + turn) & 3], corners[$0])
        return abs(corner.x - place.0) <= 1 && abs(corner.y - place.1) <= 1
      }
    }
  }

  @Test("a level rectangle, dark on light and light on dark", arguments: [(20, 220), (220, 20)])
  func level(inside: UInt16, outside: UInt16) throws {
    let raster = try raster(100, 80) { x, y in
      (30..<60).contains(x) && (20..<50).contains(y) ? inside : outside
    }
    let quads = found(raster)
    #expect(quads.count == 1)
    let quad = try #require(quads.first)
    #expect(isNear(quad, [(30, 20), (30, 50), (60, 50), (60, 20)]))
    // Four sides of 30 pixels, where Sobel's masks give 4 * 200.
    #expect((80_000...104_000).contains(quad.magnitude))
    #expect(found(raster, threshold: quad.magnitude + 1).isEmpty)
    #expect(found(raster, threshold: quad.magnitude) == quads)
  }

  @Test("a turned one, by corners that are computed")
  func turned() throws {
    // 50×30 pixels around (60, 60), turned by 30 degrees.
    let raster = try raster(120, 120) { x, y in
      let (dx, dy) = (Double(x) - 60, Double(y) - 60)
      return abs(dx * 0.8660254 + dy * 0.5) < 25 && abs(dy * 0.8660254 - dx * 0.5) < 15 ? 30 : 200
    }
    let quads = found(raster)
    #expect(quads.count == 1)
    // 25 cos 30° - 15 sin 30° = 14.15, 25 sin 30° + 15 cos 30° = 25.49; 29.15 and -0.49.
    #expect(isNear(try #require(quads.first), [(46, 35), (31, 60), (74, 85), (89, 60)]))
  }

  @Test("in an area, whose place is added; none where it is cut off")
  func area() throws {
    let raster = try raster(100, 80) { x, y in
      (30..<60).contains(x) && (20..<50).contains(y) ? 20 : 220
    }
    let quads = found(raster, in: Rectangle(x: 20, y: 10, width: 60, height: 60))
    #expect(isNear(try #require(quads.first), [(30, 20), (30, 50), (60, 50), (60, 20)]))
    #expect(found(raster, in: Rectangle(x: 40, y: 0, width: 20, height: 80)).isEmpty)
  }

  @Test("of two that overlap one is left; those apart are both found")
  func several() throws {
    // A frame has an outer and an inner border.
    let frame = try raster(100, 80) { x, y in
      let isInside = (20..<80).contains(x) && (10..<70).contains(y)
      return isInside && !((28..<72).contains(x) && (18..<62).contains(y)) ? 20 : 220
    }
    #expect(found(frame).count == 1)
    let pair = try raster(100, 80) { x, y in
      ((10..<40).contains(x) || (60..<90).contains(x)) && (20..<50).contains(y) ? 20 : 220
    }
    let columns = found(pair).map(\.bounds.x).sorted()
    #expect(columns.count == 2 && abs(columns[0] - 10) <= 1 && abs(columns[1] - 60) <= 1)
  }

  @Test("none in a flat picture, a strip or a speck")
  func nothing() throws {
    #expect(found(try raster(60, 60) { _, _ in 90 }).isEmpty)
    #expect(found(try raster(3, 200) { _, y in y < 100 ? 0 : 255 }).isEmpty)
    #expect(found(try raster(1, 1) { _, _ in 255 }).isEmpty)
    #expect(found(try raster(60, 60) { x, y in x == 30 && y == 30 ? 255 : 0 }).isEmpty)
  }
}
