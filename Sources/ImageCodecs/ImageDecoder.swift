public import Pictures

/// Reads image files of any of the formats, told by their content.
public struct ImageDecoder: Sendable {
  /// The most pixels that are decoded; checked before memory is taken.
  public let pixelLimit: Int
  /// What shows through transparent pixels.
  public let background: Color

  /// Settings for reading.
  ///
  /// `pixelLimit` is held to 1…`Picture.pixelLimit`. Transparent pixels are laid over `background`: white by default, as
  /// most viewers show them.
  public init(pixelLimit: Int = Picture.pixelLimit, background: Color = .white) {
    self.pixelLimit = max(1, min(Picture.pixelLimit, pixelLimit))
    self.background = background
  }

  /// Decodes a whole file.
  ///
  /// Grey files give grey pictures, all others colour. An image's turn (EXIF orientation) is not applied.
  ///
  /// - Throws: `ImageError` for other formats, damaged and cut files, and images above the limit.
  public func decode(_ bytes: [UInt8]) throws(ImageError) -> DecodedImage {
    switch ImageFormat(detecting: bytes) {
    case .png: try decodePNG(bytes)
    case .jpeg: try decodeJPEG(bytes)
    case .bmp: try decodeBMP(bytes)
    case .ppm: try decodeNetpbm(bytes, as: .ppm)
    case .pgm: try decodeNetpbm(bytes, as: .pgm)
    case nil:
      throw ImageError(kind: .unknownFormat(firstBytes: Array(bytes.prefix(8))), format: nil, offset: 0)
    }
  }

  /// Refuses sizes that no picture may have; afterwards `width * height * 4` fits an `Int` easily.
  func check(width: Int, height: Int, _ format: ImageFormat, offset: Int?) throws(ImageError) {
    guard width >= 1, height >= 1 else {
      let found = "image of \(width)x\(height) pixels"
      throw ImageError(
        kind: .malformed(found: found, expected: "at least 1x1"), format: format, offset: offset)
    }
    let side = Picture.sideLimit
    guard width <= side, height <= side, width * height <= pixelLimit else {
      throw ImageError(
        kind: .tooLarge(width: width, height: height, pixelLimit: pixelLimit), format: format, offset: offset)
    }
  }

  /// Wraps decoded samples whose size has been checked.
  func picture(
    _ width: Int, _ height: Int, _ format: Picture.Format, _ pixels: [UInt8], of file: ImageFormat
  ) throws(ImageError) -> Picture {
    do {
      return try Picture(width: width, height: height, format: format, pixels: pixels)
    } catch {
      throw ImageError(kind: .library(message: error.description), format: file)
    }
  }
}

/// A picture with what was done to its samples on the way.
public struct DecodedImage: Sendable, Equatable {
  /// Something that changed samples, so that they are not those of the file bit for bit.
  public enum Conversion: String, Sendable, CaseIterable {
    /// Sixteen bits per sample were reduced to eight.
    case sixteenBit = "16-bit samples reduced to 8 bits"
    /// The file's gamma is not sRGB's, and the samples were corrected.
    case gamma = "samples corrected for the file's gamma"
    /// Transparent pixels were laid over the background.
    case transparency = "transparent pixels laid over a background"
    /// The file's largest value is not 255, and the samples were scaled.
    case range = "samples scaled to the range 0…255"
  }

  /// The pixels.
  public let picture: Picture
  /// The format of the file.
  public let format: ImageFormat
  /// What changed the samples; empty when they are exactly what the file holds.
  public let conversions: [Conversion]

  /// Samples differ from the file's: a tool should say so before bit-exact work.
  public var wasConverted: Bool { !conversions.isEmpty }
}
