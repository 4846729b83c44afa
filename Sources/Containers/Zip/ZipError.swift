internal import Bytes

/// Why an archive is not read or written.
public struct ZipError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// No end record: the file is no zip archive, or its end is missing.
    case noEndRecord
    /// A record or member needs bytes that are not there.
    case truncated(needed: Int, available: Int)
    /// Something the format knows and this reader refuses: encryption, zip64, several disks, another method.
    case unsupported(feature: String)
    /// A record does not begin with its signature.
    case badSignature(found: UInt32, expected: UInt32)
    /// Two places of the archive, or archive and contents, disagree.
    case contradiction(field: String, found: String, expected: String)
    /// A name that could lead out of the folder it is unpacked into, or that no folder can hold.
    case unsafeName(reason: String)
    /// Two members of one name: readers differ in which one they take.
    case duplicateName
    /// Members that share bytes of the archive.
    case overlap
    /// Sizes that no honest package has: the archive would unpack to far more than it is.
    case zipBomb(declared: Int, limit: Int)
    /// The packed stream is broken.
    case brokenStream(reason: String)
    /// The archive cannot hold what it was given.
    case notWritable(reason: String)
  }

  /// What is wrong.
  public let kind: Kind
  /// Offset in the archive of the record at fault; nil when none is, as in writing.
  public let offset: Int?
  /// The member at fault, nil when it is the archive.
  public let member: String?

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int?, member: String? = nil) {
    self.kind = kind
    self.offset = offset
    self.member = member
  }

  init(_ error: OutOfBytes, member: String? = nil) {
    self.init(
      .truncated(needed: error.needed, available: error.available), offset: error.offset, member: member)
  }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String {
    let subject = member.map { "member '\(Self.printable($0))'" } ?? "zip archive"
    let place = offset.map { " at \(Hexadecimal.address($0))" } ?? ""
    return "\(subject)\(place): \(kind.explanation)"
  }

  /// A name with control characters replaced, cut at 80 characters.
  private static func printable(_ name: String) -> String {
    let shown = name.unicodeScalars.prefix(80).map {
      $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0)
    }
    return String(shown) + (name.unicodeScalars.count > 80 ? "…" : "")
  }
}

extension ZipError.Kind {
  fileprivate var explanation: String {
    switch self {
    case .noEndRecord: "no end record; the file is no zip archive or lacks its last bytes"
    case .truncated(let needed, let available): "\(needed) bytes are needed here; \(available) are left"
    case .unsupported(let feature):
      "\(feature); only stored and deflated members of one plain archive are read"
    case .badSignature(let found, let expected):
      "the record starts with \(Hexadecimal.address(found)); must be \(Hexadecimal.address(expected))"
    case .contradiction(let field, let found, let expected): "\(field) is \(found); must be \(expected)"
    case .unsafeName(let reason): "refused name: \(reason)"
    case .duplicateName: "the name occurs twice; tools differ in which of the two they take"
    case .overlap: "shares bytes of the archive with another member"
    case .zipBomb(let declared, let limit):
      "zip bomb: it would unpack to \(declared) bytes; at most \(limit) are possible or allowed"
    case .brokenStream(let reason): "the packed bytes are broken: \(reason)"
    case .notWritable(let reason): reason
    }
  }
}
