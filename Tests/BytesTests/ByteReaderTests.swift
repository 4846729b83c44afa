import Bytes
import Testing

@Suite("ByteReader and ByteWriter")
struct ByteReaderTests {
  @Test("reads little-endian integers and floats in order")
  func readsInOrder() throws {
    var writer = ByteWriter()
    writer.append(UInt32(0x4B4D_444C))
    writer.append(Int32(-2))
    writer.append(UInt64(0x0123_4567_89AB_CDEF))
    writer.append(Float(-1.5))
    #expect(Array(writer.bytes.prefix(4)) == Array("LDMK".utf8))
    var reader = ByteReader(writer.bytes[...])
    #expect(try reader.readInteger(UInt32.self) == 0x4B4D_444C)
    #expect(try reader.readInteger(Int32.self) == -2)
    #expect(try reader.readInteger(UInt64.self) == 0x0123_4567_89AB_CDEF)
    #expect(try reader.readFloat() == -1.5)
    #expect(reader.remaining == 0)
  }

  @Test("offsets are those of the whole file, also in errors")
  func offsetsOfTheWhole() throws {
    let file = [UInt8](0..<20)
    var reader = ByteReader(file[10...])
    #expect(try reader.read(8).first == 10)
    #expect(reader.offset == 18)
    #expect(throws: OutOfBytes(offset: 18, needed: 4, available: 2)) {
      _ = try reader.readInteger(UInt32.self)
    }
    #expect(reader.offset == 18)
  }

  @Test("a negative count and a seek outside are refused")
  func refusals() {
    var reader = ByteReader([UInt8](0..<4)[...])
    #expect(throws: OutOfBytes.self) { _ = try reader.read(-1) }
    #expect(throws: OutOfBytes.self) { try reader.seek(to: 5) }
    #expect(throws: OutOfBytes.self) { try reader.seek(to: -1) }
    #expect(throws: Never.self) { try reader.seek(to: 4) }
  }

  @Test("padding reaches the next multiple and no further", arguments: [0, 1, 7, 8, 9])
  func padding(count: Int) {
    var writer = ByteWriter()
    writer.append(contentsOf: repeatElement(1, count: count))
    writer.pad(toMultipleOf: 8)
    #expect(writer.count == (count + 7) / 8 * 8)
    #expect(writer.bytes.dropFirst(count).allSatisfy { $0 == 0 })
  }
}
