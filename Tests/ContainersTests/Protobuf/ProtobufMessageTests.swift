import Containers
import Testing

@Suite("Protocol Buffers")
struct ProtobufMessageTests {
  /// 1: 300; 2: eight bytes; 3: "ab"; 4: packed 1, 300; 4: 5; 5: four bytes; 1: -1.
  static let file: [UInt8] =
    [0x08, 0xAC, 0x02, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0x1A, 2, 0x61, 0x62, 0x22, 3, 1, 0xAC, 2, 0x20, 5]
    + [0x2D, 7, 0, 0, 0, 0x08] + [UInt8](repeating: 0xFF, count: 9) + [1]

  @Test("each kind of field is read, and the last of several counts") func fields() throws {
    let message = try ProtobufMessage(Self.file[...])
    #expect(message.fields.map(\.number) == [1, 2, 3, 4, 4, 5, 1])
    #expect(message.integer(1) == -1 && message.integer(9) == 0 && message.integer(3) == 0)
    #expect(message.string(3) == "ab" && message.string(9) == "")
    #expect(try message.integers(4) == [1, 300, 5])
    #expect(message.all(1).count == 2 && message.bytes(3) == [[0x61, 0x62]])
    guard case .fixed64(1) = message.fields[1].value, case .fixed32(7) = message.fields[5].value else {
      Issue.record("fields of four and eight bytes")
      return
    }
  }

  @Test("cut anywhere but between fields, it is refused with an offset inside of it") func truncation() throws
  {
    let ends = Set(try ProtobufMessage(Self.file[...]).fields.map(\.offset))
    for count in 0..<Self.file.count {
      do throws(ProtobufError) {
        _ = try ProtobufMessage(Self.file[..<count])
        #expect(ends.contains(count))
      } catch {
        #expect(!ends.contains(count) && (0...count).contains(error.offset), "\(error)")
      }
    }
  }

  @Test(
    "what is no message says so",
    arguments: [
      ([0x00], "field number 0"), ([0x0B], "wire type 3"), ([0x0F, 0], "wire type 7"),
      ([0x08] + [UInt8](repeating: 0x80, count: 11), "more than ten bytes"),
      ([0x08, 0x80], "without its end"),
      ([0x0A] + [UInt8](repeating: 0xFF, count: 9) + [1], "bytes are needed"),
      ([0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0], "field number"),
    ] as [([UInt8], String)])
  func refusals(bytes: [UInt8], words: String) throws {
    let error = try #require(throws: ProtobufError.self) { try ProtobufMessage(bytes[...]) }
    #expect(error.description.contains(words), "\(error)")
  }

  @Test("packed numbers that end too early are refused when they are asked for") func packed() throws {
    let message = try ProtobufMessage([0x0A, 2, 1, 0x80])
    #expect(throws: ProtobufError.self) { try message.integers(1) }
  }
}
