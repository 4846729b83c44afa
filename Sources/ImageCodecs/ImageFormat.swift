/// A kind of image file.
public enum ImageFormat: String, Sendable, CaseIterable {
  /// Portable Network Graphics, any bit depth and colour type.
  case png
  /// JPEG, baseline or progressive, grey or colour.
  case jpeg
  /// Windows bitmap, uncompressed with 8 (palette), 24 or 32 bits.
  case bmp
  /// Netpbm colour: binary `P6` or text `P3`.
  case ppm
  /// Netpbm grey: binary `P5` or text `P2`.
  case pgm

  /// Tells the format by a file's first bytes; `nil` for anything else.
  public init?(detecting bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x42, 0x4D]) {
      self = .bmp
    } else if bytes.starts(with: [0x50, 0x36]) || bytes.starts(with: [0x50, 0x33]) {
      self = .ppm
    } else if bytes.starts(with: [0x50, 0x35]) || bytes.starts(with: [0x50, 0x32]) {
      self = .pgm
    } else {
      return nil
    }
  }

  /// The format that a file name's extension asks for, in any case: `png`, `jpg`, `jpeg`, `bmp`, `ppm`, `pgm`.
  public init?(fileExtension: String) {
    let lowered = fileExtension.lowercased()
    self.init(rawValue: lowered == "jpg" ? "jpeg" : lowered)
  }
}
