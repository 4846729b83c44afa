import Containers
import TestSupport
import Testing

@Suite("Protocol Buffers, reading")
struct ProtobufReaderTests {
  /// 1: 300; 2: eight bytes; 3: "ab"; 4: packed 1, 300; 4: 5; 5: four bytes; 1: -1.
  static let file: [UInt8] =
    [0x08, 0xAC, 0x02, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0x1A, 2, 0x61, 0x62, 0x22, 3, 1, 0xAC, 2, 0x20, 5]
    + [0x2D, 7, 0, 0, 0, 0x08] + [UInt8](repeating: 0xFF, count: 9) + [1]

  static func fields(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) -> [ProtobufReader.Field] {
    var reader = ProtobufReader(bytes)
    var fields: [ProtobufReader.Field] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  @Test("each kind of field is read in order, with its offset") func kinds() throws {
    let fields = try Self.fields(Self.file[...])
    #expect(fields.map(\.number) == [1, 2, 3, 4, 4, 5, 1])
    #expect(fields.map(\.offset) == [0, 3, 12, 16, 21, 23, 28])
    #expect(try fields[0].integer() == 300 && fields[6].integer() == -1)
    #expect(fields[1].value == .fixed64(1) && fields[5].value == .fixed32(7))
    #expect(try fields[2].string() == "ab" && fields[2].name() == "ab" && fields[2].bytes() == [0x61, 0x62])
    #expect(try fields[3].integers() == [1, 300] && fields[4].integers() == [5])
    #expect(try fields[5].float() == Float(bitPattern: 7))
  }

  @Test("offsets are those of the file, also in nested messages") func offsets() throws {
    let file: [UInt8] = [0xFF, 0xFF, 0x0A, 4, 0x12, 2, 0x18, 9]
    var outer = ProtobufReader(file[2...])
    var middle = try outer.message(try #require(try outer.next()))
    var inner = try middle.message(try #require(try middle.next()))
    let field = try #require(try inner.next())
    #expect(field.number == 3 && field.offset == 6)
    #expect(try field.integer() == 9)
    #expect(try inner.next() == nil && middle.next() == nil && outer.next() == nil)
  }

  @Test("cut anywhere but between fields, it is refused with an offset inside of it") func truncation() throws
  {
    let ends = Set(try Self.fields(Self.file[...]).map(\.offset))
    for count in 0..<Self.file.count {
      do throws(ProtobufError) {
        _ = try Self.fields(Self.file[..<count])
        #expect(ends.contains(count))
      } catch {
        #expect(!ends.contains(count) && (0...count).contains(error.offset), "\(error)")
      }
    }
  }

  @Test(
    "what is no message says so",
    arguments: [
      ([0x00], "field number 0"), ([0x0B], "field 1 is a group"), ([0x0C], "field 1 is a group"),
      ([0x0F, 0], "wire type 7"), ([0x08] + [UInt8](repeating: 0x80, count: 11), "more than ten bytes"),
      ([0x08, 0x80], "without its end"),
      ([0x0A] + [UInt8](repeating: 0xFF, count: 9) + [1], "bytes are needed"),
      ([0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0], "field number"),
      ([0x09, 1, 2], "8 bytes are needed; 2 are left"),
    ] as [([UInt8], String)])
  func refusals(bytes: [UInt8], words: String) throws {
    let error = try #require(throws: ProtobufError.self) { try Self.fields(bytes[...]) }
    #expect(error.description.contains(words), "\(error)")
  }

  @Test("a field of another kind than asked for is refused with its number and offset") func wrongKind()
    throws
  {
    let fields = try Self.fields(Self.file[...])
    let errors = [
      #expect(throws: ProtobufError.self) { try fields[0].bytes() },
      #expect(throws: ProtobufError.self) { try fields[2].integer() },
      #expect(throws: ProtobufError.self) { try fields[0].float() },
      #expect(throws: ProtobufError.self) { try ProtobufReader([]).message(fields[1]) },
    ]
    #expect(errors.map { $0?.offset } == [0, 12, 0, 3])
    #expect(
      errors[1]?.description == "protobuf, byte 12: field 3 holds 2 bytes with their length; must be a varint"
    )
  }

  @Test("packed numbers that end too early are refused when they are asked for") func packed() throws {
    let field = try #require(try Self.fields([0x0A, 2, 1, 0x80]).first)
    #expect(throws: ProtobufError.self) { try field.integers() }
  }

  @Test("a name that is no UTF-8 is refused; as a text it is replaced") func names() throws {
    let field = try #require(try Self.fields([0x0A, 2, 0x61, 0xFF]).first)
    #expect(throws: ProtobufError(.notUTF8(field: 1), offset: 0)) { try field.name() }
    #expect(try field.string() == "a\u{FFFD}")
  }

  @Test("nesting ends at the limit") func depth() throws {
    var writer = ProtobufWriter()
    for _ in 0..<5 {
      let inner = writer.bytes
      writer = ProtobufWriter()
      writer.write(1, bytes: inner)
    }
    func descend(limit: Int) throws -> Int {
      var reader = ProtobufReader(writer.bytes[...], depthLimit: limit)
      var depth = 0
      while let field = try reader.next() {
        reader = try reader.message(field)
        depth += 1
      }
      return depth
    }
    #expect(try descend(limit: 5) == 5)
    #expect(throws: ProtobufError(.tooDeep, offset: 8)) { try descend(limit: 4) }
  }
}

@Suite("Protocol Buffers, writing")
struct ProtobufWriterTests {
  @Test("writes the bytes of the encoding's description") func bytes() {
    var writer = ProtobufWriter()
    writer.write(1, integer: 300)
    writer.write(2, fixed64: 1)
    writer.write(3, string: "ab")
    writer.write(4, packed: [1, 300] as [Int64])
    writer.write(4, integer: 5)
    writer.write(5, fixed32: 7)
    writer.write(1, integer: -1)
    #expect(writer.bytes == ProtobufReaderTests.file)
  }

  @Test("what is written is read again, for any values") func roundTrip() throws {
    var random = SplitMix64(seed: 9)
    for _ in 0..<200 {
      let integer = Int64(bitPattern: random.next() >> UInt64.random(in: 0..<64, using: &random))
      let integers = (0..<Int.random(in: 1..<9, using: &random)).map { _ in
        Int64(bitPattern: random.next() >> UInt64.random(in: 0..<64, using: &random))
      }
      let number = Int.random(in: 1..<(1 << 29), using: &random)
      let contents = random.bytes(Int.random(in: 0..<300, using: &random))
      var writer = ProtobufWriter()
      writer.write(number, integer: integer)
      writer.write(3, packed: integers)
      writer.write(4, packed: [1.5, -0.25])
      writer.write(5, float: 2.5)
      writer.write(6) { $0.write(number, bytes: contents) }
      let fields = try ProtobufReaderTests.fields(writer.bytes[...])
      #expect(fields.map(\.number) == [number, 3, 4, 5, 6])
      #expect(try fields[0].integer() == integer && fields[1].integers() == integers)
      #expect(try fields[2].bytes() == [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0xBE])
      #expect(try fields[3].float() == 2.5)
      var nested = try ProtobufReader(writer.bytes[...]).message(fields[4])
      #expect(try #require(try nested.next()).bytes() == contents[...])
    }
  }

  @Test("empty packed lists leave no field") func empty() {
    var writer = ProtobufWriter()
    writer.write(1, packed: [Int64]())
    writer.write(1, packed: [Float]())
    #expect(writer.bytes.isEmpty)
  }
}
