package import Scripting

/// The files that a script sees: volumes below `/`, and nothing else of this computer.
package final class ScriptFolders: ScriptFiles {
  private let volumes: [ScriptPath.Name: any ScriptVolume]
  private let start: ScriptPath
  private var current: ScriptPath
  private var openFiles: [Int: any ScriptVolumeFile] = [:]
  private var nextFile = 1

  /// Files that may be open at one time.
  package static let openLimit = 64

  /// These volumes by name, and the folder to begin in, which must be one of them.
  package init(_ volumes: [String: any ScriptVolume], current: String) {
    self.volumes = Dictionary(uniqueKeysWithValues: volumes.map { (Array($0.key.utf8), $0.value) })
    start = ScriptPath(names: [Array(current.utf8)])
    self.current = start
  }

  /// Closes all files and goes to the first folder, as when the board starts anew.
  package func reset() {
    openFiles = [:]
    current = start
  }

  package func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    let (volume, names) = try find(path)
    guard openFiles.count < Self.openLimit else { throw ScriptFileError.tooManyOpen }
    openFiles[nextFile] = try volume.open(names, mode)
    nextFile += 1
    return nextFile - 1
  }

  package func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    try opened(file).read(count: count)
  }

  package func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    try opened(file).write(bytes)
  }

  package func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    try opened(file).seek(offset: offset, whence: whence)
  }

  package func flush(_ file: Int) throws(ScriptFileError) { try opened(file).flush() }

  package func close(_ file: Int) { openFiles[file] = nil }

  package func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] {
    let path = try ScriptPath(path, from: current)
    guard !path.names.isEmpty else {
      return volumes.keys.sorted { $0.lexicographicallyPrecedes($1) }.map {
        ScriptFileEntry(name: $0, isDirectory: true, byteCount: 0)
      }
    }
    let (volume, names) = try find(path)
    return try volume.list(names)
  }

  package func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    let path = try ScriptPath(path, from: current)
    if path.names.isEmpty { return ScriptFileStatus(isDirectory: true, byteCount: 0, modified: 0) }
    let (volume, names) = try find(path)
    return try volume.status(names)
  }

  package func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) {
    let (volume, names) = try find(path)
    try volume.makeDirectory(names)
  }

  package func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) {
    let (volume, names) = try find(path)
    try volume.remove(names, directory: directory)
  }

  package func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    let (from, to) = (try find(path), try find(target))
    // As MicroPython has it for two file systems.
    guard from.volume === to.volume else { throw ScriptFileError.notPermitted }
    try from.volume.rename(from.names, to: to.names)
  }

  package func currentDirectory() -> [UInt8] { current.text }

  package func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) {
    guard try status(path).isDirectory else { throw ScriptFileError.notDirectory }
    current = try ScriptPath(path, from: current)
  }

  package func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int)
  {
    let path = try ScriptPath(path, from: current)
    if path.names.isEmpty { return (1, 0, 0) }
    return try find(path).volume.space()
  }

  private func opened(_ file: Int) throws(ScriptFileError) -> any ScriptVolumeFile {
    guard let opened = openFiles[file] else { throw ScriptFileError.badFile }
    return opened
  }

  private func find(_ path: [UInt8]) throws(ScriptFileError) -> (
    volume: any ScriptVolume, names: [ScriptPath.Name]
  ) {
    try find(try ScriptPath(path, from: current))
  }

  /// The volume of a path and the names in it.
  ///
  /// - Throws: `EPERM` for `/` itself, `ENODEV` where no volume is: MicroPython's numbers.
  private func find(
    _ path: ScriptPath
  ) throws(ScriptFileError) -> (volume: any ScriptVolume, names: [ScriptPath.Name]) {
    guard let name = path.names.first else { throw ScriptFileError.notPermitted }
    guard let volume = volumes[name] else { throw ScriptFileError.noDevice }
    return (volume, Array(path.names.dropFirst()))
  }
}
