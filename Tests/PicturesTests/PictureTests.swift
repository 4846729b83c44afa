import Pictures
import Testing

@Suite("Picture")
struct PictureTests {
  @Test("samples must fill the size exactly", arguments: [5, 7, 0])
  func sampleCount(count: Int) {
    #expect(throws: PictureError(kind: .byteCount(expected: 6, found: count))) {
      _ = try Picture(width: 2, height: 1, format: .rgb888, pixels: [UInt8](repeating: 0, count: count))
    }
  }

  @Test(
    "sizes out of bounds are refused before memory is taken",
    arguments: [(0, 4), (4, 0), (-1, 4), (32_769, 1), (1, Int.max), (Int.max, Int.max), (32_768, 32_768)])
  func sizes(width: Int, height: Int) {
    #expect(throws: PictureError(kind: .size(width: width, height: height))) {
      _ = try Picture(width: width, height: height, format: .gray8)
    }
  }

  @Test("messages name what was found and what is allowed")
  func messages() {
    #expect(
      PictureError(kind: .byteCount(expected: 6, found: 5)).description
        == "picture has 5 bytes of pixels; must be 6")
    #expect(
      PictureError(kind: .size(width: 0, height: 3)).description.hasPrefix(
        "picture of 0x3 pixels; must be 1…"))
    let mismatch = PictureError.Kind.notTheSize(
      expected: Size(width: 2, height: 3), found: Size(width: 4, height: 5))
    #expect(PictureError(kind: mismatch).description == "picture is 4x5; must be 2x3")
  }

  @Test("a filled picture has the colour everywhere, grey pictures its brightness")
  func filled() throws {
    let color = Color(red: 10, green: 20, blue: 30)
    let picture = try Picture(width: 2, height: 2, format: .rgb888, filledWith: color)
    #expect(picture.pixels == [10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30])
    #expect(picture.color(x: 1, y: 1) == color)
    #expect(picture.color(x: 2, y: 0) == nil)
    #expect(picture.color(x: 0, y: -1) == nil)
    let gray = try Picture(width: 3, height: 1, format: .gray8, filledWith: color)
    #expect(gray.pixels == [18, 18, 18])
  }

  @Test(
    "brightness follows BT.601 and keeps greys",
    arguments: [
      (Color(red: 255, green: 0, blue: 0), 77), (Color(red: 0, green: 255, blue: 0), 149),
      (Color(red: 0, green: 0, blue: 255), 29), (.white, 255), (.black, 0), (Color(gray: 131), 131),
    ] as [(Color, UInt8)])
  func luma(color: Color, expected: UInt8) {
    #expect(color.luma == expected)
  }

  @Test("palette colours repeat, also below zero", arguments: [-9, -1, 0, 7, 8, Int.max, Int.min])
  func palette(index: Int) {
    #expect(Color.palette.contains(Color.palette(for: index)))
    if index >= 0, index < Int.max - 8 { #expect(Color.palette(for: index) == Color.palette(for: index + 8)) }
  }

  @Test("rectangles meet without overflow")
  func rectangles() {
    let frame = Rectangle(x: 0, y: 0, width: 10, height: 10)
    #expect(Rectangle(x: -5, y: 8, width: 7, height: 90).intersection(frame).description == "(0, 8) 2x2")
    #expect(Rectangle(x: .min, y: .min, width: .max, height: .max).intersection(frame).isEmpty)
    let huge = Rectangle(x: -1, y: -1, width: .max, height: .max)
    #expect(huge.intersection(frame) == frame)
    #expect(Rectangle(x: .max, y: 0, width: .max, height: 1).intersection(huge).width <= 0)
    #expect(Rectangle(x: 3, y: 3, width: -1, height: 4).intersection(frame).isEmpty)
    #expect(Rectangle(x: .min, y: 0, width: .max, height: 1).endX == -1)
  }
}
