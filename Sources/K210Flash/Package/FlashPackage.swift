public import Containers

/// A kfpkg: a zip archive with files for the K210's flash and a list of where they go.
public struct FlashPackage: Sendable, Equatable {
  /// A file of the list with its bytes.
  public struct Entry: Sendable, Equatable {
    /// What the list says.
    public var item: FlashList.Item
    /// The member's bytes, as they are in the archive.
    public var bytes: [UInt8]

    /// An entry of a new package.
    public init(item: FlashList.Item, bytes: [UInt8]) { (self.item, self.bytes) = (item, bytes) }
  }

  /// A member that the list does not name.
  public struct Unlisted: Sendable, Equatable {
    /// Its path in the archive.
    public let name: String
    /// Its bytes once unpacked.
    public let byteCount: Int
  }

  /// The list's version, nil when it says none.
  public var version: String?
  /// The files in the order of the list.
  public var entries: [Entry]
  /// The text of the list.
  public let listText: [UInt8]
  /// Members that are not written to flash, without folders.
  public let unlisted: [Unlisted]
  /// What was odd about archive and list.
  public let notes: [PackageNote]

  /// A new package.
  public init(_ entries: [Entry]) {
    let list = FlashList(entries.map { $0.item })
    self.init(list: list, entries: entries, listText: Array(list.text.utf8), unlisted: [], notes: [])
  }

  private init(
    list: FlashList, entries: [Entry], listText: [UInt8], unlisted: [Unlisted], notes: [PackageNote]
  ) {
    version = list.version
    self.entries = entries
    self.listText = listText
    self.unlisted = unlisted
    self.notes = notes
  }

  /// Reads a package; every member of the list is unpacked and checked.
  ///
  /// - Throws: `PackageError`; a name that leads into folders or upwards is one, whether it is listed or not.
  public init(_ file: [UInt8], limits: ZipLimits = .standard) throws(PackageError) {
    let archive: ZipArchive
    let members: Members
    let listText: [UInt8]
    do throws(ZipError) {
      archive = try ZipArchive(file, limits: limits)
    } catch {
      throw PackageError.archive(error)
    }
    let place = try Self.listEntry(of: archive)
    members = Members(archive, folder: String(place.name.dropLast(FlashList.fileName.count)))
    listText = try members.contents(of: place)
    let list = try FlashList(text: listText)
    var notes = members.folder.isEmpty ? [] : [PackageNote(.subfolder(members.folder))]
    notes += list.notes
    var unpacked: [String: [UInt8]] = [:]
    var used: Set<String> = [place.name]
    var entries: [Entry] = []
    for item in list.items {
      guard let found = members.find(item.name) else {
        throw PackageError.missingMember(name: item.name, line: item.line)
      }
      let name = String(found.name.dropFirst(members.folder.count))
      if name != item.name {
        notes.append(PackageNote(.letterCase(listed: item.name, member: name), line: item.line))
      }
      let bytes: [UInt8]
      if let known = unpacked[found.name] { bytes = known } else { bytes = try members.contents(of: found) }
      unpacked[found.name] = bytes
      used.insert(found.name)
      entries.append(Entry(item: item, bytes: bytes))
    }
    let unlisted = archive.entries.filter { !$0.isFolder && !used.contains($0.name) }
      .map { Unlisted(name: $0.name, byteCount: $0.byteCount) }
    notes += unlisted.map { PackageNote(.unlisted(name: $0.name, byteCount: $0.byteCount)) }
    self.init(list: list, entries: entries, listText: listText, unlisted: unlisted, notes: notes)
  }

  /// The package as a file; equal packages give equal bytes.
  ///
  /// Files that several entries share are kept once.
  ///
  /// - Throws: `PackageError` for names that cannot be, or that stand for different files.
  public func encoded(packing: ZipWriter.Packing = .deflatedIfShorter) throws(PackageError) -> [UInt8] {
    var list = FlashList(entries.map { $0.item })
    list.version = version ?? FlashList.version
    do throws(ZipError) {
      var writer = ZipWriter()
      try writer.add(FlashList.fileName, Array(list.text.utf8), packing: packing)
      var written: [String: [UInt8]] = [:]
      for entry in entries {
        let name = entry.item.name
        if FlashList.leadsElsewhere(name) {
          throw ZipError(.unsafeName(reason: "it leads into folders"), offset: nil, member: name)
        }
        guard written[name] != entry.bytes else { continue }
        try writer.add(name, entry.bytes, packing: packing)
        written[name] = entry.bytes
      }
      return writer.finished()
    } catch {
      throw PackageError.archive(error)
    }
  }

  /// The list in the root, or the only one in a folder.
  private static func listEntry(of archive: ZipArchive) throws(PackageError) -> ZipEntry {
    if let root = archive.entry(named: FlashList.fileName) { return root }
    let found = archive.entries.filter { $0.name.hasSuffix("/" + FlashList.fileName) }
    guard found.count == 1 else { throw PackageError.noList(found: found.map { $0.name }) }
    return found[0]
  }
}

/// The members of one folder of an archive.
private struct Members {
  let archive: ZipArchive
  /// The folder with its slash, empty for the root.
  let folder: String

  init(_ archive: ZipArchive, folder: String) { (self.archive, self.folder) = (archive, folder) }

  /// The member of this name, or the only one that differs from it in case alone.
  func find(_ name: String) -> ZipEntry? {
    if let exact = archive.entry(named: folder + name) { return exact }
    let wanted = (folder + name).lowercased()
    let similar = archive.entries.filter { $0.name.lowercased() == wanted }
    return similar.count == 1 ? similar[0] : nil
  }

  func contents(of entry: ZipEntry) throws(PackageError) -> [UInt8] {
    do throws(ZipError) {
      return try archive.contents(of: entry)
    } catch {
      throw PackageError.archive(error)
    }
  }
}
