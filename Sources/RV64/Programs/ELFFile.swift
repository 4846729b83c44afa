import Bytes

/// The headers of an ELF executable, and what they lead to.
///
/// **Source**: System V ABI, ELF-64 object file format 1.5; RISC-V ELF psABI 1.0 for the machine number.
struct ELFFile {
  static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

  /// Where a table of headers stands in the file.
  struct Table {
    let offset: UInt64
    let count: Int
  }

  let bytes: ArraySlice<UInt8>
  private let entryAddress: UInt64
  private let programHeaders: Table
  let sectionHeaders: Table

  /// Offsets of fields in the header, for messages.
  private static let entryOffset = 0x18
  private static let programHeaderByteCount = 56
  static let sectionHeaderByteCount = 64

  /// Reads the header.
  init(_ bytes: ArraySlice<UInt8>) throws(ProgramImageError) {
    var fields = ELFFields(bytes, subject: "ELF header")
    for (index, byte) in Self.magic.enumerated() {
      try fields.expect("byte \(index)", UInt8.self, is: byte)
    }
    try fields.expect("class", UInt8.self, is: 2, meaning: "64-bit")
    try fields.expect("byte order", UInt8.self, is: 1, meaning: "little endian")
    try fields.expect("version", UInt8.self, is: 1)
    try fields.skip(9)
    try fields.expect("type", UInt16.self, is: 2, meaning: "executable")
    try fields.expect("machine", UInt16.self, is: 243, meaning: "RISC-V")
    try fields.expect("version", UInt32.self, is: 1)
    entryAddress = try fields.read()
    let programOffset: UInt64 = try fields.read()
    let sectionOffset: UInt64 = try fields.read()
    try fields.skip(4)
    try fields.expect("header size", UInt16.self, is: 64)
    let programSize: UInt16 = try fields.read()
    let programCount: UInt16 = try fields.read()
    let sectionSize: UInt16 = try fields.read()
    let sectionCount: UInt16 = try fields.read()
    guard programCount == 0 || programSize == Self.programHeaderByteCount else {
      throw fields.invalid("program header size", programSize, "\(Self.programHeaderByteCount)", at: 0x36)
    }
    guard sectionCount == 0 || sectionSize == Self.sectionHeaderByteCount else {
      throw fields.invalid("section header size", sectionSize, "\(Self.sectionHeaderByteCount)", at: 0x3A)
    }
    self.bytes = bytes
    programHeaders = Table(offset: programOffset, count: Int(programCount))
    sectionHeaders = Table(offset: sectionOffset, count: Int(sectionCount))
  }

  /// Where the program starts, which must be in one of its segments.
  func entry(in segments: [ProgramImage.Segment]) throws(ProgramImageError) -> UInt32 {
    let address = UInt32(truncatingIfNeeded: entryAddress)
    guard address & 1 == 0, segments.contains(where: { $0.contains(address) }) else {
      throw ProgramImageError(
        .invalidField(
          name: "entry", found: Hexadecimal.address(address), expected: "an even address in a segment"),
        offset: Self.entryOffset, subject: "ELF header")
    }
    return address
  }

  /// What is loaded; segments that fill nothing are left out.
  func segments(limits: ProgramImage.Limits) throws(ProgramImageError) -> [ProgramImage.Segment] {
    try ProgramImage.Limits.check(
      UInt64(programHeaders.count), "program header count", limit: limits.segmentCount, at: 0x38, "ELF header"
    )
    let table = try part(
      programHeaders.offset, UInt64(programHeaders.count * Self.programHeaderByteCount), "program headers")
    var segments: [ProgramImage.Segment] = []
    var total: UInt64 = 0
    for index in 0..<programHeaders.count {
      let start = table.startIndex + index * Self.programHeaderByteCount
      let header = table[start..<(start + Self.programHeaderByteCount)]
      guard let segment = try segment(ELFFields(header, subject: "segment \(index)")) else { continue }
      total += UInt64(segment.byteCount)
      try ProgramImage.Limits.check(
        total, "bytes in memory", limit: limits.memoryByteCount, at: start, "segment \(index)")
      segments.append(segment)
    }
    guard !segments.isEmpty else {
      throw ProgramImageError(
        .invalidField(name: "count of loaded segments", found: "0", expected: "at least 1"),
        offset: table.startIndex, subject: "program headers")
    }
    return segments
  }

  /// The segment of a program header, nil for those that are not loaded.
  private func segment(_ header: ELFFields) throws(ProgramImageError) -> ProgramImage.Segment? {
    var fields = header
    let type: UInt32 = try fields.read()
    try fields.skip(4)
    let offset: UInt64 = try fields.read()
    try fields.skip(8)
    let address = UInt32(truncatingIfNeeded: try fields.read(UInt64.self))
    let fileCount: UInt64 = try fields.read()
    let memoryCount: UInt64 = try fields.read()
    guard type == 1, memoryCount > 0 else { return nil }
    guard fileCount <= memoryCount else {
      throw fields.invalid("file size", fileCount, "at most the memory size, \(memoryCount)", at: 32)
    }
    guard memoryCount <= (1 << 32) - UInt64(address) else {
      throw fields.invalid(
        "memory size", memoryCount, "at most \((1 << 32) - UInt64(address)) at this address", at: 40)
    }
    return ProgramImage.Segment(
      address: address, bytes: try part(offset, fileCount, fields.subject), byteCount: Int(memoryCount))
  }

  /// A part of the file; an empty one may lie anywhere.
  func part(_ offset: UInt64, _ count: UInt64, _ subject: String) throws(ProgramImageError) -> ArraySlice<
    UInt8
  > {
    let size = UInt64(bytes.count)
    guard count > 0 else { return bytes[bytes.endIndex...] }
    guard offset <= size, count <= size - offset else {
      throw ProgramImageError(
        .truncated(
          needed: Int(clamping: count), available: Int(clamping: offset <= size ? size - offset : 0)),
        offset: Int(clamping: offset), subject: subject)
    }
    let start = bytes.startIndex + Int(offset)
    return bytes[start..<(start + Int(count))]
  }
}
