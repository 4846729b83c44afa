import KModel
import Testing

@Suite("FieldWriter")
struct FieldWriterTests {
  @Test("alignment counts from the start of the file, not of the section", arguments: [8, 128, 256])
  func alignment(multiple: Int) {
    for base in [0, 1, multiple - 1, multiple, multiple + 4] {
      var writer = FieldWriter(base: base)
      #expect(writer.offset == base)
      writer.align(to: multiple)
      #expect(writer.offset % multiple == 0 && writer.offset - base < multiple)
      let aligned = writer.offset
      writer.align(to: multiple)
      #expect(writer.offset == aligned)
      writer.append(UInt16(0x0201))
      #expect(writer.offset == aligned + 2 && writer.bytes.count == aligned + 2 - base)
      #expect(writer.bytes.suffix(2) == [1, 2] && writer.bytes.dropLast(2).allSatisfy { $0 == 0 })
    }
  }

  @Test("positions up to 32 bits are stored", arguments: [0, 1, 0x1234_5678, 0xFFFF_FFFF])
  func position(value: Int) throws {
    var writer = FieldWriter(base: 0)
    try writer.append(position: value)
    #expect(writer.bytes == (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }

  @Test("positions beyond 32 bits cannot be written", arguments: [0x1_0000_0000, Int.max, -1])
  func notWritable(value: Int) {
    var writer = FieldWriter(base: 0)
    #expect(
      throws: KModelError(
        .notWritable(reason: "\(value) does not fit the format's 32-bit fields"), offset: nil,
        subject: "kmodel")
    ) { try writer.append(position: value) }
    #expect(writer.bytes.isEmpty)
  }

  @Test("a KPU layer's offsets beyond 4 GiB cannot be written")
  func notWritableLayer() throws {
    let operation = try #require(KPULayer().version3().layers.first).operation
    var below = FieldWriter(base: 0xFFFF_F000)
    try operation.write(to: &below)
    // Canonical places: argument 8-aligned behind five words, weights 128-, the others 128- and 256-aligned.
    #expect(
      below.bytes[4..<20] == [
        0x18, 0xF0, 0xFF, 0xFF, 0x80, 0xF0, 0xFF, 0xFF, 0x00, 0xF1, 0xFF, 0xFF, 0x00, 0xF2, 0xFF, 0xFF,
      ])
    var beyond = FieldWriter(base: 0xFFFF_FF00)
    #expect(
      throws: KModelError(
        .notWritable(reason: "4294967296 does not fit the format's 32-bit fields"), offset: nil,
        subject: "kmodel")
    ) { try operation.write(to: &beyond) }
  }
}
