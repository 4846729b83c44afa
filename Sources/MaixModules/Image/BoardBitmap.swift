import Pictures

/// Windows bitmaps as MaixPy's firmware reads and writes them: 8 bits of grey, 16 bits of RGB565, and 24 bits to read.
///
/// **Source**: `bmp.c`. It compares palette, masks and the size of the data with what it writes, but nobody asks for what came
/// of it (`vfs_wrapper.c`): eight bits are shades, whatever the palette says.
enum BoardBitmap {
  /// Why a file is refused.
  enum Fault: Error, Equatable {
    /// It ends too early within its header.
    case readFailed
    /// A depth or a kind that it does not read.
    case unsupported
    /// No pixels at all.
    case empty
    /// Sizes that contradict each other.
    case corrupted
    /// It ends within the pixels.
    case truncated
  }

  /// Fields of a file one after another.
  private struct Reader {
    let bytes: [UInt8]
    var offset = 0

    mutating func word() throws(Fault) -> Int {
      guard offset + 2 <= bytes.count else { throw .readFailed }
      defer { offset += 2 }
      return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    }

    mutating func long() throws(Fault) -> Int { Int(try word()) | Int(try word()) << 16 }

    mutating func signed() throws(Fault) -> Int { Int(Int32(truncatingIfNeeded: try long())) }

    mutating func skip(_ count: Int) throws(Fault) {
      for _ in 0..<count { _ = try long() }
    }
  }

  /// What the header says.
  private struct Header {
    var dataStart = 0
    var dataCount = 0
    var width = 0
    var height = 0
    var depth = 0
  }

  /// Reads a file; `limit` is the most bytes that pixels may take.
  static func read(_ bytes: [UInt8], limit: Int) throws(Fault) -> Raster? {
    let header = try readHeader(bytes)
    let (width, height) = (abs(header.width), abs(header.height))
    let format: Raster.Format = header.depth == 8 ? .grayscale : .rgb565
    let rowCount = (width * header.depth + 31) / 32 * 4
    // Sides have 32 bits, so their product with the depth may not fit.
    guard rowCount <= header.dataCount / height else { throw .corrupted }
    guard width <= Picture.sideLimit, height <= Picture.sideLimit,
      width * height * format.byteCount <= limit
    else { return nil }
    guard header.dataStart + rowCount * height <= bytes.count else { throw .truncated }
    guard var raster = try? Raster(width: width, height: height, format: format) else { return nil }
    for row in 0..<height {
      let start = header.dataStart + row * rowCount
      let y = header.height < 0 ? row : height - 1 - row
      for column in 0..<width {
        let x = header.width < 0 ? width - 1 - column : column
        switch header.depth {
        case 8: raster[x, y] = UInt16(bytes[start + column])
        case 16:
          let place = start + 2 * column
          raster[x, y] = UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
        default:
          let place = start + 3 * column
          let color = Color(red: bytes[place + 2], green: bytes[place + 1], blue: bytes[place])
          raster[x, y] = BoardColor.rgb565(color)
        }
      }
    }
    return raster
  }

  private static func readHeader(_ bytes: [UInt8]) throws(Fault) -> Header {
    var reader = Reader(bytes: bytes)
    var header = Header()
    // `BM`, which told what the file is.
    _ = try reader.word()
    let fileCount = try reader.long()
    _ = try reader.long()
    header.dataStart = try reader.long()
    guard fileCount > header.dataStart else { throw .corrupted }
    header.dataCount = fileCount - header.dataStart
    _ = try reader.long()
    header.width = try reader.signed()
    header.height = try reader.signed()
    guard header.width != 0, header.height != 0 else { throw .corrupted }
    // Planes: one, or whatever the file says.
    _ = try reader.word()
    header.depth = try reader.word()
    guard [8, 16, 24].contains(header.depth) else { throw .unsupported }
    let kind = try reader.long()
    guard kind == 0 || kind == 3 else { throw .unsupported }
    try reader.skip(5)
    switch (header.depth, kind) {
    case (8, 0): try reader.skip(256)
    case (16, 3), (24, 3): try reader.skip(3)
    case (24, 0): break
    default: throw .unsupported
    }
    return header
  }

  /// Writes part of an image, which must lie inside; binary pixels become black and white.
  static func write(_ raster: Raster, _ part: Rectangle) -> [UInt8] {
    let raster = raster.format == .binary ? raster.converted(to: .grayscale) : raster
    let isGray = raster.format == .grayscale
    let rowCount = (part.width * (isGray ? 8 : 16) + 31) / 32 * 4
    let dataStart = 14 + 40 + (isGray ? 1024 : 12)
    var file: [UInt8] = [0x42, 0x4D]
    func long(_ value: Int) {
      for shift in [0, 8, 16, 24] { file.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    long(dataStart + rowCount * part.height)
    long(0)
    long(dataStart)
    long(40)
    long(part.width)
    // Rows from the top, which a negative height says.
    long(-part.height)
    long(1 | (isGray ? 8 : 16) << 16)
    long(isGray ? 0 : 3)
    long(rowCount * part.height)
    for _ in 0..<4 { long(0) }
    if isGray {
      for shade in 0..<256 { long(shade << 16 | shade << 8 | shade) }
    } else {
      for mask in [0xF800, 0x07E0, 0x001F] { long(mask) }
    }
    for y in part.y..<part.endY {
      let start = file.count
      for x in part.x..<part.endX {
        let value = raster[x, y]
        file.append(UInt8(truncatingIfNeeded: value))
        if !isGray { file.append(UInt8(truncatingIfNeeded: value >> 8)) }
      }
      while file.count - start < rowCount { file.append(0) }
    }
    return file
  }
}
