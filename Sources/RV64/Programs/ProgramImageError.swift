import Bytes

/// Why a file is no program for the machine, or a program does not fit into its memory.
public struct ProgramImageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The file ends inside something: bytes needed there, bytes left.
    case truncated(needed: Int, available: Int)
    /// A field holds a value that it may not hold; both are spelled out for the reader.
    case invalidField(name: String, found: String, expected: String)
    /// The file asks for more than ``ProgramImage/Limits`` allow.
    case overLimit(name: String, found: UInt64, limit: UInt64)
    /// A segment lies where the machine has no RAM.
    case outsideMemory(address: UInt32, byteCount: Int)
  }

  /// What is wrong.
  public let kind: Kind
  /// File offset of what is at fault; nil when no file is.
  public let offset: Int?
  /// What was being read or done: `ELF header`, `segment 1`, `symbol 7`.
  public let subject: String

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int?, subject: String) {
    self.kind = kind
    self.offset = offset
    self.subject = subject
  }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String {
    let place = offset.map { " at \(Hexadecimal.address($0))" } ?? ""
    return "\(subject)\(place): \(kind.explanation)"
  }
}

extension ProgramImageError.Kind {
  fileprivate var explanation: String {
    switch self {
    case .truncated(let needed, let available): "\(needed) bytes are needed here; \(available) are left"
    case .invalidField(let name, let found, let expected): "\(name) is \(found); must be \(expected)"
    case .overLimit(let name, let found, let limit): "\(name) is \(found); the limit is \(limit)"
    case .outsideMemory(let address, let byteCount):
      "\(byteCount) bytes from \(Hexadecimal.address(address)) on; there is no RAM for all of them"
    }
  }
}
