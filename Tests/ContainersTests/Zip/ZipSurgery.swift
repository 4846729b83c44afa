/// Archives built byte by byte, so that every field can lie.
struct ZipSurgery {
  /// One member; the fields that are nil follow from the bytes.
  struct Member {
    var name: [UInt8]
    var packed: [UInt8] = []
    var localName: [UInt8]?
    var method: UInt16 = 0
    var localMethod: UInt16?
    var flags: UInt16 = 0
    var checksum: UInt32 = 0
    var byteCount: UInt32?
    var packedByteCount: UInt32?
    var madeBy: UInt16 = 20
    var attributes: UInt32 = 0
    var disk: UInt16 = 0
    var headerOffset: UInt32?

    init(_ name: String) { self.name = Array(name.utf8) }
  }

  var members: [Member]
  var comment: [UInt8] = []
  var entryCount: UInt16?
  var diskNumber: UInt16 = 0
  var directoryByteCount: UInt32?
  var directoryOffset: UInt32?

  init(_ members: [Member] = [Member("a")]) { self.members = members }

  /// The archive.
  var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = member.headerOffset ?? UInt32(file.count)
      let packedCount = member.packedByteCount ?? UInt32(member.packed.count)
      let sizes =
        little(member.checksum) + little(packedCount)
        + little(member.byteCount ?? UInt32(member.packed.count))
      let localName = member.localName ?? member.name
      file += little(UInt32(0x0403_4B50)) + little(UInt16(20)) + little(member.flags)
      file += little(member.localMethod ?? member.method) + little(UInt32(0)) + sizes
      file += little(UInt16(localName.count)) + little(UInt16(0)) + localName + member.packed
      directory += little(UInt32(0x0201_4B50)) + little(member.madeBy) + little(UInt16(20))
      directory += little(member.flags) + little(member.method) + little(UInt32(0)) + sizes
      directory += little(UInt16(member.name.count)) + little(UInt32(0)) + little(member.disk)
      directory += little(UInt16(0)) + little(member.attributes) + little(offset) + member.name
    }
    let count = entryCount ?? UInt16(members.count)
    let end =
      little(UInt32(0x0605_4B50)) + little(diskNumber) + little(UInt16(0)) + little(count) + little(count)
      + little(directoryByteCount ?? UInt32(directory.count))
      + little(directoryOffset ?? UInt32(file.count))
    return file + directory + end + little(UInt16(comment.count)) + comment
  }

  private func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
    (0..<(Integer.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Integer(8 * $0)) }
  }
}
