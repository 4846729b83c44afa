/// Walks from header to header.
struct TarScanner {
  private let file: [UInt8]
  private let entryLimit: Int
  private var offset = 0
  private var members: [TarArchive.Member] = []
  private var skipped: [TarArchive.Skipped] = []
  /// What extra members said about the next one.
  private var nextName: String?
  private var nextByteCount: Int?

  /// Longest extra member that is read.
  private static let extraLimit = 1 << 16

  init(file: [UInt8], entryLimit: Int) { (self.file, self.entryLimit) = (file, entryLimit) }

  /// The members, of equal names the last one alone, and what was skipped.
  var result: (members: [TarArchive.Member], skipped: [TarArchive.Skipped]) {
    var last: [String: Int] = [:]
    for (index, member) in members.enumerated() { last[member.name] = index }
    var (kept, skipped) = ([TarArchive.Member](), skipped)
    for (index, member) in members.enumerated() {
      if last[member.name] == index {
        kept.append(member)
      } else {
        let reason = "replaced by a later member of this name"
        skipped.append(TarArchive.Skipped(name: member.name, reason: reason, offset: member.offset))
      }
    }
    return (kept, skipped)
  }

  /// Reads up to a block of zeros, or the end of the file.
  mutating func scan() throws(TarError) {
    var count = 0
    while offset < file.count {
      let block = try take(TarArchive.blockByteCount, nil)
      if block.allSatisfy({ $0 == 0 }) { return }
      guard count < entryLimit else { throw TarError(.tooMany(limit: entryLimit), offset: block.startIndex) }
      count += 1
      try entry(try TarHeader(block), at: block.startIndex)
    }
    guard nextName == nil, nextByteCount == nil else {
      throw TarError(.truncated(needed: TarArchive.blockByteCount, available: 0), offset: offset)
    }
  }

  private mutating func take(_ count: Int, _ member: String?) throws(TarError) -> ArraySlice<UInt8> {
    guard count <= file.count - offset else {
      throw TarError(
        .truncated(needed: count, available: file.count - offset), offset: offset, member: member)
    }
    defer { offset += count }
    return file[offset..<(offset + count)]
  }

  private mutating func entry(_ header: TarHeader, at start: Int) throws(TarError) {
    switch header.type {
    case "L", "x":
      let contents = try extra(header, at: start)
      if header.type == "L" {
        nextName = TarHeader.text(contents)
      } else {
        try readRecords(contents, at: start)
      }
      return
    // Names of links, and what holds for all members: dates and owners as a rule.
    case "K", "g":
      _ = try extra(header, at: start)
      return
    default: break
    }
    let name = try Self.checked(nextName ?? header.name, at: start)
    let byteCount = nextByteCount ?? header.byteCount
    (nextName, nextByteCount) = (nil, nil)
    if header.type == "S" {
      throw TarError(.unsupported(feature: "a sparse file"), offset: start, member: name)
    }
    // Links and devices have a size in some archives, but no contents.
    let contents = "123456".unicodeScalars.contains(header.type) ? offset..<offset : try data(byteCount, name)
    if let reason = Self.reasonToSkip(header.type, name) {
      skipped.append(TarArchive.Skipped(name: name, reason: reason, offset: start))
    } else {
      members.append(TarArchive.Member(name: name, range: contents, offset: start))
    }
  }

  /// The contents of a member, and past what fills up its last block, which may be missing at the end.
  private mutating func data(_ byteCount: Int, _ name: String) throws(TarError) -> Range<Int> {
    let bytes = try take(byteCount, name)
    let excess = byteCount % TarArchive.blockByteCount
    if excess != 0 { offset = min(file.count, offset + TarArchive.blockByteCount - excess) }
    return bytes.startIndex..<bytes.endIndex
  }

  private mutating func extra(_ header: TarHeader, at start: Int) throws(TarError) -> ArraySlice<UInt8> {
    guard header.byteCount <= Self.extraLimit else {
      throw TarError(
        .invalid(
          field: "the size of an extra header", found: "\(header.byteCount)",
          expected: "\(Self.extraLimit) at most"),
        offset: start)
    }
    return file[try data(header.byteCount, header.name)]
  }

  /// Reads records such as `30 path=some/long/name\n`, whose number counts all of its bytes.
  private mutating func readRecords(_ contents: ArraySlice<UInt8>, at start: Int) throws(TarError) {
    var rest = contents
    while let first = rest.first, first != 0 {
      let digits = rest.prefix { $0 != 0x20 }
      guard let count = Int(String(decoding: digits.prefix(8), as: UTF8.self)), digits.count < 8,
        count > digits.count + 2, count <= rest.count, rest[rest.startIndex + count - 1] == 0x0A,
        let equals = rest.prefix(count).firstIndex(of: UInt8(ascii: "="))
      else {
        throw TarError(
          .invalid(field: "a record of an extra header", found: "broken", expected: "\"length key=value\""),
          offset: rest.startIndex)
      }
      let end = rest.startIndex + count
      let key = String(
        decoding: rest[(digits.endIndex + 1)..<max(equals, digits.endIndex + 1)], as: UTF8.self)
      let value = TarHeader.text(rest[(equals + 1)..<(end - 1)])
      switch key {
      case "path": nextName = value
      case "size":
        guard let size = Int(value), size >= 0 else {
          throw TarError(
            .invalid(field: "the size", found: "'\(value.prefix(40))'", expected: "a number"),
            offset: rest.startIndex)
        }
        nextByteCount = size
      default:
        if key.hasPrefix("GNU.sparse") {
          throw TarError(.unsupported(feature: "a sparse file"), offset: start)
        }
      }
      rest = rest[end...]
    }
  }

  /// The name without `./`; no way out of the folder that it is in.
  private static func checked(_ name: String, at offset: Int) throws(TarError) -> String {
    var path = name[...]
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    func refused(_ reason: String) -> TarError {
      TarError(.unsafeName(reason: reason), offset: offset, member: name)
    }
    if path.hasPrefix("/") { throw refused("it is absolute") }
    if path.contains("\\") { throw refused("it has a backslash") }
    if path.split(separator: "/").contains("..") { throw refused("it leads out of its folder") }
    return String(path)
  }

  private static func reasonToSkip(_ type: Unicode.Scalar, _ name: String) -> String? {
    switch type {
    case "0", "\0", "7":
      if name.isEmpty { return "no name" }
      // What macOS adds beside each file.
      if name.split(separator: "/").last?.hasPrefix("._") ?? false { return "resource data of macOS" }
      return name.hasSuffix("/") ? "folder" : nil
    case "1": return "hard link"
    case "2": return "symbolic link"
    case "3", "4": return "device"
    case "5": return "folder"
    case "6": return "pipe"
    default: return "member of type '\(type)'"
    }
  }
}
