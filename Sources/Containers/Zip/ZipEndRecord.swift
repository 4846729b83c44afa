internal import Bytes

/// The last record of an archive, which says where its directory lies.
struct ZipEndRecord {
  /// Where the record stands.
  let offset: Int
  /// Where the central directory lies.
  let directory: Range<Int>
  /// Members in the directory.
  let entryCount: Int

  static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
  static let byteCount = 22
  private static let longestComment = 0xFFFF
  private static let zip64Locator: [UInt8] = [0x50, 0x4B, 0x06, 0x07]

  /// Finds and reads the record.
  init(_ file: [UInt8]) throws(ZipError) {
    guard let offset = Self.find(in: file) else { throw ZipError(.noEndRecord, offset: nil) }
    self.offset = offset
    var reader = ByteReader(file[offset...])
    do {
      _ = try reader.read(4)
      let disks = [try reader.readInteger(UInt16.self), try reader.readInteger(UInt16.self)]
      let counts = [try reader.readInteger(UInt16.self), try reader.readInteger(UInt16.self)]
      let byteCount = try reader.readInteger(UInt32.self)
      let start = try reader.readInteger(UInt32.self)
      let hasLocator = offset >= 20 && file[(offset - 20)...].starts(with: Self.zip64Locator)
      guard !hasLocator, counts[1] != 0xFFFF, byteCount != .max, start != .max else {
        throw ZipError(.unsupported(feature: "in zip64 form"), offset: offset)
      }
      guard disks == [0, 0], counts[0] == counts[1] else {
        throw ZipError(.unsupported(feature: "split over several disks"), offset: offset)
      }
      entryCount = Int(counts[1])
      let end = Int(start) + Int(byteCount)
      guard end <= offset else {
        throw ZipError(.truncated(needed: end, available: offset), offset: offset)
      }
      directory = Int(start)..<end
    } catch let error as ZipError {
      throw error
    } catch {
      throw ZipError(.noEndRecord, offset: offset)
    }
  }

  /// The last place whose comment ends with the file.
  private static func find(in file: [UInt8]) -> Int? {
    guard file.count >= byteCount else { return nil }
    let last = file.count - byteCount
    for offset in stride(from: last, through: max(0, last - longestComment), by: -1) {
      guard file[offset] == signature[0], file[offset...].starts(with: signature) else { continue }
      if Int(file[offset + 20]) | Int(file[offset + 21]) << 8 == last - offset { return offset }
    }
    return nil
  }
}
