import Pictures
import Testing

@Suite("Lines, circles, templates, warps")
struct ShapeTests {
  private func raster(_ width: Int, _ height: Int, _ value: (Int, Int) -> UInt16) throws -> Raster {
    var raster = try Raster(width: width, height: height, format: .grayscale)
    for y in 0..<height {
      for x in 0..<width { raster[x, y] = value(x, y) }
    }
    return raster
  }

  @Test("least squares through a level line: 89 degrees, since a right angle is cut")
  func regression() throws {
    let raster = try raster(100, 100) { _, y in y == 50 ? 255 : 0 }
    var search = BlobSearch([ColorThreshold([200, 255])])
    (search.columnStep, search.leastArea) = (1, 0)
    let line = try #require(raster.regression(search, in: raster.bounds, isRobust: false))
    // rho = 49 cos 89° + 50 sin 89° = 50.8; y = rho / sin, at x = 99 (50 - 99 cos 89°) / sin 89° = 48.3.
    #expect(line.theta == 89 && line.rho == 50)
    #expect([line.x1, line.y1, line.x2, line.y2] == [0, 50, 99, 48])
    #expect(line.magnitude == Int(Int32.max) - 1)
    #expect(line.length == 99)
  }

  @Test("the robust line is not drawn aside by a speck")
  func robust() throws {
    let raster = try raster(60, 60) { x, y in x == 20 || (x > 56 && y > 56) ? 255 : 0 }
    var search = BlobSearch([ColorThreshold([200, 255])])
    search.columnStep = 1
    let line = try #require(raster.regression(search, in: raster.bounds, isRobust: true))
    // The median of differences of columns is 0, which makes 179.99996 degrees, cut; rho = 20 cos 179° + 31 sin 179°
    // = -19.5, and x = -19 / cos 179° = 19.003 above, (-19 - 59 sin 179°) / cos 179° = 20.03 below.
    #expect(line.theta == 179 && line.rho == -19)
    #expect([line.x1, line.y1, line.x2, line.y2] == [19, 0, 20, 59])
  }

  @Test("nothing to go through")
  func empty() throws {
    let raster = try Raster(width: 10, height: 10, format: .grayscale)
    let search = BlobSearch([ColorThreshold([200, 255])])
    #expect(raster.regression(search, in: raster.bounds, isRobust: false) == nil)
    #expect(raster.regression(search, in: raster.bounds, isRobust: true) == nil)
  }

