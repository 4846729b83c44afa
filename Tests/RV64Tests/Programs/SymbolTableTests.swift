import RV64
import TestSupport
import Testing

@Suite("symbols of programs")
struct SymbolTableTests {
  private static func image(_ symbols: [ELFBuilder.Symbol]) throws -> ProgramImage {
    var builder = ELFBuilder.sample
    builder.symbols = symbols
    return try ProgramImage(elf: builder.bytes)
  }

  @Test("symbols are sorted by address; files, marks, constants and labels inside of functions are left out")
  func order() throws {
    let symbols = try ProgramImage(elf: ELFBuilder.sample.bytes).symbols
    let names = (0..<symbols.count).map { symbols[$0].name }
    #expect(names == ["_start", "main", "table", "_end"])
    let main = try #require(symbols.symbol(named: "main"))
    #expect((main.address, main.byteCount, main.kind) == (0x8000_0010, 0x20, .function))
    #expect(symbols.symbol(named: "table")?.kind == .object)
    #expect(symbols.symbol(named: "mai") == nil && symbols.symbol(named: "main2") == nil)
  }

  @Test(
    "an address is found in the symbol that it lies in",
    arguments: [
      (0x8000_0000, "_start"), (0x8000_000F, "_start+0xf"), (0x8000_0010, "main"), (0x8000_0018, "main+0x8"),
      (0x8000_002F, "main+0x1f"), (0x8000_0030, nil), (0x8000_1002, "table+0x2"), (0x8000_1003, nil),
      (0x8000_1030, nil), (0x7FFF_FFFF, nil), (0, nil), (0xFFFF_FFFF_8000_0010, "main"),
    ] as [(UInt64, String?)])
  func places(address: UInt64, text: String?) throws {
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    #expect(image.symbol(at: address)?.description == text)
  }

  @Test("of several symbols at one address the most telling one is shown")
  func rank() throws {
    let image = try Self.image([
      .init(name: "label", address: 0x8000_0000, type: 0), .init(name: "unsized", address: 0x8000_0000),
      .init(name: "local", address: 0x8000_0000, byteCount: 4, isGlobal: false),
      .init(name: "global", address: 0x8000_0000, byteCount: 4),
      .init(name: "second", address: 0x8000_0000, byteCount: 4),
      .init(name: "object", address: 0x8000_0000, byteCount: 4, type: 1),
    ])
    #expect(image.symbol(at: 0x8000_0002)?.description == "global+0x2")
  }

  @Test("names are cut at a limit and cannot steer a terminal")
  func names() throws {
    let long = String(repeating: "n", count: 2000)
    let image = try Self.image([
      .init(name: "a\u{1B}[31m\u{9B}\n", address: 0x8000_0000, byteCount: 2),
      .init(name: long, address: 0x8000_0002, byteCount: 2),
    ])
    #expect(image.symbol(at: 0x8000_0000)?.description == "a?[31m??")
    #expect(image.symbol(at: 0x8000_0002)?.symbol.name.utf8.count == SymbolTable.nameByteLimit)
    #expect(image.symbols.symbol(named: long) != nil)
  }

  @Test("sizes that leave the address space end with it")
  func hugeSizes() throws {
    let image = try Self.image([
      .init(name: "huge", address: 0x8000_0000, byteCount: .max),
      .init(name: "last", address: 0xFFFF_FFFF, byteCount: 0xFFFF_FFFF),
    ])
    #expect(image.symbol(at: 0xFFFF_FFFE)?.description == "huge+0x7ffffffe")
    #expect(image.symbol(at: 0xFFFF_FFFF)?.description == "last")
  }

  @Test("tables whose parts do not fit together are refused")
  func damaged() {
    let sample = ELFBuilder.sample.bytes
    let headers = sample.count - 3 * 64
    for (offset, value, subject) in [
      (headers + 64 + 56, 23, "section 1"), (headers + 64 + 40, 3, "section 1"),
      (headers + 64 + 40, 0, "section 1"), (headers + 64 + 38, 1, "symbol table"),
      (headers + 128 + 39, 255, "symbol names"),
    ] as [(Int, UInt8, String)] {
      var bytes = sample
      bytes[offset] = value
      #expect(ProgramImageTests.error(bytes)?.subject == subject)
    }
  }

  @Test("a file without sections has no symbols")
  func stripped() throws {
    #expect(try Self.image([]).symbols.count == 0)
  }
}
