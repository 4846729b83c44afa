import Glibc

/// A file that a long piece of work shall fill: made beside its place before the work, moved there after it, gone when that fails.
///
/// What stood there stays as it was until then. What is no regular file, as a device or a pipe, is written at the end as it is.
package final class OutputFile {
  /// The place, as the user named it.
  package let path: String
  /// The place with links followed.
  private let target: String
  /// Where the bytes go first; nil for what cannot be replaced.
  private let partial: NewFile?
  private let isForced: Bool

  /// Sees to it that the file can be written.
  ///
  /// - Parameter isForced: Whether it may take the place of one that is there.
  /// - Throws: exit code 1 when something is there already, or nothing can be made there.
  package init(_ path: String, isForced: Bool) throws(CommandFailure) {
    try Files.refuseExisting(path, unless: isForced)
    (self.path, self.isForced) = (path, isForced)
    let target = resolvedPath(path) ?? path
    self.target = target
    let kind = fileKind(at: target)
    guard kind != .folder else { throw CommandFailure(.work, "\(path): is a folder, not a file") }
    if let code = kind.flatMap({ _ in writingError(at: target) }) { throw Files.unwritable(path, code) }
    if kind == .other {
      partial = nil
      return
    }
    var mode: UInt32?
    if case .file(let permissions)? = kind { mode = permissions }
    partial = try Self.create(beside: target, mode: mode, path: path)
  }

  /// Writes the bytes and moves the file to its place.
  ///
  /// - Throws: exit code 1, with the place of the bytes when another program has made a file of that name meanwhile.
  package func finish(_ bytes: [UInt8]) throws(CommandFailure) {
    guard let partial else { return try Files.write(bytes, to: target) }
    let code = partial.write(bytes)
    guard code == 0 else { throw Files.unwritable(path, code) }
    guard isForced || !Files.exists(target) else {
      partial.keep()
      throw CommandFailure(
        .work, "\(path): another program has made it meanwhile; what was read is in \(partial.path)")
    }
    let moved = partial.move(to: target)
    guard moved == 0 else { throw Files.unwritable(path, moved) }
  }

  /// A name beside the place that is free; one from before may be another program's that is at work.
  private static func create(beside target: String, mode: UInt32?, path: String) throws(CommandFailure)
    -> NewFile
  {
    for suffix in [".part"] + (2...99).map({ ".part-\($0)" }) {
      if let file = NewFile(target + suffix, mode: mode) { return file }
      let code = errno
      guard code == EEXIST else { throw Files.unwritable(path, code) }
    }
    throw CommandFailure(
      .work, "\(path): there are 99 unfinished ones beside it",
      hints: ["remove those that no program is at work on"])
  }
}
