package import Scripting

/// A path as scripts write it, taken apart: `/sd/lib/../a.py` is `sd`, `a.py`.
package struct ScriptPath: Equatable, Sendable {
  /// One name in it, neither empty nor `.` nor `..`, without slash and zero byte.
  package typealias Name = [UInt8]

  /// The names from `/` on; the first is that of a volume.
  package let names: [Name]

  /// Bytes in a path, as Linux has it.
  package static let byteLimit = 4096
  /// Bytes in a name, as Linux has it.
  package static let nameByteLimit = 255
  /// Names in a path, more than any card's folders need.
  package static let depthLimit = 64

  /// A path whose names are known to be names.
  package init(names: [Name]) { self.names = names }

  /// Takes a path apart; one that does not begin with `/` begins at `current`.
  ///
  /// `..` in front of which there is only a volume stays there, as on a FAT card.
  /// - Throws: `EINVAL` for a zero byte, `ENAMETOOLONG`.
  package init(_ text: [UInt8], from current: ScriptPath) throws(ScriptFileError) {
    guard text.count <= Self.byteLimit else { throw ScriptFileError.nameTooLong }
    guard !text.contains(0) else { throw ScriptFileError.invalid }
    var names = text.first == Self.slash ? [] : current.names
    for part in text.split(separator: Self.slash) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if names.count > 1 { names.removeLast() }
        continue
      }
      guard part.count <= Self.nameByteLimit, names.count < Self.depthLimit else {
        throw ScriptFileError.nameTooLong
      }
      names.append(Array(part))
    }
    self.names = names
  }

  /// The path as text, beginning with `/`.
  package var text: [UInt8] {
    names.isEmpty ? [Self.slash] : names.flatMap { [Self.slash] + $0 }
  }

  private static let slash = UInt8(ascii: "/")
}

extension ScriptFileError {
  /// `EPERM`.
  static let notPermitted = ScriptFileError(number: 1)
  /// `ENOENT`.
  static let notFound = ScriptFileError(number: 2)
  /// `EBADF`.
  static let badFile = ScriptFileError(number: 9)
  /// `EACCES`.
  static let denied = ScriptFileError(number: 13)
  /// `EEXIST`.
  static let exists = ScriptFileError(number: 17)
  /// `ENODEV`.
  static let noDevice = ScriptFileError(number: 19)
  /// `ENOTDIR`.
  static let notDirectory = ScriptFileError(number: 20)
  /// `EISDIR`.
  static let isDirectory = ScriptFileError(number: 21)
  /// `EINVAL`.
  static let invalid = ScriptFileError(number: 22)
  /// `EMFILE`.
  static let tooManyOpen = ScriptFileError(number: 24)
  /// `ENOSPC`.
  static let noSpace = ScriptFileError(number: 28)
  /// `ENAMETOOLONG`.
  static let nameTooLong = ScriptFileError(number: 36)
  /// `ENOTEMPTY`.
  static let notEmpty = ScriptFileError(number: 39)
  /// `ELOOP`.
  static let tooManyLinks = ScriptFileError(number: 40)
}
