internal import Bytes

/// Writes a zip archive that depends on its contents alone: no dates, no host, members in the order given.
public struct ZipWriter: Sendable {
  /// How members are kept.
  public enum Packing: Sendable, Equatable {
    /// As they are: the same bytes everywhere.
    case stored
    /// As a deflate stream where that is shorter: the same bytes with the same zlib.
    case deflatedIfShorter
  }

  private var members = ByteWriter()
  private var directory = ByteWriter()
  private var names: Set<String> = []

  /// Starts an empty archive.
  public init() {}

  /// 1 January 1980, midnight, the first moment the format knows: time word, then date word.
  private static let moment: UInt32 = 0x0021_0000
  /// Version 2.0: deflate and folders.
  private static let version: UInt16 = 20
  /// Made on Unix, so that the mode is understood.
  private static let madeBy: UInt16 = 3 << 8 | version
  /// A plain file that all may read and the owner may write.
  private static let attributes: UInt32 = 0o100644 << 16
  private static let largestCount = 0xFFFE

  /// Adds a member.
  ///
  /// - Throws: `ZipError` for a name that the reader would refuse, that occurs already, or when the format's limits
  ///   (65,534 members, 4 GiB) are passed.
  public mutating func add(
    _ name: String, _ bytes: [UInt8], packing: Packing = .deflatedIfShorter
  ) throws(ZipError) {
    if let fault = ZipName.fault(name) {
      throw ZipError(.unsafeName(reason: fault), offset: nil, member: name)
    }
    let nameBytes = Array(name.utf8)
    guard nameBytes.count <= 0xFFFF else {
      throw ZipError(.unsafeName(reason: "it is too long"), offset: nil, member: name)
    }
    guard names.insert(name).inserted else { throw ZipError(.duplicateName, offset: nil, member: name) }
    guard names.count <= Self.largestCount else {
      throw ZipError(.notWritable(reason: "more than \(Self.largestCount) members"), offset: nil)
    }
    let (stored, method) = Self.packed(bytes, packing)
    // Header, name and bytes twice over: well below the format's 4 GiB.
    guard bytes.count <= 1 << 30, members.count + stored.count <= 3 << 30 else {
      throw ZipError(.notWritable(reason: "more than 3 GiB"), offset: nil, member: name)
    }
    var shared = ByteWriter()
    shared.append(Self.version)
    shared.append(UInt16(nameBytes.allSatisfy { $0 < 0x80 } ? 0 : 0x0800))
    shared.append(method.rawValue)
    shared.append(Self.moment)
    shared.append(CRC32.checksum(of: bytes))
    shared.append(UInt32(stored.count))
    shared.append(UInt32(bytes.count))
    shared.append(UInt16(nameBytes.count))
    shared.append(UInt16(0))
    let offset = UInt32(members.count)
    members.append(UInt32(0x0403_4B50))
    members.append(contentsOf: shared.bytes)
    members.append(contentsOf: nameBytes)
    members.append(contentsOf: stored)
    directory.append(ZipEntry.signature)
    directory.append(Self.madeBy)
    directory.append(contentsOf: shared.bytes)
    // No comment, first disk, no internal attributes.
    directory.append(contentsOf: [UInt8](repeating: 0, count: 6))
    directory.append(Self.attributes)
    directory.append(offset)
    directory.append(contentsOf: nameBytes)
  }

  /// The finished archive.
  public func finished() -> [UInt8] {
    var file = members
    file.append(contentsOf: directory.bytes)
    file.append(contentsOf: ZipEndRecord.signature)
    file.append(UInt32(0))
    file.append(UInt16(names.count))
    file.append(UInt16(names.count))
    file.append(UInt32(directory.count))
    file.append(UInt32(members.count))
    file.append(UInt16(0))
    return file.bytes
  }

  private static func packed(_ bytes: [UInt8], _ packing: Packing) -> ([UInt8], ZipEntry.Method) {
    guard packing == .deflatedIfShorter, let deflated = Deflate.deflate(bytes), deflated.count < bytes.count
    else { return (bytes, .stored) }
    return (deflated, .deflated)
  }
}
