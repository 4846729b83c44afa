import Bytes
import TestSupport
import Testing

@Suite("ByteReader and ByteWriter: every width and sign")
struct IntegerCodingTests {
  private func expectRoundTrip<Integer: FixedWidthInteger>(_ values: [Integer]) throws {
    for value in values {
      var writer = ByteWriter()
      writer.append(value)
      #expect(writer.count == Integer.bitWidth / 8)
      // Last byte first, the bytes are the digits of the bit pattern.
      let digits = String(Integer.Magnitude(truncatingIfNeeded: value), radix: 16)
      let zeros = String(repeating: "0", count: Integer.bitWidth / 4 - digits.count)
      #expect(Hexadecimal.string(writer.bytes.reversed()) == zeros + digits)
      var reader = ByteReader(writer.bytes[...])
      #expect(try reader.readInteger(Integer.self) == value)
      #expect(reader.remaining == 0)
    }
  }

  private func values<Integer: FixedWidthInteger>(_ type: Integer.Type, seed: UInt64) -> [Integer] {
    var random = SplitMix64(seed: seed)
    let drawn = (0..<20).map { _ in Integer.random(in: .min ... .max, using: &random) }
    return [0, 1, .min, .max, ~0] + drawn
  }

  @Test("unsigned integers read back as written", arguments: 1...5)
  func unsigned(seed: UInt64) throws {
    try expectRoundTrip(values(UInt8.self, seed: seed))
    try expectRoundTrip(values(UInt16.self, seed: seed))
    try expectRoundTrip(values(UInt32.self, seed: seed))
    try expectRoundTrip(values(UInt64.self, seed: seed))
  }

  @Test("signed integers read back as written", arguments: 1...5)
  func signed(seed: UInt64) throws {
    try expectRoundTrip(values(Int8.self, seed: seed))
    try expectRoundTrip(values(Int16.self, seed: seed))
    try expectRoundTrip(values(Int32.self, seed: seed))
    try expectRoundTrip(values(Int64.self, seed: seed))
  }

  @Test("the same bytes read as every type")
  func views() throws {
    let bytes: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    func read<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
      var reader = ByteReader(bytes[...])
      return try reader.readInteger(type)
    }
    #expect(try read(UInt8.self) == 254 && read(Int8.self) == -2)
    #expect(try read(UInt16.self) == 65534 && read(Int16.self) == -2)
    #expect(try read(UInt32.self) == 4_294_967_294 && read(Int32.self) == -2)
    #expect(try read(UInt64.self) == .max - 1 && read(Int64.self) == -2)
  }

  @Test(
    "floats keep their bits, not-a-number and signed zero too",
    arguments: [0, 0x8000_0000, 0x3FC0_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_1234, 0x0000_0001] as [UInt32])
  func floats(pattern: UInt32) throws {
    var writer = ByteWriter()
    writer.append(Float(bitPattern: pattern))
    var reader = ByteReader(writer.bytes[...])
    #expect(try reader.readFloat().bitPattern == pattern)
  }

  @Test("a value that is one byte short is refused and nothing is consumed", arguments: [2, 4, 8])
  func short(width: Int) {
    let bytes = [UInt8](repeating: 7, count: 10)
    var reader = ByteReader(bytes[3..<(3 + width - 1)])
    let error = OutOfBytes(offset: 3, needed: width, available: width - 1)
    switch width {
    case 2: #expect(throws: error) { try reader.readInteger(UInt16.self) }
    case 4: #expect(throws: error) { try reader.readFloat() }
    default: #expect(throws: error) { try reader.readInteger(Int64.self) }
    }
    #expect(reader.offset == 3 && reader.remaining == width - 1)
  }

  @Test("blocks are slices of the whole, and an empty one fits anywhere")
  func blocks() throws {
    let file = [UInt8](0..<20)
    var reader = ByteReader(file[5..<12])
    #expect(try reader.read(3) == file[5..<8])
    #expect(try reader.read(0).isEmpty)
    #expect(try reader.read(4).indices == 8..<12)
    #expect(try reader.read(0).isEmpty)
    #expect(throws: OutOfBytes(offset: 12, needed: 1, available: 0)) { _ = try reader.read(1) }
    #expect(throws: OutOfBytes(offset: 12, needed: .max, available: 0)) { _ = try reader.read(.max) }
    #expect(throws: OutOfBytes(offset: 12, needed: -1, available: 0)) { _ = try reader.read(-1) }
  }

  @Test(
    "seeking stays inside the slice, whose end is allowed",
    arguments: [(4, false), (5, true), (12, true), (13, false)])
  func seeking(place: Int, isInside: Bool) throws {
    let file = [UInt8](0..<20)
    var reader = ByteReader(file[5..<12])
    _ = try reader.read(2)
    guard isInside else {
      #expect(throws: OutOfBytes(offset: place, needed: 0, available: 5)) { try reader.seek(to: place) }
      #expect(reader.offset == 7)
      return
    }
    try reader.seek(to: place)
    #expect(reader.offset == place && reader.remaining == 12 - place)
  }
}
