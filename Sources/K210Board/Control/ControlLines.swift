/// Cuts what a client sends into lines, however it arrives, and keeps no more than one line.
package struct ControlLines: Sendable {
  /// A line that ended.
  package enum Line: Sendable, Equatable {
    /// Its text without newline and carriage return; bytes that are no UTF-8 become U+FFFD.
    case text(String)
    /// It had more than `ControlRequest.lineByteLimit` bytes, which are gone.
    case tooLong
  }

  private var bytes: [UInt8] = []
  private var isTooLong = false

  /// An empty line.
  package init() {}

  /// Takes bytes and returns the lines that they end.
  package mutating func append(_ received: some Sequence<UInt8>) -> [Line] {
    var lines: [Line] = []
    for byte in received {
      if byte == UInt8(ascii: "\n") {
        lines.append(endLine())
      } else if bytes.count == ControlRequest.lineByteLimit {
        isTooLong = true
      } else {
        bytes.append(byte)
      }
    }
    return lines
  }

  private mutating func endLine() -> Line {
    defer {
      bytes.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    if isTooLong { return .tooLong }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return .text(String(decoding: bytes, as: UTF8.self))
  }
}
