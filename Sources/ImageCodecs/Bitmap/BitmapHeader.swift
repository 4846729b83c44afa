internal import Bytes

/// The headers of a Windows bitmap, checked.
///
/// **Source**: Microsoft's documentation of BITMAPFILEHEADER, BITMAPINFOHEADER and BITMAPV5HEADER.
struct BitmapHeader {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  /// The first row of the file is the top one.
  let isTopDown: Bool
  /// 8, 24 or 32.
  let bitsPerPixel: Int
  /// Where the rows begin.
  let dataOffset: Int
  /// Where the palette begins; four bytes a colour: blue, green, red, unused.
  let paletteOffset: Int
  /// Colours in the palette, up to 256; 0 without one.
  let paletteCount: Int

  /// Bytes of a row: pixels, filled up to a multiple of four.
  var rowByteCount: Int { (width * bitsPerPixel + 31) / 32 * 4 }

  /// Reads and checks; the size itself is checked by the caller's limit.
  init(_ reader: inout ByteReader) throws(ImageError) {
    do {
      try reader.seek(to: 10)
      dataOffset = Int(try reader.readInteger(UInt32.self))
      let size = Int(try reader.readInteger(UInt32.self))
      guard [40, 52, 56, 108, 124].contains(size) else {
        throw Self.refused("information header of \(size) bytes", "40, 52, 56, 108 or 124", 14)
      }
      width = Int(try reader.readInteger(Int32.self))
      let signedHeight = Int(try reader.readInteger(Int32.self))
      isTopDown = signedHeight < 0
      height = abs(signedHeight)
      let planes = try reader.readInteger(UInt16.self)
      guard planes == 1 else { throw Self.refused("\(planes) planes", "1", 26) }
      bitsPerPixel = Int(try reader.readInteger(UInt16.self))
      guard [8, 24, 32].contains(bitsPerPixel) else {
        throw Self.refused("\(bitsPerPixel) bits per pixel", "8, 24 or 32", 28)
      }
      let compression = try reader.readInteger(UInt32.self)
      try reader.seek(to: 46)
      let colorsUsed = try reader.readInteger(UInt32.self)
      // Bit fields follow the 40-byte header; the longer headers hold them at the same place.
      let hasFields = bitsPerPixel == 32 && (compression == 3 || compression == 6)
      guard compression == 0 || hasFields else {
        throw Self.refused("compression \(compression)", "0 (none), or bit fields with 32 bits", 30)
      }
      if hasFields {
        try reader.seek(to: 54)
        for mask in [UInt32(0x00FF_0000), 0x0000_FF00, 0x0000_00FF] {
          let found = try reader.readInteger(UInt32.self)
          guard found == mask else {
            throw Self.refused(
              "colour mask \(Hexadecimal.address(found))", Hexadecimal.address(mask), reader.offset - 4)
          }
        }
      }
      guard bitsPerPixel > 8 || colorsUsed <= 256 else {
        throw Self.refused("palette of \(colorsUsed) colours", "at most 256", 46)
      }
      paletteCount = bitsPerPixel > 8 ? 0 : colorsUsed == 0 ? 256 : Int(colorsUsed)
      paletteOffset = 14 + size
    } catch let error as OutOfBytes {
      throw ImageError(error, .bmp)
    } catch let error as ImageError {
      throw error
    } catch {
      throw ImageError(kind: .library(message: "\(error)"), format: .bmp)
    }
  }

  private static func refused(_ found: String, _ expected: String, _ offset: Int) -> ImageError {
    ImageError(kind: .unsupported(found: found, expected: expected), format: .bmp, offset: offset)
  }
}
