import Scripting

/// Files in memory, all in one folder.
final class MemoryFiles: ScriptFiles {
  private final class OpenFile {
    let name: String
    var place = 0
    init(_ name: String) { self.name = name }
  }

  var contents: [String: [UInt8]] = [:]
  private var opened: [Int: OpenFile] = [:]

  private func name(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }

  func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    if contents[name(path)] == nil, !mode.creates { throw ScriptFileError(number: 2) }
    if mode.truncates { contents[name(path)] = [] }
    let number = (opened.keys.max() ?? 0) + 1
    opened[number] = OpenFile(name(path))
    return number
  }
  func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    guard let open = opened[file], let bytes = contents[open.name] else { throw ScriptFileError(number: 9) }
    let part = Array(bytes.dropFirst(open.place).prefix(count))
    open.place += part.count
    return part
  }
  func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    guard let open = opened[file] else { throw ScriptFileError(number: 9) }
    contents[open.name]?.append(contentsOf: bytes)
  }
  func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    guard let open = opened[file], let bytes = contents[open.name] else { throw ScriptFileError(number: 9) }
    open.place = [0, open.place, bytes.count][whence] + offset
    return open.place
  }
  func flush(_ file: Int) throws(ScriptFileError) {}
  func close(_ file: Int) { opened[file] = nil }
  func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] { [] }
  func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    guard let bytes = contents[name(path)] else { throw ScriptFileError(number: 2) }
    return ScriptFileStatus(isDirectory: false, byteCount: bytes.count, modified: 0)
  }
  func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) { throw ScriptFileError(number: 1) }
  func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) { contents[name(path)] = nil }
  func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    throw ScriptFileError(number: 1)
  }
  func currentDirectory() throws(ScriptFileError) -> [UInt8] { [UInt8(ascii: "/")] }
  func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) {}
  func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) {
    (1, 0, 0)
  }
}
