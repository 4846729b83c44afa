import Glibc

/// Where the bytes of a prompt come from and go to.
package protocol ScriptLine: AnyObject {
  /// What to sleep on until bytes come.
  var interests: [WaitInterest] { get }
  /// The bytes that are there now; nil when no more will ever come.
  func receive() -> [UInt8]?
  /// Sends all bytes, however long that takes, unless `watch` has the end; 0, or the error number.
  func send(_ bytes: [UInt8], watch: ScriptWatch) -> Int32
}

/// Standard input and output.
package final class StandardLine: ScriptLine {
  private let input: Int32
  private let output: Int32
  private var text: PipedText?

  /// These descriptors; line feeds of the input are taken for the Enter key if it is a file or a pipe.
  package init(input: Int32, output: Int32, isTerminal: Bool) {
    (self.input, self.output) = (input, output)
    text = isTerminal ? nil : PipedText()
  }

  package var interests: [WaitInterest] { [WaitInterest(input)] }

  package func receive() -> [UInt8]? {
    // The descriptor may be one that blocks.
    guard !Waiting.wait(for: interests, seconds: 0).isEmpty else { return [] }
    guard let bytes = DescriptorCalls.read(input, atMost: 4096) else { return nil }
    return text?.keys(bytes) ?? bytes
  }

  package func send(_ bytes: [UInt8], watch: ScriptWatch) -> Int32 { writeAll(bytes, to: output) }
}

/// A pseudo-terminal that other programs open.
package final class PseudoTerminalLine: ScriptLine {
  private let terminal: PseudoTerminal
  private var received: [UInt8] = []

  /// Bytes handed over at a time, so that none is lost in the buffer.
  private static let pieceLimit = PseudoTerminal.bufferByteLimit / 2

  /// The line to whoever opens this.
  package init(_ terminal: PseudoTerminal) { self.terminal = terminal }

  package var interests: [WaitInterest] { terminal.interests }

  package func receive() -> [UInt8]? {
    defer { received = [] }
    return received + terminal.read(atMost: 4096).bytes
  }

  package func send(_ bytes: [UInt8], watch: ScriptWatch) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      terminal.write(rest.prefix(Self.pieceLimit))
      rest = rest.dropFirst(Self.pieceLimit)
      // Whoever has the port open is waited for; what nobody listens to is lost, as on a board.
      while terminal.isOpen, terminal.interests.contains(where: \.wakesForWriting) {
        watch.wait(for: terminal.interests)
        if watch.hasNews, watch.ending != nil { return 0 }
        // Reading also writes what waits. Who sends so much and reads nothing loses bytes, as on a board.
        let bytes = terminal.read(atMost: 4096).bytes
        if received.count < PseudoTerminal.bufferByteLimit { received += bytes }
      }
    }
    return 0
  }
}
