import ImageCodecs
import Pictures
import TestSupport
import Testing

@Suite("Damaged image files")
struct DamagedFileTests {
  private static let decoder = ImageDecoder(pixelLimit: 4096)

  /// A small picture with structure, so that compressed files are not trivial.
  private static func file(_ format: ImageFormat, _ pixelFormat: Picture.Format) throws -> [UInt8] {
    var generator = SplitMix64(seed: 5)
    let count = 9 * 7 * pixelFormat.channelCount
    return try Picture(width: 9, height: 7, format: pixelFormat, pixels: generator.bytes(count)).encoded(
      as: format)
  }

  @Test(
    "cut anywhere: a typed error or a picture, never a trap", arguments: ImageFormat.allCases,
    Picture.Format.allCases)
  func cutAnywhere(format: ImageFormat, pixelFormat: Picture.Format) throws {
    let file = try Self.file(format, pixelFormat)
    let whole = try Self.decoder.decode(file)
    for length in 0..<file.count {
      do {
        let decoded = try Self.decoder.decode(Array(file.prefix(length)))
        // What still decodes must be all there: only bytes behind the samples were missing.
        #expect(decoded == whole, "cut to \(length) of \(file.count) bytes")
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("a JPEG without its end is an error", arguments: [1, 2, 10, 100])
  func cutJPEG(missing: Int) throws {
    let file = try Self.file(.jpeg, .rgb888)
    let error = try #require(throws: ImageError.self) {
      try Self.decoder.decode(Array(file.dropLast(missing)))
    }
    #expect(error.format == .jpeg)
  }

  @Test("flipped bits: an error or a picture within the limit", arguments: ImageFormat.allCases)
  func flippedBits(format: ImageFormat) throws {
    let file = try Self.file(format, .rgb888)
    var generator = SplitMix64(seed: 99)
    for _ in 0..<400 {
      var damaged = file
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      do {
        let picture = try Self.decoder.decode(damaged).picture
        #expect(picture.width * picture.height <= 4096)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("header bytes set to extremes", arguments: ImageFormat.allCases, [0, 0x7F, 0x80, 0xFF] as [UInt8])
  func extremeBytes(format: ImageFormat, value: UInt8) throws {
    let file = try Self.file(format, .gray8)
    for place in 0..<min(file.count, 64) {
      for count in [1, 2, 4] where place + count <= file.count {
        var damaged = file
        for index in place..<(place + count) { damaged[index] = value }
        if let decoded = try? Self.decoder.decode(damaged) {
          #expect(decoded.picture.width * decoded.picture.height <= 4096)
        }
      }
    }
  }

  @Test("random bytes behind a format's first bytes", arguments: ImageFormat.allCases)
  func noise(format: ImageFormat) throws {
    let start = try Self.file(format, .gray8).prefix(format == .jpeg ? 4 : 8)
    var generator = SplitMix64(seed: 21)
    for length in 0..<150 {
      let file = start + generator.bytes(length)
      #expect(throws: ImageError.self) { try Self.decoder.decode(Array(file)) }
    }
  }

  @Test(
    "other files are named by their first bytes",
    arguments: [
      ([], "image at 0x00000000: file is empty; must be PNG, JPEG, BMP, PPM or PGM"),
      (
        [0x47, 0x49, 0x46, 0x38],
        "image at 0x00000000: file begins with 47494638; must be PNG, JPEG, BMP, PPM or PGM"
      ),
    ] as [([UInt8], String)])
  func otherFiles(bytes: [UInt8], message: String) throws {
    let error = try #require(throws: ImageError.self) { try Self.decoder.decode(bytes) }
    #expect(error.description == message)
  }
}
