import RV64
import TestSupport
import Testing

@Suite("program images")
struct ProgramImageTests {
  typealias Kind = ProgramImageError.Kind

  /// The error that a file ends in.
  static func error(_ bytes: [UInt8], limits: ProgramImage.Limits = .init()) -> ProgramImageError? {
    do throws(ProgramImageError) {
      _ = try ProgramImage(elf: bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test("an executable gives its segments, by the low 32 bits of their addresses, and its entry")
  func segments() throws {
    let bytes = ELFBuilder.sample.bytes
    #expect(ProgramImage.isELF(bytes))
    let image = try ProgramImage(elf: bytes)
    #expect(image.entry == 0x8000_0000)
    #expect(image.segments.map(\.address) == [0x8000_0000, 0x8000_1000])
    #expect(image.segments.map { Array($0.bytes) } == [[UInt8](0..<64), [9, 8, 7]])
    #expect(image.segments.map(\.byteCount) == [64, 0x30])
    #expect(image.contains(0x8000_102F) && !image.contains(0x8000_1030) && !image.contains(0x7FFF_FFFF))
  }

  @Test("loading writes the bytes and the zeros behind them")
  func load() throws {
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    let memory = GuestMemory(byteCount: 0x2000, bases: [0x8000_0000])
    memory.write([UInt8](repeating: 0xAA, count: 0x2000), at: 0)
    try image.load(into: memory)
    #expect(memory.read(0..<65) == [UInt8](0..<64) + [0xAA])
    #expect(memory.read(0x1000..<0x1031) == [9, 8, 7] + [UInt8](repeating: 0, count: 0x2D) + [0xAA])
  }

  @Test("a segment outside of RAM is named, and nothing is written")
  func outsideMemory() throws {
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    let memory = GuestMemory(byteCount: 0x1000, bases: [0x8000_0000])
    let expected = ProgramImageError(
      .outsideMemory(address: 0x8000_1000, byteCount: 0x30), offset: nil, subject: "segment 1")
    #expect(throws: expected) { try image.load(into: memory) }
    #expect(memory.read(0..<4) == [0, 0, 0, 0])
    #expect(
      expected.description == "segment 1: 48 bytes from 0x80001000 on; there is no RAM for all of them")
  }

  @Test("flat images go where they are told and start there or elsewhere")
  func flat() throws {
    let image = try ProgramImage(flat: [1, 2, 3], at: 0x4000_0000)
    #expect((image.entry, image.segments.count, image.symbols.count) == (0x4000_0000, 1, 0))
    #expect(try ProgramImage(flat: [1, 2], at: 0x100, entry: 0x102).entry == 0x102)
    let memory = GuestMemory(byteCount: 0x1000, bases: [0x8000_0000, 0x4000_0000])
    try image.load(into: memory)
    #expect(memory.read(0..<4) == [1, 2, 3, 0])
    #expect(throws: ProgramImageError.self) { try ProgramImage(flat: [], at: 0) }
    #expect(throws: ProgramImageError.self) { try ProgramImage(flat: [1, 2], at: .max) }
    #expect(try ProgramImage(flat: [1], at: .max).contains(.max))
    #expect(throws: ProgramImageError.self) {
      try ProgramImage(flat: [1, 2], at: 0, limits: .init(memoryByteCount: 1))
    }
  }

  @Test(
    "headers of other files are refused at the field",
    arguments: [
      (0x00, 0x00, "byte 0"), (0x04, 1, "class"), (0x05, 2, "byte order"), (0x10, 3, "type"),
      (0x12, 62, "machine"), (0x18, 1, "entry"), (0x36, 55, "program header size"),
      (0x3A, 40, "section header size"),
    ] as [(Int, UInt8, String)])
  func header(offset: Int, value: UInt8, name: String) throws {
    var bytes = ELFBuilder.sample.bytes
    bytes[offset] = value
    let error = try #require(Self.error(bytes))
    #expect(error.offset == offset && error.subject == "ELF header")
    guard case .invalidField(name, _, _) = error.kind else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("sizes that contradict each other, or the address space, are refused")
  func sizes() throws {
    var builder = ELFBuilder.sample
    builder.segments[2].memoryByteCount = 2
    #expect(
      Self.error(builder.bytes)?.description
        == "segment 2 at 0x000000D0: file size is 3; must be at most the memory size, 2")
    builder.segments[2] = .init(address: 0xFFFF_FFF0, bytes: [1], memoryByteCount: 17)
    #expect(Self.error(builder.bytes)?.subject == "segment 2")
    builder.segments[2].memoryByteCount = 16
    #expect(Self.error(builder.bytes) == nil)
    builder.segments[2].memoryByteCount = .max
    #expect(Self.error(builder.bytes)?.subject == "segment 2")
    builder.segments = [.init(type: 4, address: 0, bytes: [1])]
    #expect(Self.error(builder.bytes)?.subject == "program headers")
  }

  @Test("what an image asks for is counted against the limits")
  func limits() throws {
    let bytes = ELFBuilder.sample.bytes
    let fitting = ProgramImage.Limits(
      fileByteCount: bytes.count, memoryByteCount: 64 + 0x30, segmentCount: 3,
      symbolCount: ELFBuilder.sample.symbols.count)
    #expect(Self.error(bytes, limits: fitting) == nil)
    func kind(_ change: (inout ProgramImage.Limits) -> Void) -> Kind? {
      var limits = fitting
      change(&limits)
      return Self.error(bytes, limits: limits)?.kind
    }
    let (size, symbols) = (UInt64(bytes.count), UInt64(ELFBuilder.sample.symbols.count))
    #expect(
      kind { $0.fileByteCount -= 1 } == .overLimit(name: "bytes of the file", found: size, limit: size - 1))
    #expect(kind { $0.memoryByteCount -= 1 } == .overLimit(name: "bytes in memory", found: 112, limit: 111))
    #expect(
      kind { $0.symbolCount -= 1 } == .overLimit(name: "symbol count", found: symbols, limit: symbols - 1))
    #expect(kind { $0.segmentCount -= 1 } == .overLimit(name: "program header count", found: 3, limit: 2))
    #expect(kind { $0.memoryByteCount = -1 } == .overLimit(name: "bytes in memory", found: 64, limit: 0))
  }

  @Test("a random program runs from its ELF file as from its image")
  func randomProgram() throws {
    let program = RandomProgram(.mixed, seed: 3)
    let image = try ProgramImage(elf: program.elf)
    #expect(image.entry == RandomProgram.base)
    let machine = TestMachine([UInt8](repeating: 0, count: 4), at: RandomProgram.base, byteCount: 1 << 18)
    try image.load(into: machine.memory)
    machine.hart.pc = UInt64(image.entry)
    var dump: [UInt8] = []
    machine.onCall = { hart in
      if hart[17] == 93 { return false }
      dump = machine.bytes(at: UInt32(hart[11]), count: Int(hart[12])) ?? []
      return true
    }
    try machine.run(slice: 1000, limit: 10_000)
    #expect(try dump == ProgramSignatureTests.run(program))
  }
}
