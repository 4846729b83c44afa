import Pictures
import Testing

@Suite("Drawing on rasters")
struct RasterDrawingTests {
  /// A grey raster as text: `.` black, `#` anything else.
  private func drawn(_ width: Int, _ height: Int, _ draw: (inout Raster) -> Void) throws -> [String] {
    var raster = try Raster(width: width, height: height, format: .grayscale)
    draw(&raster)
    return (0..<height).map { y in (0..<width).map { raster[$0, y] == 0 ? "." : "#" }.joined() }
  }

  @Test("a line has both ends, and Bresenham's steps between them")
  func lines() throws {
    let found = try drawn(7, 4) { $0.line(fromX: 0, fromY: 0, toX: 6, toY: 3, 9) }
    #expect(found == ["##.....", "..##...", "....##.", "......#"])
  }

  @Test("an even thickness reaches further to the left and to the top")
  func thickLines() throws {
    let found = try drawn(5, 5) { $0.line(fromX: 2, fromY: 2, toX: 2, toY: 2, 9, thickness: 2) }
    #expect(found == [".....", "..#..", ".##..", ".....", "....."])
    let three = try drawn(5, 5) { $0.line(fromX: 2, fromY: 2, toX: 2, toY: 2, 9, thickness: 3) }
    #expect(three == [".....", "..#..", ".###.", "..#..", "....."])
    #expect(try drawn(3, 1) { $0.line(fromX: 0, fromY: 0, toX: 2, toY: 0, 9, thickness: 0) } == ["..."])
  }

