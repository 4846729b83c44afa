import ImageCodecs
import Pictures
import TestSupport
import Testing

@Suite("Image files written and read again")
struct RoundTripTests {
  private static func random(_ width: Int, _ height: Int, _ format: Picture.Format) throws -> Picture {
    var generator = SplitMix64(seed: UInt64(width * 100 + height))
    return try Picture(
      width: width, height: height, format: format,
      pixels: generator.bytes(width * height * format.channelCount))
  }

  @Test(
    "lossless formats keep every sample, whatever the row's length",
    arguments: [ImageFormat.png, .bmp, .ppm, .pgm], [(1, 1), (2, 3), (3, 2), (4, 1), (5, 7), (33, 9)])
  func lossless(format: ImageFormat, size: (Int, Int)) throws {
    for pixelFormat in Picture.Format.allCases {
      let picture = try Self.random(size.0, size.1, pixelFormat)
      let file = try picture.encoded(as: format)
      #expect(ImageFormat(detecting: file) == format)
      let decoded = try ImageDecoder().decode(file)
      let expected =
        switch format {
        case .ppm: picture.converted(to: .rgb888)
        case .pgm: picture.converted(to: .gray8)
        case .png, .bmp, .jpeg: picture
        }
      #expect(decoded.picture == expected)
      #expect(decoded.format == format)
      #expect(!decoded.wasConverted)
    }
  }

  @Test("JPEG keeps size, kind and roughly the colours", arguments: Picture.Format.allCases)
  func jpeg(pixelFormat: Picture.Format) throws {
    let color = Color(red: 200, green: 90, blue: 30)
    let picture = try Picture(width: 19, height: 11, format: pixelFormat, filledWith: color)
    let decoded = try ImageDecoder().decode(try picture.encoded(as: .jpeg, jpegQuality: 95))
    #expect(decoded.format == .jpeg)
    #expect(decoded.picture.size == picture.size)
    #expect(decoded.picture.format == pixelFormat)
    let errors = zip(decoded.picture.pixels, picture.pixels).map { abs(Int($0) - Int($1)) }
    #expect(try #require(errors.max()) <= 3)
  }

  @Test("JPEG quality is held to its range and matters")
  func jpegQuality() throws {
    let picture = try Self.random(32, 32, .rgb888)
    let sizes = try [Int.min, 1, 50, 100, Int.max].map {
      try picture.encoded(as: .jpeg, jpegQuality: $0).count
    }
    #expect(sizes[0] == sizes[1])
    #expect(sizes[1] < sizes[2])
    #expect(sizes[2] < sizes[3])
    #expect(sizes[3] == sizes[4])
  }

  @Test("the same picture makes the same file", arguments: ImageFormat.allCases)
  func deterministic(format: ImageFormat) throws {
    let picture = try Self.random(17, 9, .rgb888)
    #expect(try picture.encoded(as: format) == picture.encoded(as: format))
  }

  @Test(
    "extensions name formats in any case",
    arguments: [("png", .png), ("JPG", .jpeg), ("jpeg", .jpeg), ("Ppm", .ppm), ("gif", nil), ("", nil)]
      as [(String, ImageFormat?)])
  func extensions(text: String, format: ImageFormat?) {
    #expect(ImageFormat(fileExtension: text) == format)
  }

  @Test("sizes above the limit are refused before decoding", arguments: ImageFormat.allCases)
  func limits(format: ImageFormat) throws {
    let file = try Picture(width: 20, height: 10, format: .gray8).encoded(as: format)
    #expect(throws: Never.self) { try ImageDecoder(pixelLimit: 200).decode(file) }
    let error = try #require(throws: ImageError.self) { try ImageDecoder(pixelLimit: 199).decode(file) }
    #expect(error.kind == .tooLarge(width: 20, height: 10, pixelLimit: 199))
    #expect(error.format == format)
  }

  @Test(
    "the pixel limit stays within what a picture may have",
    arguments: [(Int.min, 1), (5, 5), (Int.max, 1 << 26)])
  func limitRange(asked: Int, held: Int) {
    #expect(ImageDecoder(pixelLimit: asked).pixelLimit == held)
  }
}