  @Test("an upright edge is one line after merging")
  func lines() throws {
    let raster = try raster(80, 60) { x, _ in x < 40 ? 0 : 255 }
    let found = try #require(raster.lines(in: raster.bounds, columnStep: 1, rowStep: 1, threshold: 1000))
    var merging = LineMerging(found, thetaMargin: 25, rhoMargin: 25)
    while merging.pass() {}
    let lines = merging.laid(in: raster.bounds)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect((38...41).contains(line.x1) && (38...41).contains(line.x2))
    // Two columns of slopes, 58 rows, 4 * 255 each; halved in merging.
    #expect(line.magnitude >= 1000)
    #expect(
      raster.lines(in: raster.bounds, columnStep: 1, rowStep: 1, threshold: 1000, byteLimit: 1000) == nil)
  }

  @Test("a disc is a circle at its centre")
  func circles() throws {
    let raster = try raster(100, 90) { x, y in
      (x - 45) * (x - 45) + (y - 50) * (y - 50) <= 400 ? 255 : 0
    }
    var search = CircleSearch()
    (search.columnStep, search.leastRadius, search.radiusEnd, search.radiusStep) = (1, 15, 25, 1)
    search.threshold = 4000
    var work = CircleWork(search, on: raster, in: raster.bounds)
    while work.hasRadius { work.doRadius() }
    let circle = try #require(work.circles.max { $0.magnitude < $1.magnitude })
    #expect(abs(circle.x - 45) <= 1 && abs(circle.y - 50) <= 1 && abs(circle.radius - 20) <= 1)
  }

  @Test("like circles become one: means by strength, cut, and half of the strengths' sum")
  func circleMerging() {
    let circles = [
      DetectedCircle(x: 10, y: 10, radius: 5, magnitude: 100),
      DetectedCircle(x: 40, y: 10, radius: 5, magnitude: 7),
      DetectedCircle(x: 12, y: 10, radius: 6, magnitude: 300),
    ]
    var merging = CircleMerging(circles, margins: (10, 10, 10))
    while merging.pass() {}
    #expect(
      merging.circles == [
        DetectedCircle(x: 11, y: 10, radius: 5, magnitude: 200),
        DetectedCircle(x: 40, y: 10, radius: 5, magnitude: 7),
      ])
  }

  @Test("a template is found where it was cut out")
  func template() throws {
    let raster = try raster(60, 50) { x, y in UInt16((x * x * 7 + y * 13 + x * y * 3) % 251) }
    var bytes: [UInt8] = []
    for y in 20..<32 { bytes += (30..<46).map { UInt8(raster[$0, y]) } }
    let template = try Raster(width: 16, height: 12, format: .grayscale, bytes: bytes)
    var search = TemplateSearch(for: template, in: raster, area: raster.bounds, step: 1)
    while search.doRow() {}
    #expect(search.place == Rectangle(x: 30, y: 20, width: 16, height: 12))
    #expect(search.correlation > 0.99 && search.correlation < 1.01)
  }

  @Test("Canny's edges of a step are one column of white")
  func edges() throws {
    var raster = try raster(20, 10) { x, _ in x < 10 ? 0 : 4 }
    raster.findCannyEdges(low: 50, high: 80, in: raster.bounds)
    for y in 3..<7 {
      let row = (0..<20).filter { raster[$0, y] != 0 }
      #expect(row.count <= 2 && row.allSatisfy { (8...11).contains($0) })
    }
  }

  @Test("a projection and its inverse cancel out, and corners go where they are to go")
  func matrix() throws {
    let corners: [Float] = [10, 5, 90, 12, 80, 70, 4, 60]
    let matrix = try #require(Matrix3(corners: corners, of: Size(width: 100, height: 80)))
    for (place, start) in [(0.0, 0.0), (99, 0), (99, 79), (0, 79)].enumerated() {
      let end = matrix.apply(start.0, start.1)
      #expect(abs(end.x - Double(corners[2 * place])) < 1e-6)
      #expect(abs(end.y - Double(corners[2 * place + 1])) < 1e-6)
    }
    let identity = try #require(matrix.inverse) * matrix
    #expect(abs(identity.numbers[0] / identity.numbers[8] - 1) < 1e-9 && abs(identity.numbers[1]) < 1e-9)
    #expect(Matrix3([1, 2, 3, 2, 4, 6, 0, 0, 1]).inverse == nil)
  }

  @Test("warps that change nothing, or turn the picture upside down")
  func warps() throws {
    let source = try raster(64, 48) { x, y in UInt16((x * 3 + y * 5) % 256) }
    var same = source
    same.rotate(x: 0, y: 0, z: 0, translation: (0, 0), zoom: 1, view: 1, corners: nil)
    let shifted = (0..<source.bytes.count).filter { same.bytes[$0] != source.bytes[$0] }
    // Single precision may cut a place to the pixel before it.
    #expect(shifted.count < source.bytes.count / 10)
    var turned = source
    turned.rotate(x: 0, y: 0, z: .pi, translation: (0, 0), zoom: 1, view: 1, corners: nil)
    #expect(abs(Int(turned[32, 24]) - Int(source[32, 24])) <= 8)
    #expect(abs(Int(turned[42, 34]) - Int(source[22, 14])) <= 8)
    var straight = source
    straight.correctLens(strength: 0.0001, zoom: 1)
    #expect(straight[32, 24] == source[32, 24] && straight[33, 25] == source[33, 25])
    var polar = source
    polar.convertToPolar(isLinear: true, isReversed: false)
    // At distance 0 there is the centre, whatever the angle.
    #expect(polar[5, 0] == source[32, 24])
    polar.convertToPolar(isLinear: false, isReversed: true)
  }

  @Test("approximations are near what they approximate")
  func mathematics() {
    #expect(abs(BoardMath.arcTangent(1) - 0.7853982) < 1e-6)
    #expect(abs(BoardMath.angle(y: -1, x: -1) - 3.926991) < 1e-5)
    #expect(abs(BoardMath.angle(y: -1, x: 1) - 5.497787) < 1e-5)
    #expect(abs(BoardMath.exponential(1) - 2.718) < 0.1)
    #expect(abs(BoardMath.logarithm(10) - 2.302585) < 1e-3)
    #expect(abs(BoardMath.power(0.5, 2) - 0.25) < 0.02)
    #expect(BoardMath.whole(-1.9) == -1 && BoardMath.whole(.nan) == Int(Int32.max))
    #expect(BoardMath.whole(1e20) == Int(Int32.max) && BoardMath.whole(-1e20) == Int(Int32.min))
  }
}
