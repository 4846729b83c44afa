import Glibc

/// Reading and writing files with messages that say what to do about a failure.
package enum Files {
  /// Largest file that is read: far above any model or picture, far below the machine's memory.
  package static let byteLimit = 1 << 30

  /// All bytes of a file.
  ///
  /// - Throws: a failure with exit code 3 that says what stands at the path instead.
  package static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    guard let isFolder = KilnCommands.isFolder(at: path) else {
      let code = errno
      guard code == ENOENT else {
        throw CommandFailure(.file, "\(path): cannot be opened: \(systemMessage(code))")
      }
      throw CommandFailure(.file, "\(path): no such file", hints: nearestName(to: path))
    }
    guard !isFolder else { throw CommandFailure(.file, "\(path): is a folder, not a file") }
    guard let file = OpenFile(path) else {
      let code = errno
      throw CommandFailure(
        .file, "\(path): cannot be opened: \(systemMessage(code))",
        hints: code == EACCES ? ["check its permissions: ls -l \(path)"] : [])
    }
    return try contents(of: file, path: path)
  }

  /// Reads until the end, straight into the array that is returned.
  private static func contents(of file: OpenFile, path: String) throws(CommandFailure) -> [UInt8] {
    let size = file.size
    guard size <= byteLimit else {
      throw CommandFailure(.file, "\(path): \(size) bytes; at most \(byteLimit) are read")
    }
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var count = 0
    while true {
      if count == bytes.count {
        guard bytes.count < byteLimit else {
          throw CommandFailure(.file, "\(path): more than \(byteLimit) bytes")
        }
        bytes.append(contentsOf: repeatElement(0, count: max(1 << 16, bytes.count)))
      }
      let result = file.read(into: &bytes, at: count)
      if result < 0 {
        if errno == EINTR { continue }
        throw CommandFailure(.file, "\(path): cannot be read: \(systemMessage(errno))")
      }
      if result == 0 { break }
      count += result
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Writes a file, replacing what was there.
  ///
  /// - Throws: a failure with exit code 1.
  package static func write(_ bytes: some Collection<UInt8>, to path: String) throws(CommandFailure) {
    guard let file = OpenFile(path, forWriting: true) else {
      throw unwritable(path, errno)
    }
    let code = file.write(Array(bytes))
    guard code == 0 else { throw unwritable(path, code) }
  }

  /// Why a file cannot be written, by the system's error number; a folder that is not there is named.
  static func unwritable(_ path: String, _ code: Int32) -> CommandFailure {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    let isFolderMissing = code == ENOENT && !folder.isEmpty && !isFolder(folder)
    return CommandFailure(
      .work, "\(path): cannot be written: \(systemMessage(code))",
      hints: isFolderMissing ? ["there is no folder \(folder)"] : [])
  }

  /// Refuses to write over a file, unless the user insists.
  ///
  /// - Throws: a failure with exit code 1.
  package static func refuseExisting(_ path: String, unless isForced: Bool) throws(CommandFailure) {
    guard isForced || !exists(path) else {
      throw CommandFailure(.work, "\(path): is there already", hints: ["to write over it: --force"])
    }
  }

  /// Removes a file; one that is not there, or that stays, is no failure.
  package static func remove(_ path: String) { removeFile(at: path) }

  /// Makes a folder and those above it, unless they are there.
  package static func makeFolder(_ path: String) throws(CommandFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      made = made.isEmpty ? String(name) : Self.path(made, String(name))
      let code = KilnCommands.makeFolder(at: made)
      guard code == 0 else {
        throw CommandFailure(.work, "\(path): the folder cannot be made: \(systemMessage(code))")
      }
    }
    guard isFolder(path) else {
      throw CommandFailure(.work, "'\(path)': the folder cannot be made: \(systemMessage(ENOENT))")
    }
  }

  /// Whether a folder stands at the path.
  package static func isFolder(_ path: String) -> Bool {
    KilnCommands.isFolder(at: path) == true
  }

  /// Whether anything stands at the path.
  package static func exists(_ path: String) -> Bool { KilnCommands.isFolder(at: path) != nil }

  /// The path of a name in a folder, however the folder's path ends.
  package static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The names in a folder, sorted, hidden ones left out.
  package static func names(in folder: String) throws(CommandFailure) -> [String] {
    guard let names = namesInFolder(at: folder) else {
      throw CommandFailure(.file, "\(folder): the folder cannot be read: \(systemMessage(errno))")
    }
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// A file of the same folder whose name is close to the missing one's.
  static func nearestName(to path: String) -> [String] {
    let name = lastComponent(of: path)
    let folder = String(path.dropLast(name.count))
    guard let names = namesInFolder(at: folder.isEmpty ? "." : folder) else {
      return ["there is no folder \(folder.hasSuffix("/") ? String(folder.dropLast()) : folder)"]
    }
    guard let near = NearestName.find(name, among: names) else { return [] }
    return ["did you mean \(folder.isEmpty ? near : Self.path(folder, near))?"]
  }

  /// The name behind the last slash.
  package static func lastComponent(of path: String) -> String {
    String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
  }

  /// What follows the last dot of the name, in lower case; empty without one.
  package static func pathExtension(of path: String) -> String {
    let name = lastComponent(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
