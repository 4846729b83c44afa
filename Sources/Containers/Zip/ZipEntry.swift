internal import Bytes

/// One member of an archive, as its central directory describes it.
public struct ZipEntry: Sendable, Equatable {
  /// How a member's bytes are kept.
  public enum Method: UInt16, Sendable, Equatable {
    /// As they are.
    case stored = 0
    /// As a deflate stream.
    case deflated = 8
  }

  /// Path inside the archive with `/` between parts; checked: relative, without `..`, `\` or control characters.
  public let name: String
  /// How the bytes are kept.
  public let method: Method
  /// Bytes in the archive.
  public let packedByteCount: Int
  /// Bytes once unpacked.
  public let byteCount: Int
  /// CRC-32 of the unpacked bytes.
  public let checksum: UInt32
  /// Where the member's own header stands in the archive.
  let headerOffset: Int

  /// Whether this is a folder's own entry, which has no bytes.
  public var isFolder: Bool { name.hasSuffix("/") }

  static let signature: UInt32 = 0x0201_4B50
  private static let encryptedFlags: UInt16 = 0x2041
  private static let zip64Size: UInt32 = 0xFFFF_FFFF

  /// Reads one record of the central directory.
  init(_ reader: inout ByteReader, limits: ZipLimits) throws(ZipError) {
    let start = reader.offset
    do {
      let signature = try reader.readInteger(UInt32.self)
      guard signature == Self.signature else {
        throw ZipError(.badSignature(found: signature, expected: Self.signature), offset: start)
      }
      let madeBy = try reader.readInteger(UInt16.self)
      _ = try reader.read(2)
      let flags = try reader.readInteger(UInt16.self)
      let methodCode = try reader.readInteger(UInt16.self)
      _ = try reader.read(4)
      checksum = try reader.readInteger()
      let packed = try reader.readInteger(UInt32.self)
      let unpacked = try reader.readInteger(UInt32.self)
      let lengths = [
        try reader.readInteger(UInt16.self), try reader.readInteger(UInt16.self),
        try reader.readInteger(UInt16.self),
      ]
      let disk = try reader.readInteger(UInt16.self)
      _ = try reader.read(2)
      let attributes = try reader.readInteger(UInt32.self)
      let header = try reader.readInteger(UInt32.self)
      let name = String(decoding: try reader.read(Int(lengths[0])), as: UTF8.self)
      _ = try reader.read(Int(lengths[1]) + Int(lengths[2]))
      func refusal(_ kind: ZipError.Kind) -> ZipError { ZipError(kind, offset: start, member: name) }
      if let fault = ZipName.fault(name) { throw refusal(.unsafeName(reason: fault)) }
      guard flags & Self.encryptedFlags == 0 else { throw refusal(.unsupported(feature: "encrypted")) }
      guard ![packed, unpacked, header].contains(Self.zip64Size), disk != 0xFFFF else {
        throw refusal(.unsupported(feature: "in zip64 form"))
      }
      guard disk == 0 else { throw refusal(.unsupported(feature: "on disk \(disk) of several")) }
      // In archives made on Unix the upper half of the attributes is the file's mode; 0o12 is a symbolic link.
      let fileType = attributes >> 28
      if madeBy >> 8 == 3, ![0, 4, 8].contains(fileType) {
        throw refusal(.unsupported(feature: fileType == 10 ? "a symbolic link" : "a special file"))
      }
      guard let method = Method(rawValue: methodCode) else {
        throw refusal(.unsupported(feature: "packed by method \(methodCode)"))
      }
      (self.name, self.method) = (name, method)
      (packedByteCount, byteCount, headerOffset) = (Int(packed), Int(unpacked), Int(header))
    } catch let error as ZipError {
      throw error
    } catch let error as OutOfBytes {
      throw ZipError(error)
    } catch {
      throw ZipError(.noEndRecord, offset: start)
    }
    try checkSizes(offset: start, limits: limits)
  }

  /// Refuses sizes that the packed bytes cannot have, or that nobody asked for.
  private func checkSizes(offset: Int, limits: ZipLimits) throws(ZipError) {
    switch method {
    case .stored:
      guard byteCount == packedByteCount else {
        throw ZipError(
          .contradiction(
            field: "the size of stored bytes", found: "\(byteCount)", expected: "\(packedByteCount)"),
          offset: offset, member: name)
      }
    case .deflated:
      let possible = packedByteCount * Deflate.largestRatio
      guard byteCount <= possible else {
        throw ZipError(.zipBomb(declared: byteCount, limit: possible), offset: offset, member: name)
      }
    }
    guard byteCount <= limits.memberByteCount else {
      throw ZipError(
        .zipBomb(declared: byteCount, limit: limits.memberByteCount), offset: offset, member: name)
    }
  }
}
