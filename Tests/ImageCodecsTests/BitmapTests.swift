import ImageCodecs
import Pictures
import Testing

@Suite("BMP files made by hand")
struct BitmapTests {
  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func file(
    width: Int, height: Int, bits: Int, compression: Int = 0, planes: Int = 1, colors: Int = 0,
    header: Int = 40,
    extra: [UInt8] = [], rows: [UInt8]
  ) -> [UInt8] {
    let start = 14 + header + extra.count
    var bytes: [UInt8] = [0x42, 0x4D] + little(start + rows.count, 4) + little(0, 4) + little(start, 4)
    bytes += little(header, 4) + little(width, 4) + little(height, 4) + little(planes, 2) + little(bits, 2)
    bytes += little(compression, 4) + little(rows.count, 4) + little(0, 8) + little(colors, 4) + little(0, 4)
    bytes += [UInt8](repeating: 0, count: max(0, header - 40))
    return bytes + extra + rows
  }

  @Test("rows go up, or down when the height is negative", arguments: [2, -2])
  func rowOrder(height: Int) throws {
    let rows: [UInt8] = [3, 2, 1, 0, 6, 5, 4, 0]
    let picture = try ImageDecoder().decode(file(width: 1, height: height, bits: 24, rows: rows)).picture
    #expect(picture.pixels == (height > 0 ? [4, 5, 6, 1, 2, 3] : [1, 2, 3, 4, 5, 6]))
  }

  @Test("a colour palette gives colour, a grey one grey")
  func palettes() throws {
    let color: [UInt8] = [0, 0, 255, 0, 255, 0, 0, 0]
    let colored = file(width: 2, height: 1, bits: 8, colors: 2, extra: color, rows: [0, 1, 0, 0])
    #expect(try ImageDecoder().decode(colored).picture.pixels == [255, 0, 0, 0, 0, 255])
    let gray: [UInt8] = [9, 9, 9, 0, 70, 70, 70, 0]
    let shaded = try ImageDecoder().decode(
      file(width: 2, height: 1, bits: 8, colors: 2, extra: gray, rows: [1, 0, 0, 0])
    ).picture
    #expect(shaded.format == .gray8)
    #expect(shaded.pixels == [70, 9])
  }

  @Test("thirty-two bits ignore the fourth byte, with and without bit fields")
  func thirtyTwoBits() throws {
    let rows: [UInt8] = [30, 20, 10, 99]
    #expect(
      try ImageDecoder().decode(file(width: 1, height: 1, bits: 32, rows: rows)).picture.pixels == [
        10, 20, 30,
      ])
    let masks = little(0xFF_0000, 4) + little(0xFF00, 4) + little(0xFF, 4)
    let fields = file(width: 1, height: 1, bits: 32, compression: 3, extra: masks, rows: rows)
    #expect(try ImageDecoder().decode(fields).picture.pixels == [10, 20, 30])
    let swapped = little(0xFF, 4) + little(0xFF00, 4) + little(0xFF_0000, 4)
    let error = try #require(throws: ImageError.self) {
      try ImageDecoder().decode(
        file(width: 1, height: 1, bits: 32, compression: 3, extra: swapped, rows: rows))
    }
    #expect(error.description == "bmp at 0x00000036: colour mask 0x000000FF; must be 0x00FF0000")
  }

  @Test("the filling behind the last row may be missing, samples may not")
  func lastFilling() throws {
    let rows: [UInt8] = [3, 2, 1]
    #expect(
      try ImageDecoder().decode(file(width: 1, height: 1, bits: 24, rows: rows)).picture.pixels == [1, 2, 3])
    let error = try #require(throws: ImageError.self) {
      try ImageDecoder().decode(file(width: 1, height: 1, bits: 24, rows: [3, 2]))
    }
    #expect(error == ImageError(kind: .truncated(needed: 3, available: 2), format: .bmp, offset: 54))
  }

  @Test("sorts that are not read are named with what is read")
  func refusals() throws {
    let rows = [UInt8](repeating: 0, count: 64)
    let cases: [([UInt8], String)] = [
      (
        file(width: 1, height: 1, bits: 4, rows: rows),
        "bmp at 0x0000001C: 4 bits per pixel; must be 8, 24 or 32"
      ),
      (
        file(width: 1, height: 1, bits: 8, compression: 1, rows: rows),
        "bmp at 0x0000001E: compression 1; must be 0 (none), or bit fields with 32 bits"
      ),
      (file(width: 1, height: 1, bits: 24, planes: 2, rows: rows), "bmp at 0x0000001A: 2 planes; must be 1"),
      (
        file(width: 1, height: 1, bits: 8, colors: 257, rows: rows),
        "bmp at 0x0000002E: palette of 257 colours; must be at most 256"
      ),
      (
        file(width: 0, height: 1, bits: 24, rows: rows),
        "bmp at 0x00000012: image of 0x1 pixels; must be at least 1x1"
      ),
      (
        file(width: -1, height: 1, bits: 24, rows: rows),
        "bmp at 0x00000012: image of -1x1 pixels; must be at least 1x1"
      ),
      (
        file(width: 1, height: 1, bits: 8, colors: 1, extra: [0, 0, 0, 0], rows: [1, 0, 0, 0]),
        "bmp at 0x0000003A: palette index 1; must be below 1"
      ),
    ]
    for (bytes, message) in cases {
      let error = try #require(throws: ImageError.self) { try ImageDecoder().decode(bytes) }
      #expect(error.description == message)
    }
    let oldHeader = file(width: 1, height: 1, bits: 24, header: 12, rows: rows)
    #expect(throws: ImageError.self) { try ImageDecoder().decode(oldHeader) }
    let lowest = file(width: 1, height: Int(Int32.min), bits: 24, rows: rows)
    #expect(throws: ImageError.self) { try ImageDecoder().decode(lowest) }
  }
}
