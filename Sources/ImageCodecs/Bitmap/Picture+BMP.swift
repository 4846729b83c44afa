internal import Bytes
internal import Pictures

extension Picture {
  /// An uncompressed bitmap, bottom row first: 8 bits with a grey palette, or 24 bits.
  func encodedBMP() -> [UInt8] {
    let channels = format.channelCount
    let rowByteCount = (width * channels + 3) / 4 * 4
    let paletteCount = format == .gray8 ? 256 : 0
    let dataOffset = 54 + 4 * paletteCount
    var writer = ByteWriter()
    writer.append(contentsOf: Array("BM".utf8))
    writer.append(UInt32(dataOffset + rowByteCount * height))
    writer.append(UInt32(0))
    writer.append(UInt32(dataOffset))
    writer.append(UInt32(40))
    writer.append(UInt32(width))
    writer.append(UInt32(height))
    writer.append(UInt16(1))
    writer.append(UInt16(8 * channels))
    writer.append(UInt32(0))
    writer.append(UInt32(rowByteCount * height))
    // 72 dots per inch in dots per metre; readers of pictures ignore it.
    writer.append(UInt32(2835))
    writer.append(UInt32(2835))
    writer.append(UInt32(paletteCount))
    writer.append(UInt32(0))
    for shade in 0..<paletteCount { writer.append(UInt32(shade) * 0x0001_0101) }
    for row in (0..<height).reversed() {
      let start = row * width * channels
      if format == .gray8 {
        writer.append(contentsOf: pixels[start..<(start + width)])
      } else {
        for place in stride(from: start, to: start + 3 * width, by: 3) {
          writer.append(contentsOf: [pixels[place + 2], pixels[place + 1], pixels[place]])
        }
      }
      writer.append(contentsOf: repeatElement(0, count: rowByteCount - width * channels))
    }
    return writer.bytes
  }
}
