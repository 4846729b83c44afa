public import Bytes

/// A file on its way to a place in flash.
public struct FlashPiece: Sendable, Equatable {
  /// What the user calls it.
  public let name: String
  /// Where its first byte goes.
  public let address: Int
  /// The file's bytes.
  public let file: [UInt8]
  /// Whether a firmware frame is put around it.
  public let isFramed: Bool
  /// Whether the bytes of each 32-bit word are reversed first.
  public let isReversed: Bool

  /// A file and what happens to it.
  public init(name: String, address: UInt32, file: [UInt8], isFramed: Bool, isReversed: Bool = false) {
    self.name = name
    self.address = Int(address)
    self.file = file
    self.isFramed = isFramed
    self.isReversed = isReversed
  }

  /// An entry of a package.
  public init(_ entry: FlashPackage.Entry) {
    self.init(
      name: entry.item.name, address: entry.item.address, file: entry.bytes,
      isFramed: entry.item.hasHeader, isReversed: entry.item.isReversed)
  }

  /// Bytes that it takes in flash.
  public var byteCount: Int { file.count + (isFramed ? FirmwareImage.frameByteCount : 0) }

  /// The bytes of the file as they are written, without frame; a piece of a word at the end is not reversed.
  public var content: [UInt8] {
    guard isReversed else { return file }
    var content = file
    for start in stride(from: 0, to: content.count - content.count % 4, by: 4) {
      content.swapAt(start, start + 3)
      content.swapAt(start + 1, start + 2)
    }
    return content
  }

  /// What lies in flash afterwards.
  ///
  /// - Throws: `FirmwareError` when the file cannot be framed.
  public func flashBytes(key: AES128? = nil, isDualIO: Bool = true) throws(FirmwareError) -> [UInt8] {
    guard isFramed else { return content }
    return try FirmwareImage(program: content, key: key, isDualIO: isDualIO).encoded
  }

  /// Whether the file is an ELF, which must become a plain binary first.
  public var isELF: Bool { file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }
}
