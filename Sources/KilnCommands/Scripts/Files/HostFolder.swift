package import Scripting

/// A folder of this computer as a volume: nothing outside it can be reached.
///
/// Each name is opened from the folder before it, links not followed by the system. Links are followed here:
/// those that are absolute or lead above the folder are refused, whatever else happens to the files
/// meanwhile. Devices, pipes and sockets are refused.
package final class HostFolder: ScriptVolume {
  private let root: FolderHandle

  /// Links on the way to a file.
  package static let linkLimit = 16
  /// Entries of a folder that are listed.
  package static let entryLimit = 1 << 16

  /// A folder at a path of this computer.
  ///
  /// - Throws: the system's error number.
  package init(_ path: String) throws(ScriptFileError) {
    root = try FolderHandle(path)
  }

  package func open(_ path: [ScriptPath.Name], _ mode: ScriptFileMode) throws(ScriptFileError)
    -> any ScriptVolumeFile
  {
    let place = try find(path)
    guard let name = place.name else { throw ScriptFileError.isDirectory }
    // A pipe or a device is not even opened, which might do something.
    switch try place.folder.kind(of: name) {
    case .folder: throw mode.isExclusive ? ScriptFileError.exists : ScriptFileError.isDirectory
    case .other, .link: throw ScriptFileError.denied
    case .file, nil: return try HostFile(name, in: place.folder, mode)
    }
  }

  package func list(_ path: [ScriptPath.Name]) throws(ScriptFileError) -> [ScriptFileEntry] {
    let place = try find(path)
    let names = try place.folder.names(of: place.name, limit: Self.entryLimit)
    var entries: [ScriptFileEntry] = []
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      // What cannot be reached is not shown.
      guard let status = try? status(path + [name]) else { continue }
      entries.append(
        ScriptFileEntry(name: name, isDirectory: status.isDirectory, byteCount: status.byteCount))
    }
    return entries
  }

  package func status(_ path: [ScriptPath.Name]) throws(ScriptFileError) -> ScriptFileStatus {
    let place = try find(path)
    return try place.folder.status(of: place.name)
  }

  package func makeDirectory(_ path: [ScriptPath.Name]) throws(ScriptFileError) {
    let place = try find(path, followsLast: false)
    guard let name = place.name else { throw ScriptFileError.exists }
    try place.folder.makeFolder(name)
  }

  package func remove(_ path: [ScriptPath.Name], directory: Bool) throws(ScriptFileError) {
    let place = try find(path, followsLast: false)
    guard let name = place.name else { throw ScriptFileError.denied }
    try place.folder.remove(name, isFolder: directory)
  }

  package func rename(_ path: [ScriptPath.Name], to target: [ScriptPath.Name]) throws(ScriptFileError) {
    let (from, to) = (try find(path, followsLast: false), try find(target, followsLast: false))
    guard let oldName = from.name, let newName = to.name else { throw ScriptFileError.denied }
    try from.folder.rename(oldName, to: newName, in: to.folder)
  }

  package func space() throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) {
    try root.space()
  }

  /// Goes to the folder in which the last name of a path stands; without a name it is the folder itself.
  ///
  /// The last name need not be there; if it is a link, that is followed unless the link itself is meant.
  private func find(
    _ path: [ScriptPath.Name], followsLast: Bool = true
  ) throws(ScriptFileError) -> (folder: FolderHandle, name: ScriptPath.Name?) {
    // `..` of a link goes back here, never to where the system would say that the folder above is.
    var way = [root]
    var ahead = Array(path.reversed())
    var linkCount = 0
    while let name = ahead.popLast() {
      guard let folder = way.last else { throw ScriptFileError.denied }
      if name.elementsEqual(".".utf8) { continue }
      if name.elementsEqual("..".utf8) {
        guard way.count > 1 else { throw ScriptFileError.denied }
        way.removeLast()
        continue
      }
      let isLast = ahead.isEmpty
      let isLink = try folder.kind(of: name) == .link
      if isLink, !isLast || followsLast {
        linkCount += 1
        guard linkCount <= Self.linkLimit else { throw ScriptFileError.tooManyLinks }
        ahead += try Self.names(of: folder.target(of: name)).reversed()
        continue
      }
      if isLast { return (folder, name) }
      guard way.count <= ScriptPath.depthLimit else { throw ScriptFileError.nameTooLong }
      way.append(try folder.folder(name))
    }
    return (way[way.count - 1], nil)
  }

  private static func names(of target: [UInt8]) throws(ScriptFileError) -> [ScriptPath.Name] {
    guard target.first != UInt8(ascii: "/") else { throw ScriptFileError.denied }
    return target.split(separator: UInt8(ascii: "/")).map { Array($0) }
  }
}
