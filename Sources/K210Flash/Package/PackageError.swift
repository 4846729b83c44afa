public import Containers

/// Why a package is not read or written.
public enum PackageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The archive.
  case archive(ZipError)
  /// The text of the list.
  case list(LenientJSON.Failure)
  /// No list, or several outside the root; the places where some were found.
  case noList(found: [String])
  /// A file of the list that is not in the archive.
  case missingMember(name: String, line: Int)
  /// A name with folders in it, which could lead anywhere.
  case nestedName(name: String, line: Int)

  /// One line: where, found and expected.
  public var description: String {
    switch self {
    case .archive(let error): error.description
    case .list(let failure): "\(FlashList.fileName) \(failure)"
    case .noList(let found):
      found.isEmpty
        ? "zip archive: no \(FlashList.fileName) inside; must be in its root"
        : "zip archive: \(FlashList.fileName) is in \(found.count) folders; must be in its root"
    case .missingMember(let name, let line):
      "\(FlashList.fileName) line \(line): '\(name)' is not in the archive"
    case .nestedName(let name, let line):
      "\(FlashList.fileName) line \(line): '\(name)' leads into folders; must be a plain file name"
    }
  }
}
