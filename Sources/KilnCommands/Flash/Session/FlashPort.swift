package import Flasher
package import K210Boards
package import SerialPorts

/// A serial port as a flasher needs it.
package final class FlashPort: Transport {
  /// The path at which it is now; another one when it came back elsewhere.
  package private(set) var path: String
  private var line: any SerialLine
  private let identity: PortIdentity?
  private let isVirtualBoard: Bool

  /// The speed at which all boards begin.
  private static let startBaud = 115_200
  /// How often it is looked whether a virtual board is there again.
  private static let lookInterval = Duration.milliseconds(200)

  /// Opens a port at 115,200 baud.
  package init(path: String) throws(SerialError) {
    self.path = path
    identity = SerialPorts.isPseudoTerminal(path) ? nil : PortIdentity.of(path: path)
    isVirtualBoard = Self.isVirtualBoard(path)
    line = try SerialPorts.open(path: path)
    try line.setBaud(Self.startBaud)
    try line.discardInput()
  }

  package var hasModemLines: Bool { line.hasModemLines }
  package var now: Duration { line.now }

  package func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    try translating { () throws(SerialError) in try line.write(bytes, until: deadline) }
  }

  package func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    try translating { () throws(SerialError) in try line.read(until: deadline) }
  }

  package func setBaud(_ rate: Int) throws(TransportError) {
    try translating { () throws(SerialError) in try line.setBaud(rate) }
  }

  package func set(_ modemLine: ModemLine, _ isAsserted: Bool) throws(TransportError) {
    try translating { () throws(SerialError) in
      switch modemLine {
      case .dtr: try line.setLines(dtr: isAsserted, rts: nil)
      case .rts: try line.setLines(dtr: nil, rts: isAsserted)
      }
    }
  }

  package func wait(until deadline: Duration) { line.wait(until: deadline) }

  package func reopen(until deadline: Duration) throws(TransportError) {
    line.close()
    // The number of a board's terminal may be that of somebody's shell by now.
    while isVirtualBoard, !Self.isVirtualBoard(path) {
      guard line.now < deadline else { throw .unplugged }
      line.wait(until: min(deadline, line.now + Self.lookInterval))
    }
    try translating { () throws(SerialError) in
      let opened = try SerialPorts.reopen(path: path, identity: identity, within: deadline - line.now)
      try opened.setBaud(Self.startBaud)
      (line, path) = (opened, opened.path)
    }
  }

  /// Gives the port back; its lines are released.
  package func close() { line.close() }

  /// Whether a virtual board listens at a path, links followed.
  private static func isVirtualBoard(_ path: String) -> Bool {
    let device = resolvedPath(path) ?? path
    return PortList.all(withObstacles: false).ports.contains { $0.isVirtualBoard && $0.path == device }
  }

  /// What the port says, in the flasher's terms.
  private func translating<Result>(
    _ body: () throws(SerialError) -> Result
  ) throws(TransportError) -> Result {
    do throws(SerialError) {
      return try body()
    } catch {
      throw TransportError(error)
    }
  }
}

extension TransportError {
  /// What a port's error means for a flasher; that a port is not there now may change.
  package init(_ error: SerialError) {
    switch error {
    case .unplugged, .notExisting: self = .unplugged
    case .writeTimeout: self = .writeTimeout
    case .speedRefused(_, let rate, _): self = .speedRefused(rate)
    case .busy, .noPermission, .notASerialPort, .noModemLines, .other: self = .failed("\(error)")
    }
  }
}
