public import Pictures

extension Picture {
  /// Writes an image file.
  ///
  /// PNG, BMP, PPM and PGM keep every sample of a picture of their kind; PPM makes grey pictures colour and PGM makes
  /// colour pictures grey. `jpegQuality` (held to 1…100) is for JPEG alone, which loses detail; colour is kept at full
  /// resolution (4:4:4).
  /// `isFast` is for PNG alone: four times as quick, and somewhat larger.
  ///
  /// - Throws: `ImageError` when the C library refuses.
  public func encoded(as format: ImageFormat, jpegQuality: Int = 90, isFast: Bool = false) throws(ImageError)
    -> [UInt8]
  {
    switch format {
    case .png: try encodedPNG(isFast: isFast)
    case .jpeg: try encodedJPEG(quality: max(1, min(100, jpegQuality)))
    case .bmp: encodedBMP()
    case .ppm: converted(to: .rgb888).encodedNetpbm(magic: "P6")
    case .pgm: converted(to: .gray8).encodedNetpbm(magic: "P5")
    }
  }
}
