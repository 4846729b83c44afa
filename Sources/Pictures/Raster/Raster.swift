/// Pixels as MaixPy's images hold them: what the `image` module draws on, filters and measures.
///
/// **Layout**: rows from top to bottom without padding; `.grayscale` one byte, `.rgb565` two bytes with the upper one first
/// (as the display is sent them), `.binary` one byte of 0 or 1 (the device packs bits; only sizes tell the difference).
/// A raster has at least one pixel and no side above ``Picture/sideLimit``, so offsets fit an `Int`.
public struct Raster: Sendable, Equatable {
  /// How a pixel is stored.
  public enum Format: Sendable, CaseIterable {
    /// 0 or 1.
    case binary
    /// One byte of brightness.
    case grayscale
    /// Five bits of red, six of green, five of blue.
    case rgb565

    /// Bytes of one pixel here: 1 or 2.
    public var byteCount: Int { self == .rgb565 ? 2 : 1 }
  }

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// How a pixel is stored.
  public let format: Format
  /// The samples, `width * height * format.byteCount` bytes.
  public var bytes: [UInt8]

  /// A raster of zeros: black.
  ///
  /// - Throws: `PictureError` when the size is out of bounds.
  public init(width: Int, height: Int, format: Format) throws(PictureError) {
    _ = try Picture.byteCount(width: width, height: height, format: .gray8)
    self.init(trustedWidth: width, height: height, format: format)
  }

  /// Wraps samples that are already in memory.
  ///
  /// - Throws: `PictureError` when the size is out of bounds or `bytes` has not exactly the size's bytes.
  public init(width: Int, height: Int, format: Format, bytes: [UInt8]) throws(PictureError) {
    _ = try Picture.byteCount(width: width, height: height, format: .gray8)
    guard bytes.count == width * height * format.byteCount else {
      throw PictureError(kind: .byteCount(expected: width * height * format.byteCount, found: bytes.count))
    }
    self.width = width
    self.height = height
    self.format = format
    self.bytes = bytes
  }

  /// A black raster whose size this target has already checked.
  init(trustedWidth width: Int, height: Int, format: Format) {
    self.width = width
    self.height = height
    self.format = format
    bytes = [UInt8](repeating: 0, count: width * height * format.byteCount)
  }

  /// Width and height together.
  public var size: Size { Size(width: width, height: height) }

  /// The rectangle that holds every pixel.
  public var bounds: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  /// The stored value of a pixel: 0 or 1, brightness, or sixteen bits of ``Color/rgb565``.
  ///
  /// The place must be inside.
  @inline(__always)
  public subscript(x: Int, y: Int) -> UInt16 {
    get {
      let index = y &* width &+ x
      guard format == .rgb565 else { return UInt16(bytes[index]) }
      return UInt16(bytes[2 &* index]) << 8 | UInt16(bytes[2 &* index &+ 1])
    }
    set {
      let index = y &* width &+ x
      guard format == .rgb565 else {
        bytes[index] = UInt8(truncatingIfNeeded: newValue)
        return
      }
      bytes[2 &* index] = UInt8(truncatingIfNeeded: newValue >> 8)
      bytes[2 &* index &+ 1] = UInt8(truncatingIfNeeded: newValue)
    }
  }
}
