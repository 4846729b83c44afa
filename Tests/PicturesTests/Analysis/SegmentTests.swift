import Pictures
import Testing

@Suite("Segments")
struct SegmentTests {
  private func raster(_ width: Int, _ height: Int, _ value: (Double, Double) -> Double) throws -> Raster {
    var raster = try Raster(width: width, height: height, format: .grayscale)
    for y in 0..<height {
      for x in 0..<width { raster[x, y] = UInt16(max(0, min(255, value(Double(x), Double(y))))) }
    }
    return raster
  }

  private func found(_ raster: Raster, in area: Rectangle? = nil) -> [DetectedLine] {
    var search = SegmentSearch(raster, in: area ?? raster.bounds)
    while search.step() {}
    return search.segments
  }

  @Test("the four sides of a square")
  func square() throws {
    let raster = try raster(100, 80) { x, y in x >= 30 && x < 60 && y >= 20 && y < 50 ? 20 : 220 }
    let segments = found(raster)
    #expect(segments.count == 4)
    #expect(segments.allSatisfy { (26...30).contains($0.length) })
    let upright = segments.filter { abs($0.x1 - $0.x2) <= 1 }.map(\.x1).sorted()
    let level = segments.filter { abs($0.y1 - $0.y2) <= 1 }.map(\.y1).sorted()
    #expect(upright.count == 2 && abs(upright[0] - 30) <= 1 && abs(upright[1] - 60) <= 1)
    #expect(level.count == 2 && abs(level[0] - 20) <= 1 && abs(level[1] - 50) <= 1)
    // Of 29 pixels all are alike, each by a chance of 1/8: 26.2 less the tests', 2.5 (2 + 1.9) + 1.04.
    #expect(segments.allSatisfy { (14...16).contains($0.magnitude) })
  }

  @Test("a slanted edge, with an angle across it and a distance from the origin")
  func slanted() throws {
    // 3 x + 4 y = 300, soft over some pixels.
    let raster = try raster(80, 80) { x, y in 128 + 30 * (3 * x + 4 * y - 300) / 5 }
    let segments = found(raster)
    #expect(segments.count == 1)
    let line = try #require(segments.first)
    #expect((51...55).contains(line.theta) && (57...62).contains(line.rho))
    #expect(abs(3 * line.x1 + 4 * line.y1 - 300) <= 12 && abs(3 * line.x2 + 4 * line.y2 - 300) <= 12)
  }

  @Test("in an area, whose place is added")
  func area() throws {
    let raster = try raster(100, 80) { x, _ in x < 40 ? 0 : 255 }
    let segments = found(raster, in: Rectangle(x: 30, y: 20, width: 50, height: 40))
    #expect(segments.count == 1)
    let line = try #require(segments.first)
    #expect((39...41).contains(line.x1) && (39...41).contains(line.x2))
    #expect(Set([line.y1, line.y2]).isSubset(of: Set(20...60)) && line.length >= 36)
  }

  @Test("none in noise or in what is flat")
  func nothing() throws {
    var state: UInt64 = 3
    let noise = try raster(90, 70) { _, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 56)
    }
    #expect(found(noise).isEmpty)
    #expect(found(try raster(40, 40) { _, _ in 7 }).isEmpty)
    #expect(found(try raster(1, 1) { _, _ in 7 }).isEmpty)
    #expect(found(try raster(2, 90) { x, _ in 255 * x }).count <= 1)
  }

  @Test("segments in one line are united, others not")
  func merging() throws {
    func line(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, theta: Int) -> DetectedLine {
      var line = DetectedLine()
      (line.x1, line.y1, line.x2, line.y2, line.theta) = (x1, y1, x2, y2, theta)
      return line
    }
    func united(_ lines: [DetectedLine], distance: Int) -> [[Int]] {
      var merging = SegmentMerging(lines, distance: distance, angle: 15)
      while merging.pass() {}
      return merging.segments.map { [$0.x1, $0.y1, $0.x2, $0.y2] }
    }
    let dashes = [line(0, 10, 20, 10, theta: 90), line(44, 11, 25, 11, theta: 90)]
    #expect(united(dashes, distance: 5) == [[0, 10, 44, 10]])
    #expect(united(dashes, distance: 4) == [[0, 10, 20, 10], [44, 11, 25, 11]])
    let uprights = [line(10, 0, 10, 20, theta: 0), line(12, 24, 12, 60, theta: 179)]
    #expect(united(uprights, distance: 5) == [[12, 0, 12, 60]])
    let corner = [line(0, 10, 20, 10, theta: 90), line(20, 10, 20, 40, theta: 0)]
    #expect(united(corner, distance: 9).count == 2)
    // A point is as long as nothing, and a quotient by it is -1.
    #expect(united([line(5, 5, 5, 5, theta: 0), line(6, 5, 6, 5, theta: 0)], distance: 5).count == 1)
  }
}
