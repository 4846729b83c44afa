import ImageCodecs
import Testing

@Suite("JPEG headers made by hand")
struct JPEGHeaderTests {
  /// Start, a frame header and one start of scan, as far as a reader of headers looks.
  private func header(frame: UInt8, side: Int, components: Int) -> [UInt8] {
    let size = [UInt8(side >> 8), UInt8(side & 255)]
    let numbers = (1...components).map { UInt8($0) }
    var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, frame, 0, UInt8(8 + 3 * components), 8] + size + size
    bytes += [UInt8(components)] + numbers.flatMap { [$0, 0x11, 0] }
    bytes += [0xFF, 0xDA, 0, UInt8(6 + 2 * components), UInt8(components)] + numbers.flatMap { [$0, 0] }
    return bytes + [0, 63, 0]
  }

  @Test("printing inks are refused with the reason")
  func inks() throws {
    let error = try #require(throws: ImageError.self) {
      try ImageDecoder().decode(header(frame: 0xC0, side: 16, components: 4))
    }
    #expect(error.description == "jpeg: four printing inks (CMYK); must be grey or colour (YCbCr, RGB)")
  }

  @Test("many scans over a large image are refused before decoding")
  func scans() throws {
    let start = header(frame: 0xC2, side: 8192, components: 1)
    let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0]
    let file = start + (0..<40).flatMap { _ in scan }
    let error = try #require(throws: ImageError.self) { try ImageDecoder().decode(file) }
    #expect(
      error.kind
        == .unsupported(
          found: "41 scans of 8192x8192 pixels", expected: "at most 2147483648 pixels over all scans"))
  }
}
