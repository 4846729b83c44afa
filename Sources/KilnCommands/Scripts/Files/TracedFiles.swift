import Console
package import Scripting

/// Files of a script, with a word about each path that it uses and about how much of each file: `--trace`.
package final class TracedFiles: ScriptFiles {
  private let files: any ScriptFiles
  private let say: (String) -> Void
  private var openFiles: [Int: Use] = [:]

  /// What has become of an open file.
  private struct Use {
    let path: String
    var readByteCount = 0
    var writtenByteCount = 0

    /// In words.
    var summary: String {
      let parts = [(readByteCount, "read"), (writtenByteCount, "written")].filter { $0.0 > 0 }
      let words = parts.map { "\(NumberForm.grouped($0.0)) \($0.0 == 1 ? "byte" : "bytes") \($0.1)" }
      return words.isEmpty ? "nothing read or written" : words.joined(separator: ", ")
    }
  }

  /// The same files; `say` gets a line for each call with a path, and for each file that is closed.
  package init(_ files: any ScriptFiles, say: @escaping (String) -> Void) {
    (self.files, self.say) = (files, say)
  }

  private func traced<Result>(
    _ verb: String, _ path: [UInt8], _ body: () throws(ScriptFileError) -> Result
  ) throws(ScriptFileError) -> Result {
    let what = "\(verb) \(shown(path))"
    do throws(ScriptFileError) {
      let result = try body()
      say(what)
      return result
    } catch {
      say("\(what): \(Self.reason(error))")
      throw error
    }
  }

  /// The same for a file that is open: a word only when it fails.
  private func told<Result>(
    _ verb: String, _ file: Int, _ body: () throws(ScriptFileError) -> Result
  ) throws(ScriptFileError) -> Result {
    do throws(ScriptFileError) { return try body() } catch {
      say("\(verb) \(openFiles[file]?.path ?? "a closed file"): \(Self.reason(error))")
      throw error
    }
  }

  private static func reason(_ error: ScriptFileError) -> String {
    "OSError \(error.number), \(systemMessage(Int32(clamping: error.number)))"
  }

  /// A path from `/` on, in one line.
  private func shown(_ path: [UInt8]) -> String {
    let current = (try? files.currentDirectory()).flatMap { try? ScriptPath($0, from: ScriptPath(names: [])) }
    let whole = current.flatMap { try? ScriptPath(path, from: $0) }
    return DisplayWidth.singleLine(String(decoding: whole?.text ?? path, as: UTF8.self))
  }

  package func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    let verb =
      !mode.writes
      ? "open" : mode.reads ? "open to read and write" : mode.appends ? "open to append to" : "open to write"
    let name = shown(path)
    let file = try traced(verb, path) { () throws(ScriptFileError) in try files.open(path, mode) }
    openFiles[file] = Use(path: name)
    return file
  }

  package func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    let bytes = try told("read", file) { () throws(ScriptFileError) in try files.read(file, count: count) }
    openFiles[file]?.readByteCount += bytes.count
    return bytes
  }

  package func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    try told("write", file) { () throws(ScriptFileError) in try files.write(file, bytes) }
    openFiles[file]?.writtenByteCount += bytes.count
  }

  package func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    try files.seek(file, offset: offset, whence: whence)
  }

  package func flush(_ file: Int) throws(ScriptFileError) { try files.flush(file) }

  package func close(_ file: Int) {
    if let use = openFiles.removeValue(forKey: file) { say("close \(use.path): \(use.summary)") }
    files.close(file)
  }

  package func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] {
    try traced("list", path) { () throws(ScriptFileError) in try files.list(path) }
  }

  package func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    try traced("look at", path) { () throws(ScriptFileError) in try files.status(path) }
  }

  package func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) {
    try traced("make folder", path) { () throws(ScriptFileError) in try files.makeDirectory(path) }
  }

  package func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) {
    try traced("remove", path) { () throws(ScriptFileError) in try files.remove(path, directory: directory) }
  }

  package func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    try traced("rename to \(shown(target)):", path) { () throws(ScriptFileError) in
      try files.rename(path, to: target)
    }
  }

  package func currentDirectory() throws(ScriptFileError) -> [UInt8] { try files.currentDirectory() }

  package func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) {
    try traced("go to", path) { () throws(ScriptFileError) in try files.changeDirectory(path) }
  }

  package func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int)
  {
    try traced("space of", path) { () throws(ScriptFileError) in try files.space(path) }
  }
}
