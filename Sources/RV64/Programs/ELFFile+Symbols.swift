extension ELFFile {
  /// The fields of a section header that are needed here.
  private struct Section {
    let type: UInt32
    let offset: UInt64
    let byteCount: UInt64
    /// For a symbol table: the section with its names.
    let link: UInt32
    let entryByteCount: UInt64
    /// Where the header stands in the file.
    let position: Int
  }

  private static let symbolByteCount = 24
  /// `SHT_SYMTAB` and `SHT_STRTAB`.
  private static let (symbolTableType, stringTableType): (UInt32, UInt32) = (2, 3)

  /// The first symbol table of the file; an empty one when it has none.
  func symbols(limits: ProgramImage.Limits) throws(ProgramImageError) -> SymbolTable {
    let headers = try part(
      sectionHeaders.offset, UInt64(sectionHeaders.count * Self.sectionHeaderByteCount), "section headers")
    for index in 0..<sectionHeaders.count {
      let section = try section(index, in: headers)
      if section.type == Self.symbolTableType { return try symbols(section, index, headers, limits) }
    }
    return SymbolTable()
  }

  private func section(_ index: Int, in headers: ArraySlice<UInt8>) throws(ProgramImageError) -> Section {
    let start = headers.startIndex + index * Self.sectionHeaderByteCount
    var fields = ELFFields(
      headers[start..<(start + Self.sectionHeaderByteCount)], subject: "section \(index)")
    try fields.skip(4)
    let type: UInt32 = try fields.read()
    try fields.skip(16)
    let offset: UInt64 = try fields.read()
    let byteCount: UInt64 = try fields.read()
    let link: UInt32 = try fields.read()
    try fields.skip(12)
    return Section(
      type: type, offset: offset, byteCount: byteCount, link: link, entryByteCount: try fields.read(),
      position: start)
  }

  private func symbols(
    _ section: Section, _ index: Int, _ headers: ArraySlice<UInt8>, _ limits: ProgramImage.Limits
  ) throws(ProgramImageError) -> SymbolTable {
    func invalid(_ name: String, _ found: UInt64, _ expected: String, _ offset: Int) -> ProgramImageError {
      ProgramImageError(
        .invalidField(name: name, found: "\(found)", expected: expected), offset: offset,
        subject: "section \(index)")
    }
    guard section.entryByteCount == Self.symbolByteCount else {
      throw invalid("symbol size", section.entryByteCount, "24", section.position + 56)
    }
    guard Int(section.link) < sectionHeaders.count else {
      throw invalid("link", UInt64(section.link), "below \(sectionHeaders.count)", section.position + 40)
    }
    let names = try self.section(Int(section.link), in: headers)
    guard names.type == Self.stringTableType else {
      throw invalid("type of the linked section", UInt64(names.type), "3 (strings)", names.position + 4)
    }
    let table = try part(section.offset, section.byteCount, "symbol table")
    let count = table.count / Self.symbolByteCount
    try ProgramImage.Limits.check(
      UInt64(count), "symbol count", limit: limits.symbolCount, at: section.position + 32, "section \(index)")
    let strings = try part(names.offset, names.byteCount, "symbol names")
    var entries: [SymbolTable.Entry] = []
    for symbol in 0..<count {
      let start = table.startIndex + symbol * Self.symbolByteCount
      let fields = ELFFields(table[start..<(start + Self.symbolByteCount)], subject: "symbol \(symbol)")
      if let entry = try entry(fields, strings) { entries.append(entry) }
    }
    return SymbolTable(entries, names: strings)
  }

  /// The symbol of a table's entry, nil for those that name no part of the program.
  private func entry(
    _ symbol: ELFFields, _ names: ArraySlice<UInt8>
  ) throws(ProgramImageError) -> SymbolTable.Entry? {
    var fields = symbol
    let nameOffset: UInt32 = try fields.read()
    let info: UInt8 = try fields.read()
    try fields.skip(1)
    let sectionIndex: UInt16 = try fields.read()
    let address: UInt64 = try fields.read()
    let byteCount: UInt64 = try fields.read()
    guard Int(nameOffset) < max(1, names.count) else {
      throw fields.invalid("name offset", nameOffset, "below \(names.count)", at: 0)
    }
    // Undefined, absolute and common symbols are no places of the program.
    guard let kind = SymbolTable.Kind(rawValue: info & 15), sectionIndex > 0, sectionIndex < 0xFF00 else {
      return nil
    }
    let name = names[(names.startIndex + Int(nameOffset))...].prefix(3).prefix { $0 != 0 }
    // Without a name; marks of the assembler: mapping symbols ($x, $d) and local labels (.L1). Names of Swift begin with $ as well.
    if name.isEmpty || name.starts(with: [0x2E, 0x4C]) { return nil }
    if kind == .label, name.starts(with: [0x24, 0x78]) || name.starts(with: [0x24, 0x64]) { return nil }
    return SymbolTable.Entry(
      address: UInt32(truncatingIfNeeded: address), byteCount: UInt32(clamping: byteCount),
      nameOffset: nameOffset, kind: kind, isGlobal: info >> 4 != 0)
  }
}
