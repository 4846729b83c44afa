/// Writes PNG files chunk by chunk, with stored (uncompressed) pixel data.
struct PNGFile {
  private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  init(width: Int, height: Int, bitDepth: UInt8, colorType: UInt8) {
    chunk("IHDR", Self.big(width) + Self.big(height) + [bitDepth, colorType, 0, 0, 0])
  }

  static func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  mutating func chunk(_ name: String, _ data: [UInt8]) {
    let body = Array(name.utf8) + data
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in body {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    bytes += Self.big(data.count) + body + Self.big(Int(~crc))
  }

  /// Ends the file with rows that each begin with their filter byte.
  mutating func end(rows: [UInt8]) {
    let length = [UInt8(rows.count & 255), UInt8(rows.count >> 8)]
    var (low, high) = (1, 0)
    for byte in rows {
      low = (low + Int(byte)) % 65_521
      high = (high + low) % 65_521
    }
    chunk("IDAT", [0x78, 0x01, 0x01] + length + length.map { ~$0 } + rows + Self.big(high << 16 | low))
    chunk("IEND", [])
  }
}
