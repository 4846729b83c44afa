import Scripting

/// Files of one test, without folders.
final class BenchFiles: ScriptFiles {
  private var contents: [String: [UInt8]] = [:]
  private var opened: [(path: String, place: Int)] = []

  subscript(path: String) -> [UInt8]? {
    get { contents[path] }
    set { contents[path] = newValue }
  }

  private func text(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }

  func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    if contents[text(path)] == nil {
      guard mode.creates else { throw ScriptFileError(number: 2) }
      contents[text(path)] = []
    }
    if mode.truncates { contents[text(path)] = [] }
    opened.append((text(path), 0))
    return opened.count - 1
  }

  func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    let bytes = (contents[opened[file].path] ?? []).dropFirst(opened[file].place).prefix(count)
    opened[file].place += bytes.count
    return Array(bytes)
  }

  func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    let (path, place) = opened[file]
    var content = contents[path] ?? []
    content += [UInt8](repeating: 0, count: max(0, place + bytes.count - content.count))
    content.replaceSubrange(place..<place + bytes.count, with: bytes)
    contents[path] = content
    opened[file].place += bytes.count
  }

  func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    let base = [0, opened[file].place, contents[opened[file].path]?.count ?? 0][whence]
    opened[file].place = base + offset
    return opened[file].place
  }

  func flush(_ file: Int) throws(ScriptFileError) {}
  func close(_ file: Int) {}
  func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] { [] }

  func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    guard let content = contents[text(path)] else { throw ScriptFileError(number: 2) }
    return ScriptFileStatus(isDirectory: false, byteCount: content.count, modified: 0)
  }

  func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) { throw ScriptFileError(number: 1) }
  func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) { contents[text(path)] = nil }
  func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    throw ScriptFileError(number: 1)
  }
  func currentDirectory() throws(ScriptFileError) -> [UInt8] { Array("/sd".utf8) }
  func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) {}
  func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) {
    (512, 100, 50)
  }
}
