/// The table of contents of a package: which file goes to which address.
///
/// **Source**: packages of kflash_gui, ktool and the vendor's Windows tool, and what kflash 1.1.6 reads.
public struct FlashList: Sendable, Equatable {
  /// One file and its place.
  public struct Item: Sendable, Equatable {
    /// Address in flash.
    public var address: UInt32
    /// Name of the member of the archive, without folders.
    public var name: String
    /// Whether the file gets a firmware header (`sha256Prefix`).
    public var hasHeader: Bool
    /// Whether the bytes of each 32-bit word are reversed before it is written (`reverse4Bytes`, `swap`).
    public var isReversed: Bool
    /// Line of the list where the item begins; 0 in a list that was not read.
    public var line: Int

    /// An item of a new list.
    public init(
      address: UInt32, name: String, hasHeader: Bool, isReversed: Bool = false, line: Int = 0
    ) {
      self.address = address
      self.name = name
      self.hasHeader = hasHeader
      self.isReversed = isReversed
      self.line = line
    }
  }

  /// The list's name in the archive.
  public static let fileName = "flash-list.json"
  /// The version that new lists say; readers ignore it.
  public static let version = "0.1.0"
  static let knownVersions = ["0.1.0", "0.1.1"]
  /// Files of a list at most.
  static let itemLimit = 64

  /// What the list says, nil when it says nothing.
  public var version: String?
  /// The files in the order of the list.
  public var items: [Item]
  /// What was odd about its text.
  public var notes: [PackageNote] = []

  /// A new list.
  public init(_ items: [Item]) { (version, self.items) = (Self.version, items) }

  /// The text in a form that is JSON and that kflash's line-wise reader understands: one key per line, decimal
  /// addresses, a comma behind each of them.
  public var text: String {
    let files = items.map { item in
      var lines = [
        "      \"address\": \(item.address)", "      \"bin\": \"\(Self.escaped(item.name))\"",
        "      \"sha256Prefix\": \(item.hasHeader)",
      ]
      if item.isReversed { lines.append("      \"reverse4Bytes\": true") }
      return "    {\n" + lines.joined(separator: ",\n") + "\n    }"
    }
    let version = Self.escaped(version ?? Self.version)
    let list = files.isEmpty ? "[]" : "[\n" + files.joined(separator: ",\n") + "\n  ]"
    return "{\n  \"version\": \"\(version)\",\n  \"files\": \(list)\n}\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let control where control.value < 0x20:
        result += "\\u00" + (control.value < 16 ? "0" : "") + String(control.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
