/// The text before the samples of a PPM or PGM file.
struct NetpbmHeader {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  /// The largest sample value, 1…65535; it stands for full brightness.
  let maximum: Int
  /// Samples are decimal numbers (`P2`, `P3`) rather than bytes.
  let isText: Bool

  /// Reads the numbers after the magic; the reader then stands on the byte after the last one.
  init(_ reader: inout NetpbmReader, isText: Bool) throws(ImageError) {
    self.isText = isText
    width = try reader.number("width")
    height = try reader.number("height")
    let offset = reader.offset
    maximum = try reader.number("largest value")
    guard (1...65_535).contains(maximum) else {
      throw ImageError(
        kind: .malformed(found: "largest value \(maximum)", expected: "1…65535"), format: reader.format,
        offset: offset)
    }
  }
}

/// Takes decimal numbers between spaces and comments out of a Netpbm file.
struct NetpbmReader {
  /// The whole file.
  let bytes: [UInt8]
  /// Which of the two formats, for errors.
  let format: ImageFormat
  /// Index of the next byte.
  private(set) var offset = 2

  init(_ bytes: [UInt8], _ format: ImageFormat) {
    self.bytes = bytes
    self.format = format
  }

  /// Bytes left.
  var remaining: Int { max(0, bytes.count - offset) }

  /// Skips white space and `#` comments, then reads digits; at most nine of them.
  mutating func number(_ what: String) throws(ImageError) -> Int {
    var isComment = false
    while offset < bytes.count, isComment || Self.isBlank(bytes[offset]) || bytes[offset] == 0x23 {
      if bytes[offset] == 0x23 { isComment = true }
      if bytes[offset] == 0x0A || bytes[offset] == 0x0D { isComment = false }
      offset += 1
    }
    guard offset < bytes.count else {
      throw ImageError(kind: .truncated(needed: 1, available: 0), format: format, offset: offset)
    }
    let start = offset
    var value = 0
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]), offset - start < 9 {
      value = value * 10 + Int(bytes[offset]) - 0x30
      offset += 1
    }
    let endsWell = offset == bytes.count || Self.isBlank(bytes[offset]) || bytes[offset] == 0x23
    guard offset > start, endsWell else {
      throw ImageError(
        kind: .malformed(found: "\(what) is no number", expected: "one of 1 to 9 digits"), format: format,
        offset: start)
    }
    return value
  }

  /// Passes the single white space between the header and binary samples.
  mutating func skipOne() { offset += 1 }

  /// The next `count` bytes.
  mutating func samples(_ count: Int) throws(ImageError) -> ArraySlice<UInt8> {
    guard count <= remaining else {
      throw ImageError(kind: .truncated(needed: count, available: remaining), format: format, offset: offset)
    }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
