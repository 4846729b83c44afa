/// Eight-bit pixels in rows from top to bottom, left to right, without padding.
///
/// **Layout**: `[y][x][channel]`; a pixel of `.rgb888` is red, green, blue. A picture has at least one pixel,
/// no side above ``sideLimit`` and no more than ``pixelLimit`` pixels, so offsets and exact sums fit an `Int`.
public struct Picture: Sendable, Equatable {
  /// How a pixel is stored.
  public enum Format: Sendable, CaseIterable {
    /// One byte of brightness.
    case gray8
    /// Three bytes: red, green, blue.
    case rgb888

    /// Bytes of one pixel: 1 or 3.
    public var channelCount: Int { self == .gray8 ? 1 : 3 }
  }

  /// The longest side a picture may have, in pixels.
  public static let sideLimit = 32_768
  /// The most pixels a picture may have (64 Mi).
  public static let pixelLimit = 1 << 26

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// How a pixel is stored.
  public let format: Format
  /// The samples, `width * height * format.channelCount` bytes.
  public internal(set) var pixels: [UInt8]

  /// Wraps samples that are already in memory.
  ///
  /// - Throws: `PictureError` when the size is out of bounds or `pixels` has not exactly the size's bytes.
  public init(width: Int, height: Int, format: Format, pixels: [UInt8]) throws(PictureError) {
    let byteCount = try Self.byteCount(width: width, height: height, format: format)
    guard pixels.count == byteCount else {
      throw PictureError(kind: .byteCount(expected: byteCount, found: pixels.count))
    }
    self.width = width
    self.height = height
    self.format = format
    self.pixels = pixels
  }

  /// A picture of one colour.
  ///
  /// - Throws: `PictureError` when the size is out of bounds.
  public init(width: Int, height: Int, format: Format, filledWith color: Color = .black) throws(PictureError)
  {
    let byteCount = try Self.byteCount(width: width, height: height, format: format)
    self.width = width
    self.height = height
    self.format = format
    pixels = [UInt8](repeating: color.luma, count: byteCount)
    if format == .rgb888 { fill(bounds, with: color) }
  }

  /// A picture whose size and samples this target has already made to match.
  init(trustedWidth width: Int, height: Int, format: Format, pixels: [UInt8]) {
    self.width = width
    self.height = height
    self.format = format
    self.pixels = pixels
  }

  /// Bytes of a picture of this size.
  ///
  /// - Throws: `PictureError` when a side is below 1, above ``sideLimit``, or the product above ``pixelLimit``.
  public static func byteCount(width: Int, height: Int, format: Format) throws(PictureError) -> Int {
    guard width >= 1, height >= 1, width <= sideLimit, height <= sideLimit, width * height <= pixelLimit
    else {
      throw PictureError(kind: .size(width: width, height: height))
    }
    return width * height * format.channelCount
  }

  /// Width and height together.
  public var size: Size { Size(width: width, height: height) }

  /// The rectangle that holds every pixel.
  public var bounds: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  /// The colour at a place, or `nil` outside the picture.
  public func color(x: Int, y: Int) -> Color? {
    guard x >= 0, y >= 0, x < width, y < height else { return nil }
    let start = (y * width + x) * format.channelCount
    switch format {
    case .gray8: return Color(gray: pixels[start])
    case .rgb888: return Color(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
    }
  }
}

/// A picture's extent in pixels, written `320x240`.
public struct Size: Sendable, Equatable, CustomStringConvertible {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int

  /// Any two numbers; they are checked where a picture is made of them.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Width, `x`, height.
  public var description: String { "\(width)x\(height)" }
}
