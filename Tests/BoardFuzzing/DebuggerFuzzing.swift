internal import K210Board
internal import K210Flash
internal import RV64
internal import TestSupport

/// Random bytes from a debugger, as they are and as packets with right checksums, at a board that runs when it is told to.
public enum DebuggerFuzzing {
  /// Instructions of a whole run.
  private static let instructionLimit: UInt64 = 20_000
  /// Bytes that a session may answer before they are taken: its limit and one more answer.
  private static let outputLimit = 1 << 19
  /// Bytes of an input, and packets that have the board run or reset.
  private static let (byteLimit, packetLimit) = (4096, 256)

  private static let bootable: NORFlash = {
    var flash = FirmwareFuzzing.flash
    let program = Assembler.bytes(BoardPrograms.echo)
    if let image = try? FirmwareImage(program: program) { flash.load(image.encoded, at: 0) }
    return flash
  }()

  /// Has a session take the bytes, a line a packet; what must not be, nil when all is well.
  public static func finding(in bytes: [UInt8]) -> String? {
    let board = VirtualBoard(flash: bootable)
    board.finishReset()
    let session = GDBSession(target: board)
    let lines = bytes.prefix(byteLimit).split(separator: UInt8(ascii: "\n")).prefix(packetLimit)
    for line in lines {
      // A line that starts with 0xFF goes out as it is.
      let actions = session.receive(line.first == 0xFF ? Array(line.dropFirst()) : framed(line))
      for action in actions where !perform(action, session, board) { return nil }
      let count = session.takeOutput().count
      if count > outputLimit { return "\(count) bytes of answers" }
    }
    session.end()
    return board.harts.contains { $0.stopsAtBreakInstructions } ? "the debugger left something behind" : nil
  }

  /// Does what a session wants; false when it is over.
  private static func perform(_ action: GDBSession.Action, _ session: GDBSession, _ board: VirtualBoard)
    -> Bool
  {
    switch action {
    case .resume(let resume):
      board.debugResume = resume
      let limit = min(board.instructionCount + 500, instructionLimit)
      if case .debugger(let stop) = board.run(until: board.now + .microseconds(100), instructionLimit: limit)
      {
        session.stopped(stop)
      } else {
        session.interrupted()
      }
      return true
    case .halt:
      session.interrupted()
      return true
    case .detach, .kill: return false
    }
  }

  private static func framed(_ body: some Sequence<UInt8>) -> [UInt8] {
    let sum = String(body.reduce(0, &+), radix: 16)
    return Array("$".utf8) + body + Array(("#" + (sum.count == 1 ? "0" : "") + sum).utf8)
  }

  /// What GDB says, once through everything.
  public static var seeds: [[UInt8]] {
    [
      "qSupported:multiprocess+;swbreak+;hwbreak+;vContSupported+\nQStartNoAckMode\n?\ng\nHg0\nvCont?",
      "qfThreadInfo\nqsThreadInfo\nqThreadExtraInfo,1\nqC\nT1\nqAttached\nqXfer:features:read:target.xml:0,ffb",
      "Z0,80000004,4\nZ2,80000100,8\nc\ns\nvCont;c\nvCont;s:1;c\nz0,80000004,4\nz2,80000100,8\nD",
      "m80000000,40\nM80001000,4:00112233\nX80001000,4:abcd\np20\nP20=0000008000000000\nG00\nm50440000,4\nk",
      "qRcmd,7265736574\nqRcmd,74696d65\nqRcmd,68656c70\nqCRC:80000000,10\nqSearch:memory:80000000;100;13\nvCont;r80000000,80000010:1",
    ].map { Array($0.utf8) }
  }
}
