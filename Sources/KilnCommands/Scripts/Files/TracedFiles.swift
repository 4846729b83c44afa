package import Scripting

/// Files of a script, with a word about each path that it uses: `--trace`.
package final class TracedFiles: ScriptFiles {
  private let files: any ScriptFiles
  private let say: (String) -> Void

  /// The same files; `say` gets a line for each call with a path.
  package init(_ files: any ScriptFiles, say: @escaping (String) -> Void) {
    (self.files, self.say) = (files, say)
  }

  private func traced<Result>(
    _ verb: String, _ path: [UInt8], _ body: () throws(ScriptFileError) -> Result
  ) throws(ScriptFileError) -> Result {
    let what = "\(verb) \(String(decoding: path, as: UTF8.self))"
    do throws(ScriptFileError) {
      let result = try body()
      say(what)
      return result
    } catch {
      say("\(what): OSError \(error.number), \(systemMessage(Int32(clamping: error.number)))")
      throw error
    }
  }

  package func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    try traced(mode.writes ? "write" : "read", path) { () throws(ScriptFileError) in
      try files.open(path, mode)
    }
  }

  package func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    try files.read(file, count: count)
  }

  package func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    try files.write(file, bytes)
  }

  package func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    try files.seek(file, offset: offset, whence: whence)
  }

  package func flush(_ file: Int) throws(ScriptFileError) { try files.flush(file) }

  package func close(_ file: Int) { files.close(file) }

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
    try traced("rename to \(String(decoding: target, as: UTF8.self)):", path) { () throws(ScriptFileError) in
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
