internal import Bytes
internal import Pictures

/// An image file that can't be read or written.
public struct ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Kind: Equatable, Sendable {
    /// The first bytes belong to none of the formats.
    case unknownFormat(firstBytes: [UInt8])
    /// The file ends too early.
    case truncated(needed: Int, available: Int)
    /// More pixels, or longer sides, than the reader was allowed.
    case tooLarge(width: Int, height: Int, pixelLimit: Int)
    /// A valid file of a sort that is not read.
    case unsupported(found: String, expected: String)
    /// A field holds a value that it must not have.
    case malformed(found: String, expected: String)
    /// The C library refused, in its own words.
    case library(message: String)
  }

  /// What was wrong.
  public let kind: Kind
  /// The format, when it could be told.
  public let format: ImageFormat?
  /// Where in the file, in bytes from its start, when it is known.
  public let offset: Int?

  /// Records what was wrong and where.
  public init(kind: Kind, format: ImageFormat?, offset: Int? = nil) {
    self.kind = kind
    self.format = format
    self.offset = offset
  }

  /// Format, place, found and expected, in words.
  public var description: String {
    let place = offset.map { " at \(Hexadecimal.address(UInt64($0)))" } ?? ""
    return "\(format?.rawValue ?? "image")\(place): \(reason)"
  }

  private var reason: String {
    switch kind {
    case .unknownFormat(let bytes):
      bytes.isEmpty
        ? "file is empty; must be PNG, JPEG, BMP, PPM or PGM"
        : "file begins with \(Hexadecimal.string(bytes)); must be PNG, JPEG, BMP, PPM or PGM"
    case .truncated(let needed, let available): "\(needed) bytes needed, \(available) left in the file"
    case .tooLarge(let width, let height, let limit):
      "\(width)x\(height) pixels; must be at most \(limit) pixels and \(Picture.sideLimit) a side"
    case .unsupported(let found, let expected), .malformed(let found, let expected):
      "\(found); must be \(expected)"
    case .library(let message): message
    }
  }

  /// The error for a read past the end.
  init(_ error: OutOfBytes, _ format: ImageFormat) {
    self.init(
      kind: .truncated(needed: error.needed, available: error.available), format: format, offset: error.offset
    )
  }
}
