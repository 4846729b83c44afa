import ImageCodecs
import Pictures
import Testing

@Suite("PPM and PGM files made by hand")
struct NetpbmTests {
  private func decode(_ text: String, _ samples: [UInt8] = []) throws -> DecodedImage {
    try ImageDecoder().decode(Array(text.utf8) + samples)
  }

  @Test("text samples, with comments and any white space")
  func text() throws {
    let gray = try decode("P2 # made by hand\n3\t1 # size\r\n255\n0 # black\n 128\n255")
    #expect(gray.picture.pixels == [0, 128, 255])
    #expect(gray.picture.format == .gray8)
    let color = try decode("P3\n1 2\n255\n1 2 3\n4 5 6\n")
    #expect(color.picture.pixels == [1, 2, 3, 4, 5, 6])
    #expect(!color.wasConverted)
  }

  @Test("one white space ends the header, even when samples look like more")
  func binary() throws {
    #expect(try decode("P5 2 1 255\n", [0x20, 0x0A]).picture.pixels == [0x20, 0x0A])
    #expect(try decode("P6\n1 1\n255\n", [7, 8, 9, 10]).picture.pixels == [7, 8, 9])
  }

  @Test("other ranges are scaled and said so")
  func ranges() throws {
    let low = try decode("P5 3 1 15\n", [0, 7, 15])
    #expect(low.picture.pixels == [0, 119, 255])
    #expect(low.conversions == [.range])
    let wide = try decode("P5 3 1 65535\n", [0, 0, 0x80, 0x80, 0xFF, 0xFF])
    #expect(wide.picture.pixels == [0, 128, 255])
    #expect(wide.conversions == [.sixteenBit])
  }

  @Test(
    "bad files name the place",
    arguments: [
      ("P5 2 2 255\nabc", "pgm at 0x0000000B: 4 bytes needed, 3 left in the file"),
      ("P5 x 2 255\n", "pgm at 0x00000003: width is no number; must be one of 1 to 9 digits"),
      ("P5 1234567890 2 255\n", "pgm at 0x00000003: width is no number; must be one of 1 to 9 digits"),
      ("P5 2 2 0\n", "pgm at 0x00000006: largest value 0; must be 1…65535"),
      ("P5 2 2 70000\n", "pgm at 0x00000006: largest value 70000; must be 1…65535"),
      ("P2 1 1 9 10", "pgm at 0x0000000B: sample 10; must be at most 9"),
      ("P6 0 2 255\n", "ppm at 0x00000002: image of 0x2 pixels; must be at least 1x1"),
      ("P6", "ppm at 0x00000002: 1 bytes needed, 0 left in the file"),
      ("P3 8000 8000 255 1 2 3", "ppm at 0x00000010: 384000000 bytes needed, 6 left in the file"),
      (
        "P6 99999 99999 255\n",
        "ppm at 0x00000002: 99999x99999 pixels; must be at most 67108864 pixels and 32768 a side"
      ),
    ])
  func errors(text: String, message: String) throws {
    let error = try #require(throws: ImageError.self) { try decode(text) }
    #expect(error.description == message)
  }
}
