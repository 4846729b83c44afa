/// Writes small ELF executables: header, program headers, contents of segments, symbols, names, section headers.
package struct ELFBuilder {
  /// A program header and what it covers.
  package struct Segment {
    package var type: UInt32
    package var address: UInt64
    package var bytes: [UInt8]
    /// Bytes in memory; as many as in the file when nil.
    package var memoryByteCount: UInt64?

    /// A segment, loaded unless `type` says otherwise.
    package init(type: UInt32 = 1, address: UInt64, bytes: [UInt8], memoryByteCount: UInt64? = nil) {
      (self.type, self.address, self.bytes, self.memoryByteCount) = (type, address, bytes, memoryByteCount)
    }
  }

  /// An entry of the symbol table.
  package struct Symbol {
    package var name: String
    package var address: UInt64
    package var byteCount: UInt64
    /// `STT_…`.
    package var type: UInt8
    package var isGlobal: Bool
    package var section: UInt16

    /// A symbol, a global function unless told otherwise.
    package init(
      name: String, address: UInt64, byteCount: UInt64 = 0, type: UInt8 = 2, isGlobal: Bool = true,
      section: UInt16 = 1
    ) {
      (self.name, self.address, self.byteCount) = (name, address, byteCount)
      (self.type, self.isGlobal, self.section) = (type, isGlobal, section)
    }
  }

  package var entry: UInt64 = 0x8000_0000
  package var segments: [Segment] = []
  package var symbols: [Symbol] = []

  /// A file without anything in it.
  package init() {}

  /// Two segments with a function each, data with zeros behind, and symbols of all kinds.
  package static var sample: ELFBuilder {
    var builder = ELFBuilder()
    builder.segments = [
      Segment(type: 4, address: 0, bytes: [1, 2, 3]),
      Segment(address: 0xFFFF_FFFF_8000_0000, bytes: [UInt8](0..<64)),
      Segment(address: 0x8000_1000, bytes: [9, 8, 7], memoryByteCount: 0x30),
    ]
    builder.symbols = [
      Symbol(name: "", address: 0, type: 0, section: 0), Symbol(name: "main.c", address: 0, type: 4),
      Symbol(name: "main", address: 0x8000_0010, byteCount: 0x20),
      Symbol(name: "_start", address: 0xFFFF_FFFF_8000_0000, type: 0),
      Symbol(name: "$x", address: 0x8000_0000, type: 0, isGlobal: false),
      Symbol(name: ".L3", address: 0x8000_0018, type: 0, isGlobal: false),
      Symbol(name: "loop", address: 0x8000_0018, type: 0, isGlobal: false),
      Symbol(name: "table", address: 0x8000_1000, byteCount: 3, type: 1),
      Symbol(name: "alias", address: 0x8000_0010, type: 0),
      Symbol(name: "_end", address: 0x8000_1030, type: 0),
      Symbol(name: "stack_size", address: 0x8000_0030, type: 0, section: 0xFFF1),
      Symbol(name: "nowhere", address: 0x8000_0030, type: 0, section: 0),
    ]
    return builder
  }

  /// The file, which ends with section headers so that each of its bytes is needed.
  package var bytes: [UInt8] {
    let contentsStart = 64 + 56 * segments.count
    var contents: [UInt8] = []
    var headers: [UInt8] = []
    for segment in segments {
      let memory = segment.memoryByteCount ?? UInt64(segment.bytes.count)
      headers += little(segment.type) + little(UInt32(7)) + little(UInt64(contentsStart + contents.count))
      headers += little(segment.address) + little(segment.address)
      headers += little(UInt64(segment.bytes.count)) + little(memory) + little(UInt64(4096))
      contents += segment.bytes
    }
    var (names, table): ([UInt8], [UInt8]) = ([0], [])
    for symbol in symbols {
      table += little(UInt32(symbol.name.isEmpty ? 0 : names.count))
      table += [(symbol.isGlobal ? 16 : 0) | symbol.type, 0] + little(symbol.section)
      table += little(symbol.address) + little(symbol.byteCount)
      names += symbol.name.isEmpty ? [] : [UInt8](symbol.name.utf8) + [0]
    }
    let tableStart = contentsStart + contents.count
    let namesStart = tableStart + table.count
    let sections =
      section(type: 0, at: 0, count: 0)
      + section(type: 2, at: tableStart, count: table.count, link: 2, entry: 24)
      + section(type: 3, at: namesStart, count: names.count)
    let hasSymbols = !symbols.isEmpty
    var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    file += little(UInt16(2)) + little(UInt16(243)) + little(UInt32(1)) + little(entry) + little(UInt64(64))
    file += little(UInt64(hasSymbols ? namesStart + names.count : 0)) + little(UInt32(5)) + little(UInt16(64))
    file += little(UInt16(56)) + little(UInt16(segments.count)) + little(UInt16(64))
    file += little(UInt16(hasSymbols ? 3 : 0)) + little(UInt16(0))
    return file + headers + contents + (hasSymbols ? table + names + sections : [])
  }

  private func section(type: UInt32, at start: Int, count: Int, link: UInt32 = 0, entry: UInt64 = 0)
    -> [UInt8]
  {
    little(UInt32(0)) + little(type) + little(UInt64(0)) + little(UInt64(0)) + little(UInt64(start))
      + little(UInt64(count)) + little(link) + little(UInt32(0)) + little(UInt64(8)) + little(entry)
  }

  private func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
  }
}
