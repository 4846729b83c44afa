import Flasher
import K210Board
import K210Boards
import TestSupport

/// A virtual board behind a USB bridge with the wiring of some kind of board, on the board's own time.
final class WiredBoard: Transport {
  let board: VirtualBoard
  let hasModemLines = true
  private let wiring: ResetWiring
  private(set) var lines: ModemLines
  /// All that the board has said.
  private(set) var heard: [UInt8] = []

  /// A board that runs the program in its flash, on a port that was opened and has its lines like this.
  init(_ wiring: ResetWiring, lines: ModemLines, flash: NORFlash) {
    board = VirtualBoard(flash: flash)
    (self.wiring, self.lines) = (wiring, ModemLines())
    board.line.hostBaud = 115_200
    wait(until: .milliseconds(100))
    for line in ModemLine.allCases { set(line, lines[line]) }
    wait(until: .milliseconds(200))
  }

  var now: Duration { board.now - BoardTime.zero }

  /// How RESET and BOOT stand.
  var pins: ResetPins { wiring.pins(lines) }

  func set(_ line: ModemLine, _ isAsserted: Bool) {
    var new = lines
    new[line] = isAsserted
    if wiring.pulsesReset(from: lines, to: new) { board.setReset(isLow: true) }
    lines = new
    board.setBoot(isLow: pins.bootLow)
    board.setReset(isLow: pins.resetLow)
    // A USB bridge takes about as long from one request to the next.
    wait(until: now + .milliseconds(1))
  }

  func write(_ bytes: [UInt8], until deadline: Duration) { board.receive(bytes) }

  func read(until deadline: Duration) -> [UInt8] {
    while board.line.isOutputEmpty, now < deadline { wait(until: min(deadline, now + .milliseconds(1))) }
    let bytes = board.line.takeOutput()
    heard += bytes
    return bytes
  }

  func wait(until deadline: Duration) {
    let end = BoardTime.zero + deadline
    while board.now < end {
      switch board.run(until: end) {
      case .timeReached: return
      default: board.wait(until: end)
      }
    }
  }

  func setBaud(_ rate: Int) { board.line.hostBaud = UInt64(rate) }

  func reopen(until deadline: Duration) throws(TransportError) { throw .unplugged }
}
