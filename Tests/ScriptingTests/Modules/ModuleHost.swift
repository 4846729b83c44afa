import Scripting

/// What is around a script in tests of modules: files in memory, lines to read, a clock that sleeping moves.
final class ModuleHost: ScriptHost {
  var output: [UInt8] = []
  var lines: [String] = []
  var now: UInt64 = 5_000_000
  var wall = 700_000_000
  /// Polls after which the host wants an end; nil for never.
  var pollsLeft: Int?
  let folder = MemoryFiles()

  func write(_ bytes: [UInt8]) { output += bytes }
  func readLine(prompt: [UInt8]) -> [UInt8]? { lines.isEmpty ? nil : Array(lines.removeFirst().utf8) }
  func microseconds() -> UInt64 { now }
  func sleep(microseconds: UInt64) { now &+= microseconds }
  func wallSeconds() -> Int { wall }
  func randomBytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) } }
  func poll() -> ScriptInterruption? {
    guard let left = pollsLeft else { return nil }
    pollsLeft = left - 1
    return left <= 0 ? .stop : nil
  }
  var files: (any ScriptFiles)? { folder }

  /// What a script prints, tracebacks with it.
  func run(_ script: String, heapByteCount: Int = 512 << 10, floatWidth: FloatWidth = .single) throws
    -> String
  {
    var configuration = ScriptConfiguration()
    configuration.heapByteCount = heapByteCount
    configuration.floatWidth = floatWidth
    let interpreter = try Interpreter(configuration: configuration, host: self)
    let outcome = interpreter.run(
      source: Array(script.utf8), name: Array("test.py".utf8), arguments: [], path: [[]])
    if case .raised(let traceback, _) = outcome { output += traceback }
    if case .stopped = outcome { output += Array("stopped\n".utf8) }
    return String(decoding: output, as: UTF8.self)
  }

  /// What expressions are, each in a line as `repr` shows it or as an exception's name and text.
  static func values(of expressions: [String], before setup: String = "") throws -> [String] {
    var script = setup + "\n"
    for expression in expressions {
      script += "try:\n print(repr(\(expression)))\nexcept Exception as e:\n print(type(e).__name__, e)\n"
    }
    return try ModuleHost().run(script).split(separator: "\n").map(String.init)
  }
}

/// Files in memory: paths with `/`, one current folder.
final class MemoryFiles: ScriptFiles {
  private struct Open {
    let path: String
    let mode: ScriptFileMode
    var place = 0
  }

  var content: [String: [UInt8]] = [:]
  var folders: Set<String> = ["/"]
  private var current = "/"
  private var open: [Int: Open] = [:]
  private var next = 3

  /// How many files are open.
  var openCount: Int { open.count }

  private func absolute(_ path: [UInt8]) -> String {
    let text = String(decoding: path, as: UTF8.self)
    let whole = text.hasPrefix("/") ? text : current + "/" + text
    return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    let path = absolute(path)
    if folders.contains(path) { throw ScriptFileError(number: 21) }
    if content[path] == nil {
      guard mode.creates else { throw ScriptFileError(number: 2) }
      content[path] = []
    } else if mode.isExclusive {
      throw ScriptFileError(number: 17)
    }
    if mode.truncates { content[path] = [] }
    open[next] = Open(path: path, mode: mode)
    next += 1
    return next - 1
  }

  private func opened(_ file: Int) throws(ScriptFileError) -> (Open, [UInt8]) {
    guard let found = open[file], let bytes = content[found.path] else { throw ScriptFileError(number: 9) }
    return (found, bytes)
  }

  func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    let (found, bytes) = try opened(file)
    let part = Array(bytes.dropFirst(found.place).prefix(count))
    open[file]?.place += part.count
    return part
  }

  func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    let (found, old) = try opened(file)
    let place = found.mode.appends ? old.count : found.place
    let padding = [UInt8](repeating: 0, count: max(place - old.count, 0))
    content[found.path] = Array(old.prefix(place)) + padding + bytes + old.dropFirst(place + bytes.count)
    open[file]?.place = place + bytes.count
  }

  func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    let (found, bytes) = try opened(file)
    let place = (whence == 0 ? 0 : whence == 1 ? found.place : bytes.count) + offset
    if place < 0 { throw ScriptFileError(number: 22) }
    open[file]?.place = place
    return place
  }

  func flush(_ file: Int) throws(ScriptFileError) {}
  func close(_ file: Int) { open[file] = nil }

  func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] {
    let path = absolute(path)
    guard folders.contains(path) else { throw ScriptFileError(number: 2) }
    let prefix = path == "/" ? "/" : path + "/"
    func isInside(_ other: String) -> Bool {
      other.hasPrefix(prefix) && other != path && !other.dropFirst(prefix.count).contains("/")
    }
    let inside = (content.keys.filter(isInside) + folders.filter(isInside)).sorted()
    return inside.map { name in
      ScriptFileEntry(
        name: Array(name.utf8.dropFirst(prefix.utf8.count)), isDirectory: folders.contains(name),
        byteCount: content[name]?.count ?? 0)
    }
  }

  func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    let path = absolute(path)
    if folders.contains(path) { return ScriptFileStatus(isDirectory: true, byteCount: 0, modified: 0) }
    guard let bytes = content[path] else { throw ScriptFileError(number: 2) }
    return ScriptFileStatus(isDirectory: false, byteCount: bytes.count, modified: 1234)
  }

  func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) {
    guard folders.insert(absolute(path)).inserted else { throw ScriptFileError(number: 17) }
  }

  func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) {
    let path = absolute(path)
    if directory {
      if folders.remove(path) == nil { throw ScriptFileError(number: 2) }
    } else {
      if folders.contains(path) { throw ScriptFileError(number: 21) }
      if content.removeValue(forKey: path) == nil { throw ScriptFileError(number: 2) }
    }
  }

  func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    guard let bytes = content.removeValue(forKey: absolute(path)) else { throw ScriptFileError(number: 2) }
    content[absolute(target)] = bytes
  }

  func currentDirectory() throws(ScriptFileError) -> [UInt8] { Array(current.utf8) }

  func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) {
    let path = absolute(path)
    guard folders.contains(path) else { throw ScriptFileError(number: 2) }
    current = path
  }

  func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) {
    (512, 100, 40)
  }
}

/// Compares what expressions print, in a script that begins with `setup`, with what they shall.
func checkModule(_ setup: String, _ cases: KeyValuePairs<String, String>) throws -> [String] {
  let values = try ModuleHost.values(of: cases.map(\.key), before: setup)
  guard values.count == cases.count else {
    return values + ["\(values.count) lines for \(cases.count) expressions"]
  }
  return zip(values, cases).filter { $0 != $1.value }.map { "\($1.key): \($0), not \($1.value)" }
}
