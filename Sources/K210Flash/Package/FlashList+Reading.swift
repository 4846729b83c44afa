internal import Containers

extension FlashList {
  /// Reads the text of a list, valid JSON or not quite; oddities become notes.
  ///
  /// - Throws: `PackageError` with the line at fault.
  public init(text: some Collection<UInt8>) throws(PackageError) {
    let json: LenientJSON
    do throws(LenientJSON.Failure) {
      json = try LenientJSON(text)
    } catch {
      throw PackageError.list(error)
    }
    self.init([])
    notes = json.oddities.map { PackageNote(.liberty($0.liberty), line: $0.line) }
    do throws(LenientJSON.Failure) {
      try read(json.root)
    } catch {
      throw PackageError.list(error)
    }
    for item in items where Self.leadsElsewhere(item.name) {
      throw PackageError.nestedName(name: item.name, line: item.line)
    }
  }

  /// Whether a name is more than the name of a file in one folder.
  static func leadsElsewhere(_ name: String) -> Bool {
    name.unicodeScalars.contains { "/\\:".unicodeScalars.contains($0) } || [".", ".."].contains(name)
  }

  private mutating func read(_ root: JSONNode) throws(LenientJSON.Failure) {
    guard case .object(let members) = root.value else { throw root.failure("must be an object") }
    noteUnknownKeys(members, known: ["version", "files"])
    switch root["version"]?.value {
    case .string(let text), .number(let text):
      version = text
      if !Self.knownVersions.contains(text) {
        notes.append(PackageNote(.versionUnknown(text), line: root["version"]?.line))
      }
    case nil:
      version = nil
      notes.append(PackageNote(.versionMissing))
    case .some: throw (root["version"] ?? root).failure("must be a version such as \"\(Self.version)\"")
    }
    guard let files = root["files"] else {
      throw LenientJSON.Failure(line: root.line, reason: "no \"files\"")
    }
    guard case .array(let nodes) = files.value else { throw files.failure("must be a list of files") }
    guard nodes.count <= Self.itemLimit else {
      throw LenientJSON.Failure(
        line: files.line, reason: "\(nodes.count) files; at most \(Self.itemLimit) are read")
    }
    var names: Set<String> = []
    for node in nodes {
      let item = try item(node)
      if !names.insert(item.name).inserted {
        notes.append(PackageNote(.listedTwice(name: item.name), line: item.line))
      }
      items.append(item)
    }
  }

  private mutating func item(_ node: JSONNode) throws(LenientJSON.Failure) -> Item {
    guard case .object(let members) = node.value else { throw node.failure("must be an object") }
    noteUnknownKeys(members, known: ["address", "bin", "sha256Prefix", "reverse4Bytes", "swap"])
    guard let bin = node["bin"] else { throw LenientJSON.Failure(line: node.line, reason: "no \"bin\"") }
    guard case .string(var name) = bin.value, !name.isEmpty else { throw bin.failure("must be a file name") }
    if name.hasPrefix("./") {
      notes.append(PackageNote(.dotSlash(name: name), line: bin.line))
      name.removeFirst(2)
    }
    guard let address = node["address"] else {
      throw LenientJSON.Failure(line: node.line, reason: "'\(name)' has no \"address\"")
    }
    let hasHeader = try flag("sha256Prefix", of: node)
    if hasHeader == nil { notes.append(PackageNote(.headerUnsaid(name: name), line: node.line)) }
    let (reversed, swapped) = (try flag("reverse4Bytes", of: node), try flag("swap", of: node))
    let isReversed = reversed ?? swapped ?? false
    if isReversed { notes.append(PackageNote(.reversed(name: name), line: node.line)) }
    return Item(
      address: try Self.address(address), name: name, hasHeader: hasHeader ?? false, isReversed: isReversed,
      line: node.line)
  }

  /// A decimal or hexadecimal number, in quotes or not.
  private static func address(_ node: JSONNode) throws(LenientJSON.Failure) -> UInt32 {
    let trimmed: String
    switch node.value {
    case .number(let digits), .string(let digits):
      trimmed = digits.split(separator: " ").joined(separator: " ")
    default: throw node.failure("must be an address")
    }
    let isHexadecimal = trimmed.hasPrefix("0x") || trimmed.hasPrefix("0X")
    let digits = trimmed.dropFirst(isHexadecimal ? 2 : 0)
    guard digits.first?.isHexDigit == true, let address = UInt32(digits, radix: isHexadecimal ? 16 : 10)
    else {
      throw node.failure("must be an address from 0 to 0xFFFFFFFF")
    }
    return address
  }

  /// True, false, or what stands for them; nil when the key is missing or null.
  private mutating func flag(_ key: String, of node: JSONNode) throws(LenientJSON.Failure) -> Bool? {
    guard let flag = node[key] else { return nil }
    let meant: Bool
    switch flag.value {
    case .boolean(let value): return value
    case .null: return nil
    case .number("1"): meant = true
    case .number("0"): meant = false
    case .string(let word) where ["true", "1"].contains(word.lowercased()): meant = true
    case .string(let word) where ["false", "0", ""].contains(word.lowercased()): meant = false
    default: throw flag.failure("\(key) must be true or false")
    }
    notes.append(PackageNote(.looseFlag(key: key, found: flag.kindName), line: flag.line))
    return meant
  }

  private mutating func noteUnknownKeys(_ members: [JSONNode.Member], known: Set<String>) {
    for member in members where !known.contains(member.name) {
      notes.append(PackageNote(.unknownKey(String(member.name.prefix(40))), line: member.node.line))
    }
  }
}

extension JSONNode {
  fileprivate func failure(_ expected: String) -> LenientJSON.Failure {
    LenientJSON.Failure(line: line, reason: "\(kindName); \(expected)")
  }
}
