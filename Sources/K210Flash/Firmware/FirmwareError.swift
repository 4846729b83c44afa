internal import Bytes

/// Why bytes are no firmware image, or a program cannot become one.
public enum FirmwareError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The bytes end before the frame does.
  case truncated(needed: Int, available: Int)
  /// Bits that no known tool sets.
  case unknownFlags(UInt8)
  /// A payload without bytes.
  case empty
  /// A payload beyond the chip's main memory.
  case tooLong(byteCount: Int)
  /// The digest at the end does not fit; 32 bytes each.
  case digest(found: [UInt8], expected: [UInt8])
  /// An encrypted payload that is no whole number of cipher blocks.
  case partialBlock(byteCount: Int)
  /// The payload is encrypted and there is no key.
  case keyNeeded

  /// One line: found and expected.
  public var description: String {
    switch self {
    case .truncated(let needed, let available):
      "firmware image: \(available) bytes; must be \(needed) as its header says"
    case .unknownFlags(let flags):
      "firmware image: flags \(Hexadecimal.string([flags])); must be 00 to 03"
    case .empty: "firmware image: no payload"
    case .tooLong(let count):
      "firmware image: payload of \(count) bytes; the chip's memory takes \(FirmwareImage.payloadLimit)"
    case .digest(let found, let expected):
      "firmware image: SHA-256 is \(Hexadecimal.string(found.prefix(8)))…; must be "
        + "\(Hexadecimal.string(expected.prefix(8)))… for these bytes"
    case .partialBlock(let count):
      "firmware image: encrypted payload of \(count) bytes; must be a multiple of \(AES128.blockByteCount)"
    case .keyNeeded: "firmware image: the payload is encrypted; the key is needed to read it"
    }
  }
}
