import ImageCodecs
import Pictures
import Testing

@Suite("PNG files made by hand")
struct PNGTests {
  @Test("low bit depths and palettes are exact")
  func exactKinds() throws {
    var gray = PNGFile(width: 4, height: 1, bitDepth: 2, colorType: 0)
    gray.end(rows: [0, 0b0001_1011])
    let shades = try ImageDecoder().decode(gray.bytes)
    #expect(shades.picture.pixels == [0, 85, 170, 255])
    #expect(!shades.wasConverted)
    var palette = PNGFile(width: 2, height: 1, bitDepth: 8, colorType: 3)
    palette.chunk("PLTE", [1, 2, 3, 200, 100, 50])
    palette.end(rows: [0, 1, 0])
    #expect(try ImageDecoder().decode(palette.bytes).picture.pixels == [200, 100, 50, 1, 2, 3])
  }

  @Test("transparency shows the background, white unless asked")
  func transparency() throws {
    var file = PNGFile(width: 3, height: 1, bitDepth: 8, colorType: 6)
    file.end(rows: [0, 10, 20, 30, 255, 10, 20, 30, 0, 100, 100, 100, 128])
    let decoded = try ImageDecoder().decode(file.bytes)
    #expect(decoded.picture.pixels == [10, 20, 30, 255, 255, 255, 177, 177, 177])
    #expect(decoded.conversions == [.transparency])
    let black = try ImageDecoder(background: .black).decode(file.bytes)
    #expect(black.picture.pixels == [10, 20, 30, 0, 0, 0, 50, 50, 50])
  }

  @Test("an opaque alpha channel changes nothing, and grey stays grey")
  func opaque() throws {
    var file = PNGFile(width: 2, height: 1, bitDepth: 8, colorType: 4)
    file.end(rows: [0, 10, 255, 200, 255])
    let decoded = try ImageDecoder().decode(file.bytes)
    #expect(decoded.picture.format == .gray8)
    #expect(decoded.picture.pixels == [10, 200])
    #expect(!decoded.wasConverted)
    #expect(
      try ImageDecoder(background: Color(red: 1, green: 2, blue: 3)).decode(file.bytes).picture.format
        == .rgb888)
  }

  @Test("sixteen bits are reduced and said so")
  func sixteenBits() throws {
    var file = PNGFile(width: 3, height: 1, bitDepth: 16, colorType: 0)
    file.end(rows: [0, 0, 0, 0x80, 0x80, 0xFF, 0xFF])
    let decoded = try ImageDecoder().decode(file.bytes)
    #expect(decoded.picture.pixels == [0, 128, 255])
    #expect(decoded.conversions == [.sixteenBit])
  }

  @Test(
    "a gamma far from sRGB's is flagged and applied, a near one is neither", arguments: [45_455, 100_000])
  func gamma(value: Int) throws {
    var file = PNGFile(width: 3, height: 1, bitDepth: 8, colorType: 0)
    file.chunk("gAMA", PNGFile.big(value))
    file.end(rows: [0, 0, 100, 255])
    let decoded = try ImageDecoder().decode(file.bytes)
    #expect(decoded.conversions == (value == 45_455 ? [] : [.gamma]))
    #expect((decoded.picture.pixels == [0, 100, 255]) == (value == 45_455))
  }

  @Test("damage inside of the pixel data is an error")
  func damaged() throws {
    var file = PNGFile(width: 2, height: 2, bitDepth: 8, colorType: 0)
    file.end(rows: [0, 1, 2, 0, 3, 4])
    var bytes = file.bytes
    #expect(try ImageDecoder().decode(bytes).picture.pixels == [1, 2, 3, 4])
    bytes[bytes.count - 22] ^= 0x10
    let error = try #require(throws: ImageError.self) { try ImageDecoder().decode(bytes) }
    #expect(error.format == .png)
  }

  @Test("a first chunk that is no header is refused with its place")
  func noHeader() throws {
    var bytes = PNGFile(width: 1, height: 1, bitDepth: 8, colorType: 0).bytes
    bytes[15] = 0x58
    let error = try #require(throws: ImageError.self) { try ImageDecoder().decode(bytes) }
    #expect(error.offset == 8)
  }

  @Test("a claimed size is checked before memory is taken")
  func hugeClaim() throws {
    var file = PNGFile(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF, bitDepth: 16, colorType: 6)
    file.end(rows: [0])
    let error = try #require(throws: ImageError.self) { try ImageDecoder().decode(file.bytes) }
    #expect(
      error.kind == .tooLarge(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF, pixelLimit: Picture.pixelLimit))
  }
}
