internal import CTurboJPEG
internal import Pictures

extension ImageDecoder {
  /// The most pixels times scans of a progressive file; each scan passes over the whole image again.
  static let jpegWorkLimit = 1 << 31

  /// Decodes with the exact integer DCT; whatever the library warns of, a cut file above all, is an error.
  func decodeJPEG(_ bytes: [UInt8]) throws(ImageError) -> DecodedImage {
    let decoder = try JPEGHandle(for: .decoding)
    var (width, height, sampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    // The library reads `count` bytes at most and keeps no pointer beyond the call.
    let opened = unsafe bytes.withUnsafeBufferPointer { source in
      unsafe tjDecompressHeader3(
        decoder.handle, source.baseAddress, UInt(source.count), &width, &height, &sampling, &space)
    }
    guard opened == 0 else { throw decoder.error }
    let colorSpace = space
    guard colorSpace != TJCS_CMYK.rawValue, colorSpace != TJCS_YCCK.rawValue else {
      throw ImageError(
        kind: .unsupported(found: "four printing inks (CMYK)", expected: "grey or colour (YCbCr, RGB)"),
        format: .jpeg)
    }
    try check(width: Int(width), height: Int(height), .jpeg, offset: nil)
    let scans = Self.scanCount(bytes)
    guard scans <= Self.jpegWorkLimit / (Int(width) * Int(height)) else {
      throw ImageError(
        kind: .unsupported(
          found: "\(scans) scans of \(width)x\(height) pixels",
          expected: "at most \(Self.jpegWorkLimit) pixels over all scans"), format: .jpeg)
    }
    let isGray = colorSpace == TJCS_GRAY.rawValue
    let format: Picture.Format = isGray ? .gray8 : .rgb888
    let stride = Int(width) * format.channelCount
    var pixels = [UInt8](repeating: 0, count: stride * Int(height))
    let flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING
    let pixelFormat = isGray ? TJPF_GRAY.rawValue : TJPF_RGB.rawValue
    let done = unsafe bytes.withUnsafeBufferPointer { source in
      // The buffer has exactly `height` rows of `stride` bytes, as told to the library.
      unsafe pixels.withUnsafeMutableBufferPointer { target in
        unsafe tjDecompress2(
          decoder.handle, source.baseAddress, UInt(source.count), target.baseAddress, width, Int32(stride),
          height, Int32(pixelFormat), flags)
      }
    }
    guard done == 0 else { throw decoder.error }
    let result = try picture(Int(width), Int(height), format, pixels, of: .jpeg)
    return DecodedImage(picture: result, format: .jpeg, conversions: [])
  }

  /// Start-of-scan markers; inside of a scan 0xFF is followed by 0, so none is missed.
  private static func scanCount(_ bytes: [UInt8]) -> Int {
    let file = bytes.span
    var count = 0
    for index in 1..<max(1, file.count) where file[index] == 0xDA && file[index - 1] == 0xFF { count += 1 }
    return count
  }
}
