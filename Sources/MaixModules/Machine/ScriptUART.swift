package import Scripting

/// What a script holds as `machine.UART`.
package final class ScriptUART: ScriptStream {
  let line: SerialLine
  private unowned let board: MaixBoard
  var baudrate = 0
  var bits = 8
  var parity = 0
  /// Place in the list of numbers of stop bits: 1, 1.5, 2.
  var stop = 0
  /// Milliseconds that `read` waits for the first byte.
  var waitForByte = 10
  /// Bytes that the script lets the line store.
  var room = 2048
  var isActive = true

  init(_ line: SerialLine, of board: MaixBoard) {
    self.line = line
    self.board = board
  }

  package func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    guard isActive, count > 0 else { return [] }
    if line.incoming.isEmpty { try vm.sleep(microseconds: UInt64(waitForByte) &* 1000) }
    let bytes = line.take(count)
    return bytes.isEmpty ? nil : bytes
  }

  package func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    guard isActive else { return 0 }
    board.trace("uart \(line.name) write \(bytes.count) bytes: \(MaixBoard.traced(bytes))")
    // The console is on this line.
    if line.number == SerialLine.highSpeed { vm.host.write(Array(bytes)) }
    if line.echoes { line.receive(bytes, room: room) }
    return bytes.count
  }

  package func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    let parities = ["None", "odd", "even"]
    let stops = ["1", "1.5", "2"]
    return Array(
      "[MAIXPY]UART\(line.number + 1):( baudrate=\(baudrate), bits=\(bits), parity=\(parities[parity]), "
        .utf8) + Array("stop=\(stops[stop]))".utf8)
  }
}
