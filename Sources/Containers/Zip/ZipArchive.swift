internal import Bytes

/// A zip archive in memory whose directory was read and checked; members are unpacked one by one.
///
/// Archives are taken as hostile: names that leave the folder, members that share bytes, sizes that cannot be and
/// names that occur twice are refused before anything is unpacked.
///
/// **Source**: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4.
public struct ZipArchive: Sendable {
  /// The members in the order of the central directory, folders included.
  public let entries: [ZipEntry]
  /// The whole file, shared with its owner.
  private let file: [UInt8]
  /// Where members end and the directory begins.
  private let directoryOffset: Int

  private static let localSignature: UInt32 = 0x0403_4B50

  /// Whether a file starts like an archive with members.
  public static func recognizes(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
  }

  /// Reads the directory of an archive.
  ///
  /// - Throws: `ZipError` with the offset of the record at fault.
  public init(_ file: [UInt8], limits: ZipLimits = .standard) throws(ZipError) {
    let end = try ZipEndRecord(file)
    guard end.entryCount <= limits.entryCount else {
      throw ZipError(
        .zipBomb(declared: end.entryCount, limit: limits.entryCount), offset: end.offset)
    }
    var reader = ByteReader(file[end.directory])
    var entries: [ZipEntry] = []
    var total = 0
    for _ in 0..<end.entryCount {
      let offset = reader.offset
      let entry = try ZipEntry(&reader, limits: limits)
      total += entry.byteCount
      guard total <= limits.totalByteCount else {
        throw ZipError(
          .zipBomb(declared: total, limit: limits.totalByteCount), offset: offset, member: entry.name)
      }
      entries.append(entry)
    }
    guard reader.remaining == 0 else {
      throw ZipError(
        .contradiction(
          field: "the number of members",
          found: "\(end.entryCount) with \(reader.remaining) bytes behind them",
          expected: "the whole directory"), offset: reader.offset)
    }
    self.entries = entries
    self.file = file
    directoryOffset = end.directory.lowerBound
    try checkPlaces()
  }

  /// The member of exactly this name, nil when there is none.
  public func entry(named name: String) -> ZipEntry? { entries.first { $0.name == name } }

  /// Unpacks a member of this archive and checks size and checksum.
  ///
  /// - Throws: `ZipError` naming the member.
  public func contents(of entry: ZipEntry) throws(ZipError) -> [UInt8] {
    let range = try dataRange(of: entry)
    let bytes: [UInt8]
    switch entry.method {
    case .stored: bytes = Array(file[range])
    case .deflated:
      do throws(Deflate.Failure) {
        bytes = try Deflate.inflate(file[range], byteCount: entry.byteCount)
      } catch {
        throw ZipError(
          .brokenStream(reason: error.reason(entry.byteCount)), offset: range.lowerBound, member: entry.name)
      }
    }
    let checksum = CRC32.checksum(of: bytes)
    guard checksum == entry.checksum else {
      throw ZipError(
        .contradiction(
          field: "the checksum", found: Hexadecimal.address(checksum),
          expected: Hexadecimal.address(entry.checksum)), offset: range.lowerBound, member: entry.name)
    }
    return bytes
  }

  /// Refuses names that occur twice and members that share bytes.
  private func checkPlaces() throws(ZipError) {
    var names: Set<String> = []
    var places: [(entry: ZipEntry, end: Int)] = []
    for entry in entries {
      guard names.insert(entry.name).inserted else {
        throw ZipError(.duplicateName, offset: entry.headerOffset, member: entry.name)
      }
      places.append((entry, try dataRange(of: entry).upperBound))
    }
    places.sort { $0.entry.headerOffset < $1.entry.headerOffset }
    for (first, second) in zip(places, places.dropFirst()) where first.end > second.entry.headerOffset {
      throw ZipError(.overlap, offset: second.entry.headerOffset, member: second.entry.name)
    }
  }

  /// Where a member's packed bytes lie, after its own header was compared with the directory.
  private func dataRange(of entry: ZipEntry) throws(ZipError) -> Range<Int> {
    var reader = ByteReader(file[..<directoryOffset])
    func contradiction(_ field: String, _ found: String, _ expected: String) -> ZipError {
      ZipError(
        .contradiction(field: field, found: found, expected: expected), offset: entry.headerOffset,
        member: entry.name)
    }
    do {
      try reader.seek(to: entry.headerOffset)
      let signature = try reader.readInteger(UInt32.self)
      guard signature == Self.localSignature else {
        throw ZipError(
          .badSignature(found: signature, expected: Self.localSignature), offset: entry.headerOffset,
          member: entry.name)
      }
      _ = try reader.read(4)
      let method = try reader.readInteger(UInt16.self)
      guard method == entry.method.rawValue else {
        throw contradiction("the method beside the bytes", "\(method)", "\(entry.method.rawValue)")
      }
      _ = try reader.read(16)
      let nameLength = Int(try reader.readInteger(UInt16.self))
      let extraLength = Int(try reader.readInteger(UInt16.self))
      let name = String(decoding: try reader.read(nameLength), as: UTF8.self)
      guard name == entry.name else {
        throw contradiction("the name beside the bytes", "'\(name)'", "'\(entry.name)'")
      }
      _ = try reader.read(extraLength)
      let bytes = try reader.read(entry.packedByteCount)
      return bytes.startIndex..<bytes.endIndex
    } catch let error as ZipError {
      throw error
    } catch let error as OutOfBytes {
      throw ZipError(error, member: entry.name)
    } catch {
      throw ZipError(.noEndRecord, offset: entry.headerOffset)
    }
  }
}

extension Deflate.Failure {
  fileprivate func reason(_ byteCount: Int) -> String {
    switch self {
    case .corrupt(let words): words
    case .short(let produced): "they end after \(produced) of \(byteCount) bytes"
    case .long: "they unpack to more than the \(byteCount) bytes of the directory"
    case .unused(let count): "\(count) bytes follow the end of the stream"
    }
  }
}
