import Console
import K210Board
import RV64

/// A board that runs: gives it time, carries its bytes, watches for texts, keeps accounts.
final class BoardRun {
  let setup: BoardSetup
  let limits: BoardLimits
  private(set) var watch: TextWatch
  private let keepsOutput: Bool
  private let talk = Talk.standard

  /// What the board has said, as far as it is kept.
  private(set) var output: [UInt8] = []
  /// Bytes of it that were not kept.
  private(set) var droppedOutputCount = 0
  /// Registers that programs used and nobody models.
  private(set) var unknownRegisters: [UnknownRegister] = []
  private(set) var faults: [HartFault] = []
  private var bootFailure: String?
  /// Whether the board has not ended the line that it says.
  private var isInsideLine = false

  /// Bytes of output that a JSON report holds at most.
  private static let keptOutputLimit = 16 << 20

  init(_ setup: BoardSetup, watch: TextWatch, limits: BoardLimits, keepsOutput: Bool) {
    (self.setup, self.watch, self.limits, self.keepsOutput) = (setup, watch, limits, keepsOutput)
  }

  var board: VirtualBoard { setup.board }
  /// The way for GDB, when it was asked for.
  var debugger: BoardDebugger?

  /// Prints every instruction from now on.
  func trace() {
    let (talk, symbols) = (talk, setup.symbols)
    board.tracer = { hart in
      if let line = TraceLine(next: hart, in: symbols) { talk.say("\(line)") }
    }
  }

  /// Counts where instructions are spent from now on.
  func profile() { board.profile = SamplingProfile() }

  // MARK: Without a terminal

  /// Runs until something ends it; the board's output is the process's.
  func onStandardOutput() throws(CommandFailure) -> BoardEnding {
    let signals = try StopSignals()
    let end = limits.seconds.map { BoardTime.zero + .seconds($0) } ?? .never
    while true {
      if let number = signals.next() { return .signal(number) }
      if let debugger {
        guard debugger.serve() else { return .killed }
        if debugger.holdsBoard {
          _ = Waiting.wait(for: debugger.interests + signals.interests, seconds: nil)
          continue
        }
      }
      // A while of the board's time, so that output and signals are looked at.
      let target = min(board.now + .milliseconds(20), end)
      let stop = board.run(until: target, instructionLimit: limits.instructions ?? .max)
      if let ending = try afterRun() { return ending }
      switch stop {
      case .timeReached: if board.now >= end { return .timeout }
      case .instructionsReached: return .timeout
      case .fault(let fault):
        // What it said before is still on its way.
        board.finishSending()
        return try afterRun() ?? .fault(fault)
      case .debugger(let stop): debugger?.stopped(stop)
      // A debugger may change what the program waits for.
      case .idle where debugger?.isAttached == true:
        _ = Waiting.wait(for: (debugger?.interests ?? []) + signals.interests, seconds: nil)
      case .idle:
        takeNotices()
        let ending = endingOfIdleBoard
        // It waits to the end, which takes no time.
        if ending == .timeout { board.wait(until: end) }
        return ending
      }
    }
  }

  /// What it means that nothing will happen again.
  private var endingOfIdleBoard: BoardEnding {
    if let bootFailure { return .bootFailed(bootFailure) }
    // Whoever bounds the time wants to know that a program never came to its end.
    if limits.seconds != nil, board.isLooping { return .timeout }
    return watch.waitsForUntil ? .untilNeverSeen : .stopped
  }

  /// Passes on what the board has said and noted; an ending when a text was seen.
  private func afterRun() throws(CommandFailure) -> BoardEnding? {
    let bytes = board.line.takeOutput()
    let seen = watch.take(bytes)
    try pass(bytes.prefix(seen?.byteCount ?? bytes.count))
    try keepFlash()
    // Both streams often end up on one terminal, where talk belongs between lines.
    if !isInsideLine { takeNotices() }
    return seen.map { $0.meaning == .until ? .untilSeen : .failSeen }
  }

  private func pass(_ bytes: ArraySlice<UInt8>) throws(CommandFailure) {
    guard let last = bytes.last else { return }
    isInsideLine = last != UInt8(ascii: "\n")
    if keepsOutput { keep(bytes) } else { try writeToStandardOutput(Array(bytes)) }
  }

  func keep(_ bytes: ArraySlice<UInt8>) {
    let room = max(0, Self.keptOutputLimit - output.count)
    output += bytes.prefix(room)
    droppedOutputCount += max(0, bytes.count - room)
  }

  /// Writes what changed in flash to its file.
  func keepFlash() throws(CommandFailure) {
    if let file = setup.flashFile { try file.write(board.takeChangedFlash()) }
  }

  /// Says what the board has noted, each thing once.
  func takeNotices() {
    for notice in board.backplane.takeNotices() {
      if case .unknownRegister(let access) = notice { unknownRegisters.append(access) }
      if case .bootFailed(let reason) = notice { bootFailure = reason }
      if case .started = notice { bootFailure = nil }
      if case .bootFailed = notice, isFlashErased {
        talk.say("board: nothing to boot: flash is erased at 0")
      } else if let words = notice.words(symbols: setup.symbols) {
        talk.say("board: \(words)")
      }
    }
  }

  /// Whether there is not even the beginning of a program in flash.
  private var isFlashErased: Bool { board.flash.contents.prefix(64).allSatisfy { $0 == 0xFF } }

  func note(_ fault: HartFault) { faults.append(fault) }

  /// Whether texts are watched for, which a terminal's loop asks.
  func takeWatched(_ bytes: [UInt8]) -> BoardEnding? {
    watch.take(bytes).map { $0.meaning == .until ? .untilSeen : .failSeen }
  }

  // MARK: The end

  /// Says on standard error how it ended, and where the program spent its time.
  func tell(_ ending: BoardEnding) {
    // Both streams on one terminal: what is said here begins a line of its own.
    if isInsideLine, !keepsOutput, talk.policy.allowsProgressBar { talk.say("") }
    takeNotices()
    for line in ending.words(of: self) { talk.say(line) }
    if let profile = board.profile { talk.say(BoardProfileText.text(profile, symbols: setup.symbols)) }
  }
}
