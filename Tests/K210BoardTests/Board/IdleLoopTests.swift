import K210Board
import RV64
import TestSupport
import Testing

/// Loops that wait are skipped; a board with a tracer runs them in full.
///
/// Programs must not see the difference.
@Suite("Skipped loops against loops that are run")
struct IdleLoopTests {
  private typealias A = Assembler

  /// What a program can see of its run, but for counters.
  private struct Visible: Equatable {
    let harts: [[UInt64]]
    let memory: [UInt8]?
    let output: String
    let stops: [BoardStop]

    /// Without registers that hold what the cycle counter said: those of ``BoardPrograms/delay(cycles:)`` on hart 1.
    var withoutCounters: Self {
      let kept = harts.enumerated().map { number, registers in
        number == 0
          ? registers : registers.enumerated().filter { ![4, 11].contains($0.offset) }.map(\.element)
      }
      return Self(harts: kept, memory: memory, output: output, stops: stops)
    }
  }

  private func run(_ words: [UInt32], skips: Bool) -> (Visible, VirtualBoard) {
    let board = VirtualBoard.inISPMode()
    if !skips { board.tracer = { _ in } }
    board.boot(words)
    var stops: [BoardStop] = []
    for _ in 0..<3 {
      stops.append(board.run(until: board.now + .milliseconds(400), instructionLimit: 40_000_000))
      if stops.last == .idle { break }
    }
    return (
      Visible(
        harts: board.harts.map { hart in (1..<32).map { hart[$0] } }, memory: board.memory.read(0..<4096),
        output: board.takeText(), stops: stops), board
    )
  }

  /// A loop of a few random instructions that ends when memory says so, which hart 1 does after a random time.
  private func polling(seed: UInt64) -> [UInt32] {
    var random = SplitMix64(seed: seed)
    let flag = A.li(6, 0x8000_0800)
    let body = (0..<Int.random(in: 0...6, using: &random)).map { _ -> UInt32 in
      let (rd, rs) = (UInt32.random(in: 12...15, using: &random), UInt32.random(in: 12...15, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: return A.addi(rd, 0, Int32.random(in: -9...9, using: &random))
      case 1: return A.add(rd, rs, 0)
      case 2: return A.load(3, rd, 6, 8)
      case 3: return A.i(0x13, 7, rd, rs, 0x55)
      case 4: return A.store(3, 6, 0, 16)
      default: return A.nop
      }
    }
    // Hart 0 polls the word, in a loop that may be one that counts; hart 1 waits and then sets it.
    let poll = body + [A.load(2, 5, 6, 0)]
    let zero = poll + [A.branch(0, 5, 0, Int32(-4 * poll.count))] + [A.store(3, 6, 12, 32)]
    let counts = UInt32.random(in: 1...200_000, using: &random)
    let one =
      BoardPrograms.delay(cycles: counts) + [A.addi(7, 0, 1), A.store(2, 6, 7, 0)] + BoardPrograms.sleep
    let ending = zero + BoardPrograms.openUARTHS + BoardPrograms.put("e") + BoardPrograms.sleep
    let select = [A.csrrs(5, 0xF14, 0), A.branch(1, 5, 0, Int32(4 * (ending.count + 1)))]
    return flag + select + ending + one
  }

  @Test("a hart that polls memory until the other writes it sees the same", arguments: 0..<24)
  func polling(seed: Int) {
    let program = polling(seed: UInt64(seed))
    var (skipped, board) = run(program, skips: true)
    var (full, _) = run(program, skips: false)
    // What the delay read of the counter stays in hart 1's registers.
    skipped = skipped.withoutCounters
    full = full.withoutCounters
    #expect(skipped == full)
    #expect(skipped.output == "e")
    #expect(board.instructionCount < 100_000)
  }

  @Test("a hart that counts in memory is never taken for waiting")
  func counting() {
    let loop = [A.load(3, 5, 6, 0), A.addi(5, 5, 1), A.store(3, 6, 5, 0), A.addi(7, 7, -1)]
    let program =
      BoardPrograms.parkHart1 + A.li(6, 0x8000_0800) + A.li(7, 50_000) + loop
      + [A.branch(1, 7, 0, Int32(-4 * loop.count))] + BoardPrograms.sleep
    for skips in [false, true] {
      let (seen, board) = run(program, skips: skips)
      #expect(seen.stops == [.idle])
      #expect(board.memory.read(0x800..<0x808) == [0x50, 0xC3, 0, 0, 0, 0, 0, 0])
      #expect(board.instructionCount > 250_000)
    }
  }
}
