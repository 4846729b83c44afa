public import Containers

/// Something odd about a package that was taken all the same.
public struct PackageNote: Sendable, Equatable, CustomStringConvertible {
  /// What is odd.
  public enum Kind: Sendable, Equatable {
    /// A liberty of the list's text.
    case liberty(LenientJSON.Liberty)
    /// The list has no version.
    case versionMissing
    /// A version that no known tool writes.
    case versionUnknown(String)
    /// An entry does not say whether it gets a firmware header; it gets none.
    case headerUnsaid(name: String)
    /// A number or text where true or false belongs.
    case looseFlag(key: String, found: String)
    /// A key that no known tool reads.
    case unknownKey(String)
    /// A name with `./` in front.
    case dotSlash(name: String)
    /// The list names a file twice.
    case listedTwice(name: String)
    /// The files lie in a folder of the archive.
    case subfolder(String)
    /// A member that the list does not name.
    case unlisted(name: String, byteCount: Int)
    /// The list and the archive write a name differently.
    case letterCase(listed: String, member: String)
    /// The words of the file are reversed before it is written, which kflash does not do.
    case reversed(name: String)
  }

  /// What is odd.
  public let kind: Kind
  /// Line of the list, nil when the archive is odd.
  public let line: Int?

  init(_ kind: Kind, line: Int? = nil) { (self.kind, self.line) = (kind, line) }

  /// One line.
  public var description: String {
    (line.map { "\(FlashList.fileName) line \($0): " } ?? "") + kind.words
  }
}

extension PackageNote.Kind {
  fileprivate var words: String {
    switch self {
    case .liberty(.byteOrderMark): "a byte order mark; kflash stops at it"
    case .liberty(.bareHexadecimal): "a hexadecimal number without quotes is no JSON, but common"
    case .liberty(.trailingComma): "a comma behind the last element; kflash stops at it"
    case .liberty(.repeatedName(let name)): "\"\(name)\" occurs twice; the last one counts"
    case .versionMissing: "no version"
    case .versionUnknown(let version): "version \"\(version)\"; known are 0.1.0 and 0.1.1"
    case .headerUnsaid(let name):
      "'\(name)' has no sha256Prefix; taken as false, and kflash stops at it"
    case .looseFlag(let key, let found): "\(key) is \(found); true or false is meant"
    case .unknownKey(let key): "\"\(key)\" is ignored"
    case .dotSlash(let name): "'\(name)': ./ in front is ignored"
    case .listedTwice(let name): "'\(name)' is listed more than once"
    case .subfolder(let name):
      "the files lie in the folder \(name); kflash reports \(FlashList.fileName) as missing"
    case .unlisted(let name, let count):
      "'\(name)' (\(count) \(count == 1 ? "byte" : "bytes")) is not listed and is not written"
    case .letterCase(let listed, let member):
      "'\(listed)' is called '\(member)' in the archive; kflash finds it only where case does not matter"
    case .reversed(let name):
      "'\(name)' is to be written with the bytes of each word reversed; kflash ignores that"
    }
  }
}
