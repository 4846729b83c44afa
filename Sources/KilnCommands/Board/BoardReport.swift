import Bytes
import K210Board
import RV64

/// The JSON form of a board's run.
struct BoardReport: Encodable {
  let schema = 1
  /// Why it ended, nil while it runs.
  let ending: String?
  let phase: String
  let text: String
  let textBytesDropped: Int
  let inputBytesLost: Int
  let noticesDropped: Int
  let instructions: UInt64
  let seconds: Double
  let idleSeconds: Double
  let harts: [Hart]
  let faults: [Fault]
  let unknownRegisters: [Register]
  let flash: Flash
  let profile: [Function]?

  struct Hart: Encodable {
    let hart: Int
    let activity: String
    let pc: String
    let function: String?
  }

  struct Fault: Encodable {
    let hart: Int
    let cause: String
    let pc: String
    let address: String
    let instruction: String?
    let function: String?
  }

  struct Register: Encodable {
    let register: String
    let write: Bool
    let hart: Int
    let pc: String
  }

  struct Flash: Encodable {
    let bytes: Int
    /// Nil while the board runs: it would wait for it.
    let sha256: String?
  }

  struct Function: Encodable {
    let function: String?
    let instructions: UInt64
  }

  init(_ run: BoardRun, _ ending: BoardEnding?) {
    let (board, symbols) = (run.board, run.setup.symbols)
    func name(_ pc: UInt64) -> String? { symbols?.symbol(at: pc).map { "\($0)" } }
    self.ending = ending?.word
    phase = "\(board.phase)"
    // While it runs, the end of it will do.
    text = String(decoding: ending == nil ? run.output.suffix(2048) : run.output[...], as: UTF8.self)
    textBytesDropped = run.droppedOutputCount + board.line.droppedCount
    inputBytesLost = board.line.lostInputCount
    noticesDropped = board.backplane.notices.droppedCount
    instructions = board.instructionCount
    seconds = board.now.seconds
    idleSeconds = board.idleTime.seconds
    harts = board.hartStates.map {
      Hart(hart: $0.hart, activity: "\($0.activity)", pc: Hexadecimal.address($0.pc), function: name($0.pc))
    }
    var faults = run.faults
    if case .fault(let fault) = ending { faults.append(fault) }
    self.faults = faults.map {
      Fault(
        hart: $0.hart, cause: $0.trap.cause.title, pc: Hexadecimal.address($0.trap.pc),
        address: Hexadecimal.address($0.trap.address),
        instruction: $0.instruction.map { [pc = $0.trap.pc] bits in Disassembler.text(of: bits, at: pc) },
        function: name($0.trap.pc))
    }
    unknownRegisters = run.unknownRegisters.map {
      Register(register: $0.place, write: $0.isWrite, hart: $0.hart, pc: Hexadecimal.address($0.pc))
    }
    let contents = board.flash.contents
    flash = Flash(
      bytes: contents.count, sha256: ending == nil ? nil : Hexadecimal.string(SHA256.digest(of: contents)))
    profile = board.profile.map { profile in
      guard let symbols else { return [] }
      return profile.lines(of: symbols).map { Function(function: $0.symbol?.name, instructions: $0.count) }
    }
  }
}
