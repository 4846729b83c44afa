import Bytes

/// The outer parts of a `.rknn` file: version, the payload and the JSON behind it.
///
/// **Source**: files of toolkits 1.3 to 2.3.2, verified; see docs/rockchip.md.
public struct RKNNContainer: Sendable, Equatable {
  /// 6 since toolkit 1.5, 2 before.
  public let version: Int
  /// Offsets of the FlatBuffer in the file.
  public let payload: Range<Int>
  /// Offsets of the JSON text in the file.
  public let json: Range<Int>

  /// Container versions that can be read.
  public static let readableVersions = [2, 6]
  /// Bytes before the payload.
  static let headerByteCount = 64

  /// Whether a file starts like a Rockchip model of any kind, readable or not.
  public static func recognizes(_ bytes: some Collection<UInt8>) -> Bool {
    ["RKNN", "RKNX", "CYPTRKNN", "VPMN"].contains { bytes.starts(with: $0.utf8) }
  }

  /// Takes a file apart.
  ///
  /// - Throws: `RKNNError` for another kind of file, one that is recognised but cannot be read, or a cut one.
  public init(_ file: [UInt8]) throws(RKNNError) {
    if let unsupported = Self.refusal(ofMagic: file) {
      throw RKNNError(.unsupported(unsupported), offset: 0, subject: "header")
    }
    guard file.starts(with: "RKNN".utf8) else {
      throw RKNNError(
        .notAModel(found: Hexadecimal.string(file.prefix(8))), offset: 0, subject: "header")
    }
    var reader = ByteReader(file[...])
    let word: UInt64
    do throws(OutOfBytes) {
      _ = try reader.read(8)
      word = try reader.readInteger()
    } catch { throw RKNNError(error) }
    if let unsupported = Self.refusal(ofVersion: word) {
      throw RKNNError(.unsupported(unsupported), offset: 8, subject: "header")
    }
    version = Int(word & 0xFF)
    do throws(OutOfBytes) {
      let payloadSize = try reader.readInteger(UInt64.self)
      _ = try reader.read(Self.headerByteCount - reader.offset)
      let start = reader.offset
      _ = try reader.read(Int(clamping: payloadSize))
      payload = start..<reader.offset
      let jsonSize = try reader.readInteger(UInt64.self)
      let jsonStart = reader.offset
      _ = try reader.read(Int(clamping: jsonSize))
      json = jsonStart..<reader.offset
    } catch { throw RKNNError(error) }
    guard reader.remaining == 0 else {
      throw RKNNError(
        .invalid(
          field: "size of the file", found: "\(file.count) bytes",
          expected: "\(reader.offset), where the JSON ends"),
        offset: reader.offset, subject: "container")
    }
  }

  private static func refusal(ofMagic file: [UInt8]) -> RKNNUnsupported? {
    if file.starts(with: "CYPTRKNN".utf8) { return .encrypted }
    if file.starts(with: "RKNX".utf8) { return .version3 }
    return file.starts(with: "VPMN".utf8) ? .bareGraphOfRKNPU1 : nil
  }

  private static func refusal(ofVersion word: UInt64) -> RKNNUnsupported? {
    let version = Int(clamping: word)
    if word >> 8 != 0 {
      return word >> 8 == 0x10 || word >> 8 == 1 ? .mini(version: version) : .containerVersion(version)
    }
    if version <= 1 { return .rknpu1(version: version) }
    return readableVersions.contains(version) ? nil : .containerVersion(version)
  }
}

extension RKNNError {
  /// A file that ends too early.
  fileprivate init(_ error: OutOfBytes) {
    self.init(
      .truncated(needed: error.needed, available: error.available), offset: error.offset, subject: "container"
    )
  }
}
