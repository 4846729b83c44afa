internal import Bytes

/// Why a body is no request or reply, or a request that is refused.
public struct ISPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// Fewer bytes than the fields need.
    case tooShort(byteCount: Int, expected: Int)
    /// More data than a stub takes.
    case tooLong(byteCount: Int)
    /// The checksum does not fit the fields.
    case checksum(found: UInt32, expected: UInt32)
    /// The second word does not say how many data bytes follow.
    case length(declared: UInt32, found: Int)
  }

  /// What is wrong.
  public let kind: Kind
  /// The first byte of the body, nil when it is empty.
  public let code: UInt8?

  init(_ kind: Kind, code: UInt8?) { (self.kind, self.code) = (kind, code) }

  /// What a stub replies to it.
  public var status: ISPStatus {
    switch kind {
    case .tooShort, .tooLong: .badLength
    // The stubs answer a length that does not fit the data as they answer a wrong checksum.
    case .checksum, .length: .badChecksum
    }
  }

  /// One line: found and expected.
  public var description: String {
    let subject = code.map { "operation 0x\(String($0, radix: 16, uppercase: true))" } ?? "empty frame"
    switch kind {
    case .tooShort(let count, let expected):
      return "\(subject): \(count) bytes; must be at least \(expected)"
    case .tooLong(let count):
      return "\(subject): \(count) bytes of data; must be at most \(ISPRequest.dataLimit)"
    case .checksum(let found, let expected):
      return
        "\(subject): checksum \(Hexadecimal.address(found)); must be \(Hexadecimal.address(expected))"
    case .length(let declared, let found):
      return "\(subject): \(found) bytes of data; must be \(declared) as its second word says"
    }
  }
}
