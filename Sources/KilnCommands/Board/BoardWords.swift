import Bytes
import Console
import K210Board
import RV64

extension BoardNotice {
  /// One line for the user, nil for what needs none.
  func words(symbols: ProgramImage?) -> String? {
    switch self {
    case .unknownRegister(let access):
      let what = access.isWrite ? "write of \(Hexadecimal.address(access.value)) to" : "read of"
      return "\(what) \(access.place), which is not modelled, by hart \(access.hart) at "
        + placeWords(access.pc, symbols)
    case .reset(let cause):
      switch cause {
      case .pin: return nil
      case .watchdog(let number): return "reset by WDT\(number)"
      case .software: return "reset by the program"
      }
    case .bootFailed(let reason): return "nothing to boot in flash: \(reason)"
    case .started: return nil
    case .waitsForHost: return "the mask ROM waits for a flasher (ISP mode)"
    case .lostByte(let receiver): return "\(receiver): a byte came while its FIFO was full and is lost"
    case .kpu(let notice): return "KPU: \(notice.words)"
    case .baudMismatch(let sender, let sent, let receiver, let received):
      return "\(receiver) receives at \(received) baud what \(sender) sends at \(sent); bytes come out wrong"
    }
  }
}

extension KPUNotice {
  /// What the KPU could not do.
  fileprivate var words: String {
    switch self {
    case .parametersOutsideRAM(let block, let address, let byteCount):
      "the \(block) of a layer, \(byteCount) bytes at \(Hexadecimal.address(UInt64(address))), is not in memory"
    case .impossibleLayer(let reason): "a layer cannot be run: \(reason)"
    case .queueFull: "a word came while 16 layers waited and is lost"
    case .resultsLost(let byteCount): "nobody takes results; \(byteCount) bytes of a layer are lost"
    }
  }
}

/// `0x80000010 <main+0x10>`.
func placeWords(_ pc: UInt64, _ symbols: ProgramImage?) -> String {
  let name = symbols?.symbol(at: pc).map { " <\($0)>" } ?? ""
  return Hexadecimal.address(pc) + name
}

extension HartFault {
  /// What happened, where, and at which instruction.
  func words(symbols: ProgramImage?) -> [String] {
    let about = trap.address != 0 ? ", address \(Hexadecimal.address(trap.address))" : ""
    var lines = ["hart \(hart): \(trap.cause.title) at \(placeWords(trap.pc, symbols))\(about)"]
    if let instruction {
      lines.append("  \(Disassembler.text(of: instruction, at: trap.pc))")
    }
    if exceptionCount > 1 { lines.append("  \(exceptionCount - 1) exceptions before it were handled") }
    return lines
  }
}

extension BoardEnding {
  /// How it ended, nothing when the exit code says it all.
  func words(of run: BoardRun) -> [String] {
    let board = run.board
    let after = "after \(NumberForm.duration(seconds: board.now.seconds)) of its time"
    switch self {
    case .untilSeen, .failSeen, .signal, .killed: return []
    case .stopped: return ["board: stopped \(after): \(run.restingPlaces)"]
    case .untilNeverSeen:
      return [
        "error: the program stopped \(after) and never said what --until waits for", "  \(run.restingPlaces)",
      ]
    case .timeout: return ["error: timeout \(after): \(run.restingPlaces)"]
    case .bootFailed:
      return ["hint: put a program into flash: --load program.bin, or wait for a flasher: --isp --pty"]
    case .fault(let fault):
      let words = fault.words(symbols: run.setup.symbols)
      return ["error: " + words[0]] + words.dropFirst()
    }
  }
}

extension BoardRun {
  /// Where the harts are: `hart 0 sleeps at …, hart 1 loops at …`.
  var restingPlaces: String {
    board.hartStates.map { state in
      let verb =
        switch state.activity {
        case .running: "is"
        case .waiting: "sleeps (wfi)"
        case .spinning: "loops"
        case .halted: "stands still"
        }
      return "hart \(state.hart) \(verb) at \(placeWords(state.pc, setup.symbols))"
    }.joined(separator: ", ")
  }
}

/// Where a program spends its instructions, as a table.
enum BoardProfileText {
  /// Functions that are listed at most.
  private static let limit = 30

  static func text(_ profile: SamplingProfile, symbols: ProgramImage?) -> String {
    let all = max(1, profile.sampleCount)
    guard let symbols else {
      return
        "profile: no symbols; give the program as an ELF file: --load program.elf or --symbols program.elf"
    }
    var table = Table([.init("instructions", .right), .init("share", .right), .init("function")])
    for line in profile.lines(of: symbols).prefix(limit) {
      let share = Double(line.count) / Double(all)
      table.append([
        NumberForm.grouped(Int(clamping: line.count)), NumberForm.percent(share),
        line.symbol?.name ?? "(elsewhere)",
      ])
    }
    return table.plain()
  }
}
