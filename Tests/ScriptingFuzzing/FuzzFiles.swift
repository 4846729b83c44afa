internal import Scripting

/// A folder of files in memory, with room for little.
final class FuzzFiles: ScriptFiles {
  private struct Opened {
    let path: [UInt8]
    let mode: ScriptFileMode
    var place = 0
  }

  private var contents: [[UInt8]: [UInt8]] = [Array("a.txt".utf8): Array("one\ntwo\r\nthree".utf8), Array("m.py".utf8): Array("x = 3\n".utf8)]
  private var opened: [Int: Opened] = [:]
  private var next = 3

  private static let byteLimit = 16 << 10

  private static func error(_ number: Int) -> ScriptFileError { ScriptFileError(number: number) }

  func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    guard contents[path] != nil || mode.creates else { throw Self.error(2) }
    if contents[path] != nil, mode.isExclusive { throw Self.error(17) }
    if mode.truncates || contents[path] == nil {
      guard contents.count < 8 else { throw Self.error(28) }
      contents[path] = []
    }
    guard opened.count < 8 else { throw Self.error(24) }
    opened[next] = Opened(path: path, mode: mode)
    next += 1
    return next - 1
  }

  func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    guard var entry = opened[file], let content = contents[entry.path], entry.mode.reads else { throw Self.error(9) }
    let part = content.dropFirst(entry.place).prefix(max(0, count))
    entry.place += part.count
    opened[file] = entry
    return Array(part)
  }

  func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    guard var entry = opened[file], var content = contents[entry.path], entry.mode.writes else { throw Self.error(9) }
    if entry.mode.appends { entry.place = content.count }
    guard entry.place + bytes.count <= Self.byteLimit else { throw Self.error(28) }
    if content.count < entry.place { content += [UInt8](repeating: 0, count: entry.place - content.count) }
    let end = min(content.count, entry.place + bytes.count)
    content.replaceSubrange(entry.place..<end, with: bytes)
    contents[entry.path] = content
    entry.place += bytes.count
    opened[file] = entry
  }

  func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    guard var entry = opened[file], let content = contents[entry.path] else { throw Self.error(9) }
    let start = whence == 0 ? 0 : whence == 1 ? entry.place : content.count
    guard offset >= -start, offset <= Self.byteLimit else { throw Self.error(22) }
    entry.place = start + offset
    opened[file] = entry
    return entry.place
  }

  func flush(_ file: Int) throws(ScriptFileError) {
    if opened[file] == nil { throw Self.error(9) }
  }

  func close(_ file: Int) { opened[file] = nil }

  func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] {
    contents.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { ScriptFileEntry(name: $0.key, isDirectory: false, byteCount: $0.value.count) }
  }

  func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    guard let content = contents[path] else { throw Self.error(2) }
    return ScriptFileStatus(isDirectory: false, byteCount: content.count, modified: 0)
  }

  func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) { throw Self.error(30) }

  func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) {
    guard contents.removeValue(forKey: path) != nil else { throw Self.error(2) }
  }

  func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    guard let content = contents.removeValue(forKey: path) else { throw Self.error(2) }
    contents[target] = content
  }

  func currentDirectory() throws(ScriptFileError) -> [UInt8] { Array("/".utf8) }

  func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) { throw Self.error(2) }

  func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) { (512, 64, 32) }
}
