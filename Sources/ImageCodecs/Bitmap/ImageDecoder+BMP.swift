internal import Bytes
internal import Pictures

extension ImageDecoder {
  /// Decodes an uncompressed bitmap; the fourth byte of 32-bit pixels is ignored, as most programs do.
  func decodeBMP(_ bytes: [UInt8]) throws(ImageError) -> DecodedImage {
    var reader = ByteReader(bytes[...])
    let header = try BitmapHeader(&reader)
    try check(width: header.width, height: header.height, .bmp, offset: 18)
    let rows: ArraySlice<UInt8>
    let palette: [Color]
    do {
      palette = try Self.palette(header, &reader)
      try reader.seek(to: header.dataOffset)
      // The last row's filling may be missing, as some writers leave it away.
      let fill = header.rowByteCount - header.width * header.bitsPerPixel / 8
      rows = try reader.read(header.rowByteCount * header.height - fill)
    } catch {
      throw ImageError(error, .bmp)
    }
    let isGray = header.bitsPerPixel == 8 && palette.allSatisfy { $0 == Color(gray: $0.red) }
    let format: Picture.Format = isGray ? .gray8 : .rgb888
    var pixels: [UInt8] = []
    pixels.reserveCapacity(header.width * header.height * format.channelCount)
    for row in 0..<header.height {
      let stored = header.isTopDown ? row : header.height - 1 - row
      let start = rows.startIndex + stored * header.rowByteCount
      if header.bitsPerPixel == 8 {
        try Self.append(rows[start..<(start + header.width)], palette, isGray, to: &pixels)
      } else {
        let step = header.bitsPerPixel / 8
        for place in stride(from: start, to: start + header.width * step, by: step) {
          pixels.append(rows[place + 2])
          pixels.append(rows[place + 1])
          pixels.append(rows[place])
        }
      }
    }
    let result = try picture(header.width, header.height, format, pixels, of: .bmp)
    return DecodedImage(picture: result, format: .bmp, conversions: [])
  }

  private static func palette(
    _ header: BitmapHeader, _ reader: inout ByteReader
  ) throws(OutOfBytes) -> [Color] {
    guard header.paletteCount > 0 else { return [] }
    try reader.seek(to: header.paletteOffset)
    let stored = try reader.read(4 * header.paletteCount)
    return stride(from: stored.startIndex, to: stored.endIndex, by: 4).map {
      Color(red: stored[$0 + 2], green: stored[$0 + 1], blue: stored[$0])
    }
  }

  private static func append(
    _ row: ArraySlice<UInt8>, _ palette: [Color], _ isGray: Bool, to pixels: inout [UInt8]
  ) throws(ImageError) {
    for (place, index) in zip(row.indices, row) {
      guard index < palette.count else {
        throw ImageError(
          kind: .malformed(found: "palette index \(index)", expected: "below \(palette.count)"), format: .bmp,
          offset: place)
      }
      let color = palette[Int(index)]
      pixels.append(color.red)
      if !isGray {
        pixels.append(color.green)
        pixels.append(color.blue)
      }
    }
  }
}
