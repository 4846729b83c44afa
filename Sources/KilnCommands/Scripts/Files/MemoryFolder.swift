package import Scripting

/// A volume in memory, empty at first: `/flash` as long as no image of the flash chip is given.
package final class MemoryFolder: ScriptVolume {
  /// A file or a folder.
  fileprivate final class Node {
    /// What stands in the folder; nil for a file.
    var children: [ScriptPath.Name: Node]?
    var bytes: [UInt8] = []
    var modified: Int
    var isRemoved = false

    init(isFolder: Bool, modified: Int) {
      children = isFolder ? [:] : nil
      self.modified = modified
    }
  }

  /// Bytes that there is room for.
  package let byteLimit: Int
  /// Bytes that all files have.
  fileprivate(set) var byteCount = 0
  private var nodeCount = 1
  private let root: Node
  fileprivate let seconds: () -> Int

  /// Files and folders.
  package static let nodeLimit = 4096
  /// Bytes of a block, as `statvfs` has it.
  package static let blockByteCount = 4096

  /// An empty volume with so much room; `seconds` counts from 2000.
  package init(byteLimit: Int, seconds: @escaping () -> Int) {
    (self.byteLimit, self.seconds) = (max(0, byteLimit), seconds)
    root = Node(isFolder: true, modified: seconds())
  }

  package func open(_ path: [ScriptPath.Name], _ mode: ScriptFileMode) throws(ScriptFileError)
    -> any ScriptVolumeFile
  {
    guard let name = path.last else { throw ScriptFileError.isDirectory }
    let folder = try folder(path.dropLast())
    if let node = folder.children?[name] {
      if mode.isExclusive { throw ScriptFileError.exists }
      if node.children != nil { throw ScriptFileError.isDirectory }
      if mode.truncates { resize(node, to: 0) }
      return MemoryFile(node, of: self, mode)
    }
    guard mode.creates else { throw ScriptFileError.notFound }
    return MemoryFile(try add(name, to: folder, isFolder: false), of: self, mode)
  }

  package func list(_ path: [ScriptPath.Name]) throws(ScriptFileError) -> [ScriptFileEntry] {
    let children = try folder(path[...]).children ?? [:]
    return children.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { name, node in
      ScriptFileEntry(name: name, isDirectory: node.children != nil, byteCount: node.bytes.count)
    }
  }

  package func status(_ path: [ScriptPath.Name]) throws(ScriptFileError) -> ScriptFileStatus {
    let node = try node(path[...])
    return ScriptFileStatus(
      isDirectory: node.children != nil, byteCount: node.bytes.count, modified: node.modified)
  }

  package func makeDirectory(_ path: [ScriptPath.Name]) throws(ScriptFileError) {
    guard let name = path.last else { throw ScriptFileError.exists }
    let folder = try folder(path.dropLast())
    guard folder.children?[name] == nil else { throw ScriptFileError.exists }
    _ = try add(name, to: folder, isFolder: true)
  }

  package func remove(_ path: [ScriptPath.Name], directory: Bool) throws(ScriptFileError) {
    guard let name = path.last else { throw ScriptFileError.denied }
    let folder = try folder(path.dropLast())
    guard let node = folder.children?[name] else { throw ScriptFileError.notFound }
    if let children = node.children {
      guard directory else { throw ScriptFileError.isDirectory }
      guard children.isEmpty else { throw ScriptFileError.notEmpty }
    } else if directory {
      throw ScriptFileError.notDirectory
    }
    resize(node, to: 0)
    node.isRemoved = true
    folder.children?[name] = nil
    nodeCount -= 1
  }

  package func rename(_ path: [ScriptPath.Name], to target: [ScriptPath.Name]) throws(ScriptFileError) {
    guard let oldName = path.last, let newName = target.last else { throw ScriptFileError.denied }
    let (from, to) = (try folder(path.dropLast()), try folder(target.dropLast()))
    guard let node = from.children?[oldName] else { throw ScriptFileError.notFound }
    if path == target { return }
    // A folder cannot go into itself.
    guard node.children == nil || !target.starts(with: path) else { throw ScriptFileError.invalid }
    if to.children?[newName] != nil { try remove(target, directory: node.children != nil) }
    from.children?[oldName] = nil
    to.children?[newName] = node
  }

  package func space() -> (blockByteCount: Int, blocks: Int, free: Int) {
    let block = Self.blockByteCount
    return (block, byteLimit / block, (byteLimit - byteCount) / block)
  }

  /// Gives a file so many bytes, zeros behind those that it has.
  fileprivate func resize(_ node: Node, to count: Int) {
    byteCount += count - node.bytes.count
    if count < node.bytes.count {
      node.bytes.removeLast(node.bytes.count - count)
    } else {
      node.bytes += repeatElement(0, count: count - node.bytes.count)
    }
    node.modified = seconds()
  }

  private func add(_ name: ScriptPath.Name, to folder: Node, isFolder: Bool) throws(ScriptFileError) -> Node {
    guard nodeCount < Self.nodeLimit else { throw ScriptFileError.noSpace }
    nodeCount += 1
    let node = Node(isFolder: isFolder, modified: seconds())
    folder.children?[name] = node
    return node
  }

  private func node(_ path: ArraySlice<ScriptPath.Name>) throws(ScriptFileError) -> Node {
    var node = root
    for name in path {
      guard let children = node.children else { throw ScriptFileError.notDirectory }
      guard let child = children[name] else { throw ScriptFileError.notFound }
      node = child
    }
    return node
  }

  private func folder(_ path: ArraySlice<ScriptPath.Name>) throws(ScriptFileError) -> Node {
    let node = try node(path)
    guard node.children != nil else { throw ScriptFileError.notDirectory }
    return node
  }
}

/// A file in memory that is open; one that is removed meanwhile is empty, and cannot be written.
final class MemoryFile: ScriptVolumeFile {
  private let node: MemoryFolder.Node
  private let volume: MemoryFolder
  private let mode: ScriptFileMode
  private var position = 0

  fileprivate init(_ node: MemoryFolder.Node, of volume: MemoryFolder, _ mode: ScriptFileMode) {
    (self.node, self.volume, self.mode) = (node, volume, mode)
  }

  func read(count: Int) throws(ScriptFileError) -> [UInt8] {
    guard mode.reads else { throw ScriptFileError.badFile }
    guard position < node.bytes.count else { return [] }
    let bytes = node.bytes[position...].prefix(max(0, count))
    position += bytes.count
    return Array(bytes)
  }

  func write(_ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    guard mode.writes, !node.isRemoved else { throw ScriptFileError.badFile }
    if mode.appends { position = node.bytes.count }
    let (end, overflow) = position.addingReportingOverflow(bytes.count)
    let growth = max(0, end - node.bytes.count)
    guard !overflow, growth <= volume.byteLimit - volume.byteCount else { throw ScriptFileError.noSpace }
    if growth > 0 { volume.resize(node, to: end) }
    node.bytes.replaceSubrange(position..<end, with: bytes)
    node.modified = volume.seconds()
    position = end
  }

  func seek(offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    let starts = [0, position, node.bytes.count]
    guard starts.indices.contains(whence) else { throw ScriptFileError.invalid }
    let (target, overflow) = starts[whence].addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { throw ScriptFileError.invalid }
    position = target
    return target
  }

  func flush() {}
}
