import ImageCodecs
import Pictures
import TestSupport
import Testing

@Suite("Depths and transparency of PNG")
struct CompositingTests {
  @Test(
    "every mixture of a sample, an alpha and a background is the nearest one",
    arguments: [0, 77, 255] as [UInt8])
  func mixtures(below: UInt8) throws {
    var file = PNGFile(width: 256, height: 16, bitDepth: 8, colorType: 4)
    var rows: [UInt8] = []
    for row in 0..<16 {
      rows.append(0)
      for alpha in 0..<256 { rows += [UInt8(row * 17), UInt8(alpha)] }
    }
    file.end(rows: rows)
    let decoded = try ImageDecoder(background: Color(gray: below)).decode(file.bytes)
    #expect(decoded.picture.format == .gray8)
    for (index, sample) in decoded.picture.pixels.enumerated() {
      let (shade, alpha) = (index / 256 * 17, index % 256)
      let exact = shade * alpha + Int(below) * (255 - alpha)
      #expect(abs(Int(sample) * 255 - exact) * 2 <= 255)
    }
  }

  @Test("a transparent colour of a palette or of the whole file counts")
  func transparentColors() throws {
    var palette = PNGFile(width: 2, height: 1, bitDepth: 8, colorType: 3)
    palette.chunk("PLTE", [1, 2, 3, 200, 100, 50])
    palette.chunk("tRNS", [0])
    palette.end(rows: [0, 0, 1])
    let first = try ImageDecoder().decode(palette.bytes)
    #expect(first.picture.pixels == [255, 255, 255, 200, 100, 50])
    #expect(first.conversions == [.transparency])
    var color = PNGFile(width: 2, height: 1, bitDepth: 8, colorType: 2)
    color.chunk("tRNS", [0, 9, 0, 9, 0, 9])
    color.end(rows: [0, 9, 9, 9, 8, 9, 9])
    #expect(try ImageDecoder(background: .black).decode(color.bytes).picture.pixels == [0, 0, 0, 8, 9, 9])
  }

  @Test("sixteen bits with colour and alpha are both said")
  func everything() throws {
    var file = PNGFile(width: 1, height: 1, bitDepth: 16, colorType: 6)
    file.end(rows: [0, 0xFF, 0xFF, 0x80, 0x80, 0, 0, 0, 0])
    let decoded = try ImageDecoder().decode(file.bytes)
    #expect(decoded.conversions == [.sixteenBit, .transparency])
    #expect(decoded.picture.pixels == [255, 255, 255])
  }

  @Test("a file marked sRGB is not corrected, whatever its gamma")
  func markedSRGB() throws {
    var file = PNGFile(width: 2, height: 1, bitDepth: 8, colorType: 0)
    file.chunk("gAMA", PNGFile.big(100_000))
    file.chunk("sRGB", [0])
    file.end(rows: [0, 100, 200])
    let decoded = try ImageDecoder().decode(file.bytes)
    #expect(decoded.picture.pixels == [100, 200])
    #expect(!decoded.wasConverted)
  }
}
