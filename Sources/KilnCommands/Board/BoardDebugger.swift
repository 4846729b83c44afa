import K210Board
import RV64

/// GDB's way to a board: a port, and the session with whoever has connected.
final class BoardDebugger {
  private let socket: DebuggerSocket
  private let board: VirtualBoard
  private var session: GDBSession?
  /// Whether the board waits for its first debugger.
  private var waitsForDebugger: Bool

  /// Listens for a debugger, and has the board wait for it if asked.
  init(port: UInt16, board: VirtualBoard, waits: Bool) throws(CommandFailure) {
    socket = try DebuggerSocket(port: port)
    (self.board, waitsForDebugger) = (board, waits)
    Talk.standard.say(
      "board: \(waits ? "waits for a debugger" : "a debugger may come"): gdb-multiarch program.elf -ex 'target remote :\(socket.port)'"
    )
  }

  /// What to sleep on.
  var interests: [WaitInterest] { socket.interests }

  /// Whether the board has to stand still.
  var holdsBoard: Bool { waitsForDebugger || session.map { !$0.isRunning } ?? false }

  /// Whether a debugger is there.
  var isAttached: Bool { session != nil }

  /// Takes what has come and does what it asks; false when the debugger wants the board to end.
  func serve() -> Bool {
    if socket.connect() {
      waitsForDebugger = false
      session = GDBSession(target: board)
    }
    guard let session else { return true }
    guard let bytes = socket.read() else {
      leave()
      return true
    }
    for action in session.receive(bytes) {
      switch action {
      case .resume(let resume): board.debugResume = resume
      case .halt: session.interrupted()
      case .detach:
        flush()
        leave()
        return true
      case .kill:
        flush()
        leave()
        return false
      }
    }
    flush()
    return true
  }

  /// Tells the debugger that a hart stopped.
  func stopped(_ stop: DebugStop) {
    session?.stopped(stop)
    flush()
  }

  private func flush() {
    guard let bytes = session?.takeOutput(), !bytes.isEmpty else { return }
    if !socket.write(bytes) { leave() }
  }

  private func leave() {
    session?.end()
    session = nil
    socket.disconnect()
  }
}
