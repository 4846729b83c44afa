import Containers
import TestSupport
import Testing

@Suite("FlatBuffers")
struct FlatBufferTests {
  /// A table with a field of each kind.
  static let fields: [FlatBufferFile.Field] = [
    .integer(-7, byteCount: 1), .integer(40_000, byteCount: 2), .word(-5), .integer(1 << 40, byteCount: 8),
    .text("grün"), .bytes([1, 2, 3]), .words([4, -5, 6]), .floats([0.5, -2]), .table([.word(9)]),
    .tables([.table([.word(1)]), .table([.word(2)])]), .absent,
  ]
  static let file = FlatBufferFile.bytes(root: fields, identifier: "TEST")

  /// Reads every field of a table as what it is in `fields`.
  static func readAll(_ bytes: ArraySlice<UInt8>) throws {
    let root = try FlatBuffer(bytes).root()
    _ = try root.integer(0, Int8.self)
    _ = try root.integer(1, UInt16.self)
    _ = try root.integer(2, Int32.self)
    _ = try root.integer(3, UInt64.self)
    _ = try root.string(4)
    _ = try root.byteRange(5)
    _ = try root.integers(6, Int32.self)
    _ = try root.indices(6)
    _ = try root.floats(7)
    _ = try root.table(8)?.integer(0, Int32.self)
    for table in try root.tables(9) { _ = try table.integer(0, Int32.self) }
  }

  @Test("each kind of field is read") func fields() throws {
    let buffer = FlatBuffer(Self.file[...])
    #expect(buffer.identifier == "TEST")
    let root = try buffer.root()
    #expect(try root.integer(0, Int8.self) == -7)
    #expect(try root.integer(1, UInt16.self) == 40_000)
    #expect(try root.integer(2, Int32.self) == -5)
    #expect(try root.integer(3, UInt64.self) == 1 << 40)
    #expect(try root.string(4) == "grün")
    let range = try #require(try root.byteRange(5))
    #expect(Array(Self.file[range]) == [1, 2, 3])
    #expect(try root.integers(6, Int32.self) == [4, -5, 6])
    #expect(try root.indices(6) == [4, -5, 6])
    #expect(try root.floats(7) == [0.5, -2])
    #expect(try root.table(8)?.integer(0, Int32.self) == 9)
    #expect(try root.tables(9).map { try $0.integer(0, Int32.self) } == [1, 2])
  }

  @Test("absent fields, and those behind the vtable, read as nothing", arguments: [10, 11, 30_000, -1])
  func absent(field: Int) throws {
    let root = try FlatBuffer(Self.file[...]).root()
    #expect(try root.integer(field, Int32.self) == 0)
    #expect(try root.string(field) == "")
    #expect(try root.byteRange(field) == nil && root.table(field) == nil)
    #expect(try root.integers(field, Int32.self).isEmpty && root.indices(field).isEmpty)
    #expect(try root.floats(field).isEmpty && root.tables(field).isEmpty)
  }

  @Test("a buffer inside of a file names offsets of the file") func slices() throws {
    let file = [UInt8](repeating: 9, count: 100) + Self.file + [9]
    let slice = file[100..<(100 + Self.file.count)]
    try Self.readAll(slice)
    let range = try #require(try FlatBuffer(slice).root().byteRange(5))
    #expect(Array(file[range]) == [1, 2, 3])
    // What follows the buffer is not part of it.
    let error = #expect(throws: FlatBufferError.self) { try Self.readAll(slice.dropLast(5)) }
    #expect((100...(100 + Self.file.count)).contains(error?.offset ?? 0))
  }

  @Test("cut anywhere, it ends in an error inside of it") func truncation() {
    // The last four bytes only pad.
    for count in 0..<(Self.file.count - 4) {
      let error = #expect(throws: FlatBufferError.self) { try Self.readAll(Self.file[..<count]) }
      #expect((0...count).contains(error?.offset ?? -1))
    }
    #expect(FlatBuffer(Self.file[..<7]).identifier == nil)
  }

  @Test("every 32-bit word may be anything") func words() {
    for place in stride(from: 0, to: Self.file.count - 3, by: 1) {
      for word in [0, 1, UInt32.max, 0x7FFF_FFFF, 0x8000_0000, UInt32(Self.file.count)] {
        var bytes = Self.file
        for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
        do {
          try Self.readAll(bytes[...])
        } catch {
          #expect(error is FlatBufferError && !"\(error)".isEmpty)
        }
      }
    }
  }

  @Test("an odd or tiny vtable is refused with its offset", arguments: [0, 3, 5] as [UInt8])
  func vtable(size: UInt8) throws {
    var bytes = Self.file
    // Root offset and identifier take 8 bytes; the root's vtable follows.
    bytes[8] = size
    bytes[9] = 0
    let error = try #require(throws: FlatBufferError.self) { try FlatBuffer(bytes[...]).root() }
    #expect(error.offset == 8)
    #expect(error.description.contains("size of the vtable is \(size)"))
  }

  /// What many offsets of a small file may lead to.
  enum Alias: CaseIterable { case tables, texts, numbers }

  @Test("many offsets to one place are refused before the memory is taken", arguments: Alias.allCases)
  func aliases(alias: Alias) throws {
    let target: FlatBufferFile.Field =
      switch alias {
      case .tables: .table([.word(1)])
      case .texts: .table([.shared(2, .text(String(repeating: "a", count: 1 << 16)))])
      case .numbers: .table([.shared(2, .words(Array(repeating: 1, count: 1 << 14)))])
      }
    let count = alias == .tables ? 1 << 15 : 100
    let bytes = FlatBufferFile.bytes(root: [.tables(Array(repeating: .shared(1, target), count: count))])
    let root = try FlatBuffer(bytes[...]).root()
    let error = try #require(throws: FlatBufferError.self) {
      for table in try root.tables(0) {
        if alias == .texts { _ = try table.string(0) } else { _ = try table.indices(0) }
      }
    }
    #expect(error.kind == .aliased(byteCount: bytes.count))
  }

  @Test("a reader's own memory is counted with the rest") func charging() throws {
    let table = try FlatBuffer(Self.file[...]).root()
    let count = table.affordableCount(of: 1000)
    try table.charge(count * 1000)
    #expect(table.affordableCount(of: 1000) == 0)
    #expect(throws: FlatBufferError.self) { try table.charge(1000) }
  }
}
