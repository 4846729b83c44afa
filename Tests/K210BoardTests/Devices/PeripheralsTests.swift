import K210Board
import TestSupport
import Testing

@Suite("Peripherals under a running program")
struct PeripheralsTests {
  private typealias P = BoardPrograms

  /// Writes a word to a register.
  private func poke(_ address: UInt32, _ value: UInt32) -> [UInt32] {
    Assembler.li(P.a1, address) + Assembler.li(P.t0, value) + [Assembler.store(2, P.a1, P.t0, 0)]
  }

  /// Waits until the lowest bit of a register is 1.
  private func wait(_ address: UInt32) -> [UInt32] {
    Assembler.li(P.a1, address)
      + [
        Assembler.load(2, P.t0, P.a1, 0), Assembler.i(0x13, 7, P.t0, P.t0, 1),
        Assembler.branch(0, P.t0, P.zero, -8),
      ]
  }

  private func run(_ program: [UInt32]) -> VirtualBoard {
    let board = VirtualBoard.inISPMode()
    board.boot(P.parkHart1 + P.openUARTHS + program)
    _ = board.run(until: board.now + .seconds(20))
    return board
  }

  @Test("a program that waits for a timer goes on when it has expired, in the board's time")
  func timer() {
    let board = VirtualBoard.inISPMode()
    let ticks: UInt32 = 26_000_000
    board.boot(
      P.parkHart1 + P.openUARTHS + poke(0x502D_0000, ticks - 1) + poke(0x502D_0008, 3) + wait(0x502D_00A0)
        + P.put("!") + P.sleep)
    let start = board.now
    _ = board.run(until: start + .seconds(20))
    #expect(board.takeText() == "!")
    // Longer than the timer by the boot request and a character, and no more instructions than a few loops.
    let period = Duration.ticks(UInt64(ticks), of: board.backplane.clocks.timerHertz[0])
    #expect(board.now - start >= period && board.instructionCount < 10_000)
  }

  @Test("a program that does not feed its watchdog starts over from flash, whatever BOOT says")
  func watchdog() {
    let board = run(poke(0x5040_0004, 0x00) + poke(0x5040_0000, 1) + P.sleep)
    #expect(board.backplane.takeNotices().contains(.reset(.watchdog(0))))
    #expect(board.phase == .bootFailed)
  }

  @Test("a probe of the I2C bus finds nobody")
  func probe() {
    let base: UInt32 = 0x5028_0000
    let board = run(
      poke(base, 0x63) + poke(base + 4, 0x34) + poke(base + 0x6C, 1) + poke(base + 0x10, 0)
        + wait(base + 0x80) + P.put("n") + P.sleep)
    #expect(board.takeText() == "n")
  }

  @Test("a layer without parameters in RAM is over after its time, and leaves a notice")
  func layer() {
    let kpu: UInt32 = 0x4080_0000
    var program = poke(kpu + 0x40, 1)
    for word: UInt32 in [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] {
      program +=
        Assembler.li(P.a1, kpu) + Assembler.li(P.t0, word) + [Assembler.store(3, P.a1, P.t0, 0)]
    }
    let board = run(program + wait(kpu + 0x10) + P.put("k") + P.sleep)
    #expect(board.takeText() == "k")
    #expect(board.bus.peripherals.kpu.layerCount == 1)
    let notice = KPUNotice.parametersOutsideRAM(block: "batch norm", address: 0, byteCount: 8)
    #expect(board.backplane.takeNotices().contains(.kpu(notice)))
  }
}
