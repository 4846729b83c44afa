internal import Bytes

/// A tar archive in memory whose headers were read and checked.
///
/// Regular files are members; folders, links and devices are skipped with a reason. Names that lead out of a folder,
/// sparse files and wrong checksums are errors. Long names come from GNU's or POSIX's (pax) extra members.
/// **Source**: POSIX.1-2008 `pax`, ustar interchange format, and GNU tar's manual, "Basic Tar Format".
public struct TarArchive: Sendable {
  /// A regular file.
  public struct Member: Sendable, Equatable {
    /// Its path in the archive, without `./` at its start.
    public let name: String
    /// Offsets of its bytes in the archive.
    public let range: Range<Int>
    /// Offset of its header.
    public let offset: Int
  }

  /// Something that is no member.
  public struct Skipped: Sendable, Equatable {
    /// Its path in the archive.
    public let name: String
    /// Why: `symbolic link`.
    public let reason: String
    /// Offset of its header.
    public let offset: Int
  }

  /// The regular files in the order of the archive; of equal names the last one alone.
  public let members: [Member]
  /// What was skipped.
  public let skipped: [Skipped]
  /// The whole file, shared with its owner.
  private let file: [UInt8]

  /// Bytes of a header, and what everything is filled up to.
  static let blockByteCount = 512
  /// Most members and skipped things unless said otherwise.
  public static let standardEntryLimit = 1 << 16

  /// Whether a file starts with a header whose checksum is right.
  public static func recognizes(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= blockByteCount else { return false }
    let block = bytes[..<blockByteCount]
    return block.contains { $0 != 0 } && (try? TarHeader(block)) != nil
  }

  /// Reads the headers of an archive.
  ///
  /// - Parameter entryLimit: most members, skipped things and extra members.
  /// - Throws: `TarError` with the offset of the header at fault.
  public init(_ file: [UInt8], entryLimit: Int = standardEntryLimit) throws(TarError) {
    var scanner = TarScanner(file: file, entryLimit: entryLimit)
    try scanner.scan()
    (members, skipped) = scanner.result
    self.file = file
  }

  /// The bytes of a member of this archive; a slice of it.
  public func contents(of member: Member) -> ArraySlice<UInt8> {
    file[member.range.clamped(to: file.startIndex..<file.endIndex)]
  }
}

/// Why an archive is not read.
public struct TarError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// A header or a member needs bytes that are not there.
    case truncated(needed: Int, available: Int)
    /// A header's bytes do not add up to what it says.
    case checksum(found: Int, expected: Int)
    /// A field holds what it cannot.
    case invalid(field: String, found: String, expected: String)
    /// A name that could lead out of the folder it is unpacked into.
    case unsafeName(reason: String)
    /// Something the format knows and this reader refuses.
    case unsupported(feature: String)
    /// More headers than allowed.
    case tooMany(limit: Int)
  }

  /// What is wrong.
  public let kind: Kind
  /// Offset in the archive.
  public let offset: Int
  /// The member at fault; nil when its name is not known.
  public let member: String?

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int, member: String? = nil) {
    (self.kind, self.offset, self.member) = (kind, offset, member)
  }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String {
    let subject = member.map { "member '\($0.prefix(80))'" } ?? "tar archive"
    return "\(subject) at \(Hexadecimal.address(offset)): \(explanation)"
  }

  private var explanation: String {
    switch kind {
    case .truncated(let needed, let available): "\(needed) bytes are needed here; \(available) are left"
    case .checksum(let found, let expected): "the header's bytes add up to \(found); must be \(expected)"
    case .invalid(let field, let found, let expected): "\(field) is \(found); must be \(expected)"
    case .unsafeName(let reason): "refused name: \(reason)"
    case .unsupported(let feature): "\(feature), which is not read"
    case .tooMany(let limit): "more than \(limit) members"
    }
  }
}
