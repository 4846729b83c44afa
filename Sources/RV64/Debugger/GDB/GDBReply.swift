import Bytes

/// The body of an answer.
enum GDBReply: Equatable {
  /// Done.
  case ok
  /// Not a packet that is known here: GDB does without.
  case unsupported
  /// Not done.
  case failed(Failure)
  /// Text of the protocol.
  case text(String)
  /// Raw bytes.
  case bytes([UInt8])
  /// Comes later, or never.
  case none

  /// Numbers of errors, written as two hexadecimal digits; GDB shows them and cares for no more.
  enum Failure: UInt8 {
    /// No such thread or register, or not to be changed.
    case notThere = 1
    /// Nothing answers at the address: EFAULT.
    case noMemory = 14
    /// The packet makes no sense: EINVAL.
    case malformed = 22
    /// No room for another breakpoint or watchpoint, or not there: ENOSPC.
    case noRoom = 28
  }

  /// The body; nil for ``none``.
  var body: [UInt8]? {
    switch self {
    case .ok: Array("OK".utf8)
    case .unsupported: []
    case .failed(let failure): Array("E\(Hexadecimal.string([failure.rawValue]))".utf8)
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    case .none: nil
    }
  }
}