  @Test("a rectangle's border lies on its edge, half to either side")
  func rectangles() throws {
    let box = Rectangle(x: 1, y: 1, width: 4, height: 3)
    #expect(
      try drawn(6, 5) { $0.rectangle(box, 9) } == ["......", ".####.", ".#..#.", ".####.", "......"])
    #expect(
      try drawn(6, 5) { $0.rectangle(box, 9, isFilled: true) }
        == ["......", ".####.", ".####.", ".####.", "......"])
    let wide = Rectangle(x: 2, y: 2, width: 5, height: 5)
    #expect(
      try drawn(9, 9) { $0.rectangle(wide, 9, thickness: 3) } == [
        ".........", ".#######.", ".#######.", ".#######.", ".###.###.", ".#######.", ".#######.",
        ".#######.",
        ".........",
      ])
  }

  @Test("circles of the midpoint algorithm, and discs of all places within the radius")
  func circles() throws {
    #expect(
      try drawn(7, 7) { $0.circle(x: 3, y: 3, radius: 2, 9) }
        == [".......", "..###..", ".#...#.", ".#...#.", ".#...#.", "..###..", "......."])
    #expect(
      try drawn(5, 5) { $0.circle(x: 2, y: 2, radius: 2, 9, isFilled: true) }
        == ["..#..", ".###.", "#####", ".###.", "..#.."])
    #expect(try drawn(2, 2) { $0.circle(x: 0, y: 0, radius: -1, 9) } == ["..", ".."])
  }

  @Test("an ellipse touches its four vertices, turned by 90 degrees the others")
  func ellipses() throws {
    func vertices(_ rotation: Int) throws -> [Bool] {
      var raster = try Raster(width: 41, height: 41, format: .grayscale)
      raster.ellipse(x: 20, y: 20, radiusX: 15, radiusY: 6, rotation: rotation, 9)
      return [raster[5, 20], raster[35, 20], raster[20, 5], raster[20, 35], raster[20, 20]].map { $0 != 0 }
    }
    #expect(try vertices(0) == [true, true, false, false, false])
    #expect(try vertices(90) == [false, false, true, true, false])
    var disc = try Raster(width: 9, height: 9, format: .grayscale)
    disc.ellipse(x: 4, y: 4, radiusX: 4, radiusY: 2, 9, isFilled: true)
    #expect(disc[4, 4] == 9 && disc[0, 4] == 9 && disc[4, 2] == 9 && disc[4, 1] == 0)
  }

  @Test("crosses and arrows are lines")
  func crosses() throws {
    #expect(
      try drawn(5, 5) { $0.cross(x: 2, y: 2, 9, size: 1) } == [".....", "..#..", ".###.", "..#..", "....."])
    // Strokes of 4 back and 2 to either side.
    #expect(
      try drawn(8, 5) { $0.arrow(fromX: 0, fromY: 2, toX: 7, toY: 2, 9, size: 4) }
        == ["...#....", "....##..", "########", "....##..", "...#...."])
  }

  @Test("nothing traps: every shape at the ends of Int", arguments: [Int.min, -1, 0, 1 << 33, Int.max])
  func extremes(_ number: Int) throws {
    for format in Raster.Format.allCases {
      var raster = try Raster(width: 9, height: 7, format: format)
      for thickness in [1, number] {
        raster.line(fromX: number, fromY: 2, toX: 3, toY: number, 1, thickness: thickness)
        let box = Rectangle(x: number, y: number, width: number, height: number)
        raster.rectangle(box, 1, thickness: thickness)
        raster.rectangle(box, 1, isFilled: true)
        raster.circle(x: 4, y: number, radius: number, 1, thickness: thickness)
        raster.circle(x: number, y: 4, radius: number, 1, isFilled: true)
        raster.ellipse(x: 4, y: 4, radiusX: number, radiusY: 3, rotation: number, 1, thickness: thickness)
        raster.ellipse(x: number, y: 4, radiusX: 3, radiusY: number, rotation: 30, 1, isFilled: true)
        raster.cross(x: number, y: number, 1, size: number, thickness: thickness)
        raster.arrow(fromX: number, fromY: 0, toX: 0, toY: number, 1, size: number, thickness: thickness)
        raster.keypoint(x: number, y: 3, angle: number, 1, size: number, thickness: thickness)
      }
      raster.text(Array("Kiln\n\u{1}".utf8), x: number, y: number, 1)
      var style = RasterTextStyle()
      (style.scale, style.xSpacing, style.ySpacing) = (.greatestFiniteMagnitude, number, number)
      raster.text(Array("Kiln\n\u{1}!".utf8), x: 0, y: 0, 1, style)
      var overlay = RasterOverlay(x: number, y: number)
      raster.draw(raster, overlay)
      (overlay.scaleX, overlay.scaleY, overlay.alpha) = (.infinity, 1e-30, 3)
      raster.draw(raster, overlay)
      raster.floodFill(x: number, y: 1, 1, RasterFlood())
      #expect(raster.copied(raster.bounds, scaleX: .nan, scaleY: 1) == nil)
      #expect(raster.resized(width: number, height: 3) == nil || number == 1)
      #expect(raster.cut(Rectangle(x: number, y: number, width: 2, height: 2)) != nil)
      raster.stretch(from: number, to: 3)
    }
  }

  @Test(
    "text: letters take their own columns and one, monospaced ones their cell; twelve rows and the spacing")
  func text() throws {
    // `l` has dots in columns 2 to 4 of its cell, here moved to the pen.
    let found = try drawn(10, 12) { $0.text(Array("ll".utf8), x: 0, y: 0, 9) }
    #expect(found[2] == "##..##....")
    #expect(found[0] == "..........")
    let cells = try drawn(16, 12) {
      var style = RasterTextStyle()
      style.isMonospaced = true
      $0.text(Array("ll".utf8), x: 0, y: 0, 9, style)
    }
    #expect(cells[2] == "..##......##....")
    let twice = try drawn(12, 40) {
      var style = RasterTextStyle()
      style.scale = 2
      $0.text(Array("l\nl".utf8), x: 0, y: 0, 9, style)
    }
    #expect(twice[4] == "####........" && twice[5] == twice[4] && twice[3] == "............")
    #expect(twice[4 + 24 + 2] == "####........")
    // A zero byte ends the text.
    #expect(try drawn(10, 12) { $0.text([108, 0, 108], x: 0, y: 0, 9) }[2] == "##........")
  }

  @Test("an image over another: whole, scaled, behind a mask, half")
  func overlays() throws {
    var small = try Raster(width: 2, height: 2, format: .grayscale, bytes: [10, 20, 30, 40])
    var raster = try Raster(width: 4, height: 4, format: .grayscale)
    raster.draw(small, RasterOverlay(x: -1, y: 1))
    #expect(raster.bytes == [0, 0, 0, 0, 20, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0])
    var overlay = RasterOverlay(x: 0, y: 0)
    (overlay.scaleX, overlay.scaleY) = (2, 1.5)
    raster.clear()
    raster.draw(small, overlay)
    #expect(raster.bytes == [10, 10, 20, 20, 10, 10, 20, 20, 30, 30, 40, 40, 0, 0, 0, 0])
    overlay = RasterOverlay(x: 0, y: 0)
    overlay.mask = try Raster(width: 2, height: 2, format: .grayscale, bytes: [128, 127, 0, 255])
    raster.clear()
    raster.draw(small, overlay)
    #expect(raster.bytes == [10, 0, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    // White at alpha 128 counts 128 / 256 * 255 / 256: 127 of 255.
    small = try Raster(width: 1, height: 1, format: .rgb565, bytes: [0xFF, 0xFF])
    var color = try Raster(width: 1, height: 1, format: .rgb565)
    overlay = RasterOverlay(x: 0, y: 0)
    overlay.alpha = 128
    color.draw(small, overlay)
    #expect(BoardColor.color(color[0, 0]) == Color(red: 123, green: 125, blue: 123))
  }

  @Test("a fill stops where neighbours differ, and at what differs from its start")
  func floods() throws {
    let bytes: [UInt8] = [
      10, 20, 30, 40,
      10, 200, 200, 50,
    ]
    let start = try Raster(width: 4, height: 2, format: .grayscale, bytes: bytes)
    var flood = RasterFlood()
    // 10 of 255 from one to the next, 25 from the first.
    (flood.floatingThreshold, flood.seedThreshold) = (0.04, 0.1)
    var raster = start
    raster.floodFill(x: 0, y: 0, 255, flood)
    #expect(raster.bytes == [255, 255, 255, 40, 255, 200, 200, 50])
    flood.isInverted = true
    flood.clearsBackground = true
    raster = start
    raster.floodFill(x: 0, y: 0, 255, flood)
    #expect(raster.bytes == [0, 0, 0, 255, 0, 255, 255, 255])
  }
}
