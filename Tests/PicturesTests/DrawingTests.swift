import Pictures
import TestSupport
import Testing

@Suite("Drawing on a picture")
struct DrawingTests {
  /// The rows of a grey picture, `#` where it is white.
  private func art(_ picture: Picture) -> [String] {
    (0..<picture.height).map { y in
      String((0..<picture.width).map { picture.color(x: $0, y: y) == .white ? "#" : "." })
    }
  }

  private func canvas(_ width: Int, _ height: Int) throws -> Picture {
    try Picture(width: width, height: height, format: .gray8)
  }

  @Test("an outline grows inwards")
  func outline() throws {
    var picture = try canvas(6, 5)
    picture.outline(Rectangle(x: 1, y: 0, width: 5, height: 5), with: .white)
    #expect(art(picture) == [".#####", ".#...#", ".#...#", ".#...#", ".#####"])
    picture = try canvas(6, 5)
    picture.outline(Rectangle(x: 0, y: 0, width: 6, height: 5), with: .white, thickness: 2)
    #expect(art(picture) == ["######", "######", "##..##", "######", "######"])
  }

  @Test("thickness beyond the rectangle fills it and stays inside")
  func thickOutline() throws {
    var picture = try canvas(5, 3)
    picture.outline(Rectangle(x: 1, y: 1, width: 2, height: 1), with: .white, thickness: .max)
    #expect(art(picture) == [".....", ".##..", "....."])
    picture.outline(Rectangle(x: 0, y: 0, width: 5, height: 3), with: .white, thickness: 0)
    #expect(art(picture) == [".....", ".##..", "....."])
  }

  @Test("fills are clipped")
  func fill() throws {
    var picture = try canvas(4, 2)
    picture.fill(Rectangle(x: 2, y: -3, width: .max, height: 4), with: .white)
    #expect(art(picture) == ["..##", "...."])
    picture.fill(Rectangle(x: .max, y: .max, width: .max, height: .max), with: .white)
    #expect(art(picture) == ["..##", "...."])
  }

  @Test("lines include both ends, in any direction")
  func lines() throws {
    var picture = try canvas(4, 4)
    picture.line(fromX: 3, fromY: 3, toX: 0, toY: 0, with: .white)
    #expect(art(picture) == ["#...", ".#..", "..#.", "...#"])
    picture = try canvas(3, 4)
    picture.line(fromX: 1, fromY: 3, toX: 1, toY: 1, with: .white)
    #expect(art(picture) == ["...", ".#.", ".#.", ".#."])
    picture = try canvas(3, 1)
    picture.line(fromX: 2, fromY: 0, toX: 2, toY: 0, with: .white)
    #expect(art(picture) == ["..#"])
  }

  @Test("a clipped line is the same line, seen through a window")
  func clippedLine() throws {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<40 {
      let ends = (0..<4).map { _ in Int.random(in: 0..<60, using: &generator) }
      var large = try canvas(60, 60)
      large.line(fromX: ends[0], fromY: ends[1], toX: ends[2], toY: ends[3], with: .white)
      var window = try canvas(20, 20)
      window.line(
        fromX: ends[0] - 20, fromY: ends[1] - 20, toX: ends[2] - 20, toY: ends[3] - 20, with: .white)
      #expect(try large.cropped(to: Rectangle(x: 20, y: 20, width: 20, height: 20)) == window)
    }
  }

  @Test("lines outside leave the picture alone; endless ones cost no more than the picture")
  func farLines() throws {
    var picture = try canvas(5, 5)
    picture.line(fromX: -5, fromY: 2, toX: -2, toY: 2, with: .white)
    picture.line(fromX: 9, fromY: 2, toX: .max, toY: 2, with: .white)
    #expect(art(picture).allSatisfy { $0 == "....." })
    picture.line(fromX: .min, fromY: 2, toX: .max, toY: 2, with: .white)
    picture.line(fromX: .min, fromY: .min, toX: .max, toY: .max, with: .white)
    #expect(art(picture) == ["#....", ".#...", "#####", "...#.", "....#"])
  }

  @Test("text shows the font's dots")
  func text() throws {
    var picture = try canvas(12, 8)
    picture.text("Lg", x: 0, y: 0, with: .white)
    #expect(
      art(picture) == [
        "#...........", "#...........", "#......####.", "#.....#...#.", "#.....#...#.", "#......####.",
        "#####.....#.", ".......###..",
      ])
  }

  @Test(
    "other characters are a box, whatever they are made of", arguments: ["猫", "é", "🇫🇷", "\u{7}", "\u{7F}"])
  func unknownCharacters(text: String) throws {
    var picture = try canvas(6, 8)
    picture.text(text, x: 0, y: 0, with: .white)
    let middle = [String](repeating: "#...#.", count: 5)
    #expect(art(picture) == ["#####."] + middle + ["#####.", "......"])
  }

  @Test("scale makes squares of dots and the background fills the cell")
  func scaledText() throws {
    var picture = try Picture(width: 14, height: 20, format: .rgb888)
    let green = Color(red: 0, green: 200, blue: 0)
    picture.text("|", x: 1, y: 1, with: .white, scale: 2, background: green)
    #expect(Picture.textSize("|", scale: 2) == Size(width: 12, height: 18))
    #expect(picture.color(x: 0, y: 0) == .black)
    #expect(picture.color(x: 1, y: 1) == green)
    #expect(picture.color(x: 12, y: 18) == green)
    #expect(picture.color(x: 13, y: 18) == .black)
    #expect([5, 6].allSatisfy { picture.color(x: $0, y: 2) == .white })
    #expect([4, 7].allSatisfy { picture.color(x: $0, y: 2) == green })
  }

  @Test("lines break and far places change nothing")
  func placement() throws {
    var picture = try canvas(6, 18)
    picture.text("-\n-", x: 0, y: 0, with: .white)
    #expect(art(picture).indices.filter { art(picture)[$0].contains("#") } == [3, 12])
    #expect(Picture.textSize("ab\nabc") == Size(width: 18, height: 18))
    let before = picture
    for place in [Int.min, -1000, 1000, Int.max] {
      picture.text("abc\nabc", x: place, y: 0, with: .white, scale: .max)
      picture.text("abc\nabc", x: 0, y: place, with: .white, scale: 8)
    }
    #expect(picture == before)
  }

  @Test("no two printable characters look alike")
  func distinctGlyphs() {
    let glyphs = (0x20..<0x7F).map { Array(BitmapFont.glyph(of: Character(Unicode.Scalar(UInt8($0))))) }
    #expect(Set(glyphs).count == glyphs.count)
    #expect(glyphs.allSatisfy { $0.count == 8 })
    #expect(glyphs.dropFirst().allSatisfy { $0.contains { $0 != 0 } })
  }
}
