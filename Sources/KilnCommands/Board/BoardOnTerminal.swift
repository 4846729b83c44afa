import Console
import FoundationEssentials
import K210Board
import K210Boards

/// A board on a pseudo-terminal: waits as a real one would, and works as fast as it can.
///
/// Time in which the board has nothing to do passes as fast as the user's; bytes on the line and work of the program do not wait.
extension BoardRun {
  /// Runs until a signal, a text or the time ends it.
  func onTerminal(link: String?, board kind: Board) throws(CommandFailure) -> BoardEnding {
    let signals = try StopSignals()
    let terminal = try PseudoTerminal(link: link)
    let socket = try ControlSocket(terminal: terminal.path)
    try writeToStandardOutput(Array((terminal.path + "\n").utf8))
    Talk.standard.say(
      "board: \(kind.name) on \(terminal.path); with DTR and RTS: LD_PRELOAD=$(kiln modem-shim) kflash -p \(terminal.path) …"
    )
    let loop = BoardTerminalLoop(
      run: self, terminal: terminal, socket: socket, signals: signals, wiring: kind.wiring.value)
    return try loop.serveUntilEnd()
  }
}

/// The loop between a terminal, a control channel and a board.
final class BoardTerminalLoop {
  private let run: BoardRun
  private let terminal: PseudoTerminal
  private let socket: ControlSocket
  private let signals: StopSignals
  private let wiring: ResetWiring
  private var lines = ModemLines()
  private var isBootHeld = false
  private var isPowered = true
  /// When the clock on the wall has caught up with what the board has slept.
  private var caughtUp = SuspendingClock.now

  /// Bytes on their way to the board above which no more are read.
  private static let waitingLimit = 1 << 16
  /// How much of the board's time is run at once: so long may input wait.
  private static let turn = Duration.milliseconds(2)
  /// How much of what it has worked longer than it should the board may make up for by sleeping less.
  ///
  /// Less than the time from RESET to BOOT being looked at, in which hosts set BOOT.
  private static let lag = Duration.milliseconds(20)

  init(
    run: BoardRun, terminal: PseudoTerminal, socket: ControlSocket, signals: StopSignals, wiring: ResetWiring
  ) {
    (self.run, self.terminal, self.socket, self.signals, self.wiring) = (
      run, terminal, socket, signals, wiring
    )
  }

  private var board: VirtualBoard { run.board }

  func serveUntilEnd() throws(CommandFailure) -> BoardEnding {
    let clock = SuspendingClock()
    let start = clock.now
    let end = run.limits.seconds.map { start + .seconds($0) }
    caughtUp = start
    var interests: [WaitInterest] {
      terminal.interests + socket.interests + signals.interests + (run.debugger?.interests ?? [])
    }
    while true {
      if let number = signals.next() { return .signal(number) }
      // What follows a change of RESET or BOOT takes its time, however much the board is behind.
      if serve() { caughtUp = clock.now }
      guard run.debugger?.serve() ?? true else { return .killed }
      if run.debugger?.holdsBoard ?? false {
        _ = Waiting.wait(for: interests, seconds: end.map { ($0 - clock.now).seconds })
        if let end, clock.now >= end { return .timeout }
        continue
      }
      let idleBefore = board.idleTime
      let stop = board.run(until: board.now + Self.turn, instructionLimit: run.limits.instructions ?? .max)
      if case .fault(let fault) = stop { report(fault) }
      if case .debugger(let reason) = stop { run.debugger?.stopped(reason) }
      if let ending = try passOn() { return ending }
      if stop == .instructionsReached { return .timeout }
      if let end, clock.now >= end { return .timeout }
      // What the board slept, sleep too; wake for whoever wants something of it.
      caughtUp = max(caughtUp, clock.now - Self.lag) + (board.idleTime - idleBefore)
      let left = [stop == .idle ? nil : caughtUp, end].compactMap { $0 }.min().map {
        ($0 - clock.now).seconds
      }
      guard left.map({ $0 > 0 }) ?? true else { continue }
      let before = clock.now
      _ = Waiting.wait(for: interests, seconds: left)
      // An idle board has no time of its own: what passed here passes there.
      if stop == .idle {
        board.wait(until: board.now + (clock.now - before))
        caughtUp = clock.now
      }
    }
  }

  /// Takes what the host has sent and asked; true when it asked for something.
  ///
  /// The order is the one that `ControlSocket` explains.
  private func serve() -> Bool {
    let requests = socket.requests()
    // What the board does not take stays in the terminal, whose other end waits then.
    let hasRoom = board.line.waitingCount < Self.waitingLimit
    let (bytes, speed) = hasRoom ? terminal.read() : ([], terminal.speed)
    // At a closed port nobody listens at the wrong speed: reports and --until get what the board says as it says it.
    board.line.hostBaud = terminal.isOpen || !bytes.isEmpty ? speed.map { UInt64($0) } : nil
    if !bytes.isEmpty { board.receive(bytes) }
    // As Linux does with a real port, or a flasher that has gone would go on holding BOOT.
    if terminal.takeClosing() { set(ModemLines()) }
    for (client, request) in requests { socket.reply(to: client, answer(request)) }
    return !requests.isEmpty
  }

  private func answer(_ request: ControlRequest) -> ControlReply {
    switch request {
    case .setLines(let dtr, let rts):
      set(ModemLines(dtr: dtr ?? lines.dtr, rts: rts ?? lines.rts))
      return .lines(lines)
    case .readLines: return .lines(lines)
    case .reset:
      board.setReset(isLow: true)
      drivePins()
      // So that BOOT can be let go right after.
      board.finishReset()
      return .ok("reset")
    case .boot(let isHeld):
      isBootHeld = isHeld
      drivePins()
      return .ok("boot=\(isHeld ? 1 : 0)")
    case .power(let isOn):
      isPowered = isOn
      if !isOn { board.cutPower() }
      drivePins()
      return .ok("power=\(isOn ? 1 : 0)")
    case .status: return .ok((try? JSONOutput.text(BoardReport(run, nil))) ?? "{}")
    }
  }

  private func set(_ new: ModemLines) {
    if wiring.pulsesReset(from: lines, to: new) { board.setReset(isLow: true) }
    lines = new
    drivePins()
  }

  private func drivePins() {
    let pins = wiring.pins(lines)
    board.setBoot(isLow: pins.bootLow || isBootHeld)
    board.setReset(isLow: pins.resetLow || !isPowered)
  }

  private func report(_ fault: HartFault) {
    run.note(fault)
    for line in fault.words(symbols: run.setup.symbols) { Talk.standard.say("board: \(line)") }
    Talk.standard.say("board: hart \(fault.hart) stands still until the next reset")
  }

  /// Passes on what the board has said; an ending when a text was seen.
  private func passOn() throws(CommandFailure) -> BoardEnding? {
    let bytes = board.line.takeOutput()
    if !bytes.isEmpty {
      terminal.write(bytes)
      run.keep(bytes[...])
    }
    try run.keepFlash()
    run.takeNotices()
    return run.takeWatched(bytes)
  }
}

extension Duration {
  /// Seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
