internal import Bytes

/// Files of gzip (RFC 1952): one or more deflate streams with names and checksums.
public enum Gzip {
  /// Why a file is not unpacked.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Offset in the file.
    public let offset: Int
    /// Found and expected.
    public let reason: String

    /// One line with the place.
    public var description: String { "gzip, byte \(offset): \(reason)" }
  }

  /// Most members of a file; tools that work in parallel write one for each 64 KiB.
  public static let memberLimit = 1 << 15

  /// Whether a file starts like one of gzip.
  public static func recognizes(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B, 8])
  }

  /// The unpacked bytes of all members one after the other.
  ///
  /// - Parameter limit: most bytes of the result.
  /// - Throws: `Failure` for damaged streams, wrong checksums, and results beyond the limit.
  public static func unpack(_ file: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    var (result, offset, count): ([UInt8], Int, Int) = ([], 0, 0)
    repeat {
      count += 1
      guard count <= memberLimit else {
        throw Failure(offset: offset, reason: "more than \(memberLimit) members")
      }
      guard recognizes(file[offset...]) else {
        throw Failure(offset: offset, reason: "no gzip member; must start with 1F 8B 08")
      }
      let start = try dataStart(file, at: offset)
      let stream: (bytes: [UInt8], consumed: Int)
      do throws(Deflate.Failure) {
        // The eight bytes of checksum and size follow the stream, so that they are no part of it.
        stream = try Deflate.inflate(file[start...].dropLast(8), limit: limit - result.count)
      } catch {
        throw Failure(offset: start, reason: error.reason(limit: limit))
      }
      offset = start + stream.consumed
      try check(stream.bytes, file, at: offset)
      offset += 8
      if result.isEmpty { result = stream.bytes } else { result += stream.bytes }
      // Blocks of tapes are filled up with zeros.
    } while file[offset...].contains { $0 != 0 }
    return result
  }

  /// Where a member's stream begins: behind a header of ten bytes and what its flags say.
  private static func dataStart(_ file: [UInt8], at offset: Int) throws(Failure) -> Int {
    var reader = ByteReader(file[offset...])
    do throws(OutOfBytes) {
      let header = Array(try reader.read(10))
      let flags = header[3]
      if flags & 4 != 0 { _ = try reader.read(Int(try reader.readInteger(UInt16.self))) }
      for flag in [8, 16] as [UInt8] where flags & flag != 0 {
        while try reader.readInteger(UInt8.self) != 0 {}
      }
      if flags & 2 != 0 { _ = try reader.read(2) }
      guard reader.remaining >= 8 else { _ = try reader.read(8); return reader.offset }
      return reader.offset
    } catch {
      throw Failure(
        offset: error.offset, reason: "\(error.needed) bytes are needed; \(error.available) are left")
    }
  }

  /// Compares a member with the checksum and the size (modulo 2^32) behind it.
  private static func check(_ bytes: [UInt8], _ file: [UInt8], at offset: Int) throws(Failure) {
    var reader = ByteReader(file[offset...])
    guard let checksum = try? reader.readInteger(UInt32.self), let size = try? reader.readInteger(UInt32.self)
    else { throw Failure(offset: offset, reason: "the checksum is cut") }
    let found = CRC32.checksum(of: bytes)
    guard found == checksum else {
      throw Failure(
        offset: offset,
        reason: "the checksum is \(Hexadecimal.address(found)); must be \(Hexadecimal.address(checksum))")
    }
    guard UInt32(truncatingIfNeeded: bytes.count) == size else {
      throw Failure(offset: offset + 4, reason: "\(bytes.count) bytes; must be \(size)")
    }
  }
}

extension Deflate.Failure {
  fileprivate func reason(limit: Int) -> String {
    switch self {
    case .corrupt(let words): "the packed bytes are broken: \(words)"
    case .short(let produced): "the packed bytes end after \(produced) bytes"
    case .long: "unpacks to more than the \(limit) bytes that are allowed"
    case .unused(let count): "\(count) bytes follow the end of the stream"
    }
  }
}
