internal import Pictures

extension ImageDecoder {
  /// Decodes the first image of a PPM or PGM file; further ones are ignored.
  func decodeNetpbm(_ bytes: [UInt8], as format: ImageFormat) throws(ImageError) -> DecodedImage {
    var reader = NetpbmReader(bytes, format)
    let header = try NetpbmHeader(&reader, isText: bytes[1] == 0x32 || bytes[1] == 0x33)
    try check(width: header.width, height: header.height, format, offset: 2)
    let pictureFormat: Picture.Format = format == .pgm ? .gray8 : .rgb888
    let count = header.width * header.height * pictureFormat.channelCount
    let pixels =
      header.isText
      ? try Self.textSamples(count, header, &reader) : try Self.binarySamples(count, header, &reader)
    var conversions: [DecodedImage.Conversion] = []
    if header.maximum > 255 { conversions.append(.sixteenBit) }
    if header.maximum < 255 { conversions.append(.range) }
    let result = try picture(header.width, header.height, pictureFormat, pixels, of: format)
    return DecodedImage(picture: result, format: format, conversions: conversions)
  }

  private static func binarySamples(
    _ count: Int, _ header: NetpbmHeader, _ reader: inout NetpbmReader
  ) throws(ImageError) -> [UInt8] {
    reader.skipOne()
    let width = header.maximum > 255 ? 2 : 1
    let start = reader.offset
    let stored = try reader.samples(count * width)
    if header.maximum == 255 { return Array(stored) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for place in stride(from: stored.startIndex, to: stored.endIndex, by: width) {
      // Two bytes are big-endian.
      let value = width == 1 ? Int(stored[place]) : Int(stored[place]) << 8 | Int(stored[place + 1])
      pixels.append(try scaled(value, header, reader.format, start + (place - stored.startIndex)))
    }
    return pixels
  }

  private static func textSamples(
    _ count: Int, _ header: NetpbmHeader, _ reader: inout NetpbmReader
  ) throws(ImageError) -> [UInt8] {
    // Each number takes a separator and a digit at least: checked before memory is taken.
    guard count <= reader.remaining / 2 else {
      throw ImageError(
        kind: .truncated(needed: 2 * count, available: reader.remaining), format: reader.format,
        offset: reader.offset)
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for _ in 0..<count {
      let value = try reader.number("sample")
      pixels.append(try scaled(value, header, reader.format, reader.offset))
    }
    return pixels
  }

  /// Brings a sample to 0…255, rounding half up.
  private static func scaled(
    _ value: Int, _ header: NetpbmHeader, _ format: ImageFormat, _ offset: Int
  ) throws(ImageError) -> UInt8 {
    guard value <= header.maximum else {
      throw ImageError(
        kind: .malformed(found: "sample \(value)", expected: "at most \(header.maximum)"), format: format,
        offset: offset)
    }
    return UInt8((value * 255 + header.maximum / 2) / header.maximum)
  }
}
