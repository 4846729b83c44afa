import KilnCommands
import Scripting

extension ScriptFileMode {
  static let reading = ScriptFileMode(
    reads: true, writes: false, truncates: false, creates: false, isExclusive: false, appends: false)
  static let writing = ScriptFileMode(
    reads: false, writes: true, truncates: true, creates: true, isExclusive: false, appends: false)
  static let creating = ScriptFileMode(
    reads: false, writes: true, truncates: false, creates: true, isExclusive: true, appends: false)
  static let appending = ScriptFileMode(
    reads: false, writes: true, truncates: false, creates: true, isExclusive: false, appends: true)
  static let updating = ScriptFileMode(
    reads: true, writes: true, truncates: false, creates: false, isExclusive: false, appends: false)
}

/// Scripts' files with texts, as tests like to write them; failures are error numbers.
struct FileText {
  let files: ScriptFolders

  func read(_ path: String) -> Result<String, ScriptFileError> {
    Result { () throws(ScriptFileError) in
      let file = try files.open(Array(path.utf8), .reading)
      defer { files.close(file) }
      return String(decoding: try files.read(file, count: 1 << 20), as: UTF8.self)
    }
  }

  @discardableResult
  func write(_ text: String, to path: String, _ mode: ScriptFileMode = .writing) -> Int? {
    failure { () throws(ScriptFileError) in
      let file = try files.open(Array(path.utf8), mode)
      defer { files.close(file) }
      try files.write(file, Array(text.utf8)[...])
    }
  }

  func names(_ path: String) throws -> [String] {
    try files.list(Array(path.utf8)).map { String(decoding: $0.name, as: UTF8.self) }
  }

  /// The error number of what is done, nil when it works.
  func failure(_ body: () throws(ScriptFileError) -> Void) -> Int? {
    do throws(ScriptFileError) { try body() } catch { return error.number }
    return nil
  }
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
