package import Flasher
package import K210Board
package import K210Boards

/// A transport to a virtual board in this process, on the board's own time: nothing waits for a clock on a wall.
///
/// The lines drive RESET and BOOT as a board's wiring does.
package final class BoardTransport: Transport {
  /// The board.
  package let board: VirtualBoard
  /// How the lines reach RESET and BOOT.
  package let wiring: ResetWiring
  package let hasModemLines: Bool
  /// How long a byte waits in the USB bridge before the host sees it, as the timers of real ones do.
  package var latency: Duration
  /// How the host has set its lines.
  package private(set) var lines: ModemLines
  private var isPowered = true
  private var received: [UInt8] = []
  private var visibleAt: Duration?

  /// A step in which the board runs while the host waits.
  private static let slice = Duration.microseconds(200)
  /// Bytes that buffers between host and board hold; a host that writes more waits.
  private static let bufferByteCount = 16_384

  /// A port that is open at 115,200 baud, with both lines asserted, as systems leave them.
  package init(
    _ board: VirtualBoard, wiring: ResetWiring = .crossed(reset: .rts), hasModemLines: Bool = true,
    latency: Duration = .zero
  ) {
    (self.board, self.wiring, self.hasModemLines, self.latency) = (board, wiring, hasModemLines, latency)
    lines = hasModemLines ? ModemLines(dtr: true, rts: true) : ModemLines()
    board.line.hostBaud = 115_200
    if hasModemLines { drivePins() }
  }

  package var now: Duration { board.now - .zero }

  package func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    board.receive(bytes)
    while board.line.waitingCount > Self.bufferByteCount {
      guard now < deadline else { throw .writeTimeout }
      advance(until: now + Self.slice)
    }
  }

  package func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    while true {
      collect()
      if let visibleAt, now >= visibleAt {
        defer { (received, self.visibleAt) = ([], nil) }
        return received
      }
      guard now < deadline else { return [] }
      advance(until: min(deadline, visibleAt ?? deadline, now + Self.slice))
    }
  }

  private func collect() {
    let bytes = board.line.takeOutput()
    guard !bytes.isEmpty else { return }
    if received.isEmpty { visibleAt = now + latency }
    received += bytes
  }

  package func setBaud(_ rate: Int) throws(TransportError) {
    let end = now + .seconds(60)
    while board.line.waitingCount > 0, now < end { advance(until: now + Self.slice) }
    // The last bit leaves with the byte.
    board.line.hostBaud = UInt64(max(1, rate))
  }

  package func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError) {
    guard hasModemLines else { throw .failed("no modem lines") }
    let old = lines
    lines[line] = isAsserted
    if wiring.pulsesReset(from: old, to: lines) { board.setReset(isLow: true) }
    drivePins()
  }

  private func drivePins() {
    let pins = wiring.pins(lines)
    board.setBoot(isLow: pins.bootLow)
    board.setReset(isLow: pins.resetLow || !isPowered)
  }

  package func wait(until deadline: Duration) { advance(until: deadline) }

  package func reopen(until deadline: Duration) throws(TransportError) { board.line.hostBaud = 115_200 }

  /// Runs the board up to a moment.
  private func advance(until deadline: Duration) {
    let end = BoardTime.zero + deadline
    while board.now < end {
      switch board.run(until: end) {
      case .idle: board.wait(until: end)
      case .timeReached: return
      case .fault, .debugger, .instructionsReached: break
      }
    }
  }

  /// Takes the power away.
  package func cutPower() {
    isPowered = false
    board.cutPower()
  }

  /// Gives power again.
  package func restorePower() {
    isPowered = true
    drivePins()
  }
}
