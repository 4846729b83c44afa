import Bytes
import K210Board
import K210Flash
import RV64
import TestSupport
import Testing

@Suite("Resets, BOOT and what starts from flash")
struct ResetTests {
  /// A chip of 4 MiB with an image at its start.
  private func flash(_ words: [UInt32], key: [UInt8]? = nil) throws -> NORFlash {
    var flash = NORFlash(.w25q32)
    let image = try FirmwareImage(program: Assembler.bytes(words), key: key.flatMap { AES128(key: $0) })
    flash.load(image.encoded, at: 0)
    return flash
  }

  private func poke(_ address: UInt32, _ value: UInt32) -> [UInt32] {
    Assembler.li(10, address) + Assembler.li(5, value) + [Assembler.store(2, 10, 5, 0)]
  }

  /// A program that says `first` and does `then`, or says `again` when the chip was reset by a cause of SYSCTL's.
  private func once(_ first: Character, _ then: [UInt32], again: Character, resetStatus: Int32) -> [UInt32] {
    let body = BoardPrograms.put(first) + BoardPrograms.delay(cycles: 100_000) + then + BoardPrograms.sleep
    let status =
      Assembler.li(11, 0x5044_0000)
      + [
        Assembler.load(2, 6, 11, 0x60), Assembler.i(0x13, 7, 6, 6, resetStatus),
        Assembler.branch(1, 6, 0, Int32(4 * (body.count + 1))),
      ]
    return BoardPrograms.parkHart1 + BoardPrograms.openUARTHS + status + body + BoardPrograms.put(again)
      + BoardPrograms.sleep
  }

  @Test("`soft_reset` starts what is in flash, though BOOT is low")
  func softReset() throws {
    let board = VirtualBoard(
      flash: try flash(once("a", poke(0x5044_0030, 1), again: "b", resetStatus: 1 << 4)))
    #expect(board.run(until: .zero + .milliseconds(51)) == .timeReached)
    board.setBoot(isLow: true)
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "ab")
    #expect(board.backplane.takeNotices().filter { $0 == .reset(.software) }.count == 1)
  }

  @Test("a watchdog that is not fed starts what is in flash", arguments: [0, 1])
  func watchdog(number: Int) throws {
    let base: UInt32 = 0x5040_0000 + UInt32(number) << 16
    let bite = poke(base + 4, 0) + poke(base, 1)
    let board = VirtualBoard(flash: try flash(once("a", bite, again: "b", resetStatus: Int32(4 << number))))
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "ab")
    #expect(board.backplane.takeNotices().contains(.reset(.watchdog(number))))
  }

  @Test("BOOT counts when RESET goes up, not before and not afterwards")
  func bootMoment() throws {
    let board = VirtualBoard(flash: try flash(BoardPrograms.saying("x")))
    board.setBoot(isLow: true)
    board.setReset(isLow: true)
    board.setReset(isLow: false)
    // Host tools set BOOT right behind RESET.
    board.setBoot(isLow: false)
    #expect(board.run(until: .never) == .idle)
    #expect(board.phase == .running && board.takeText() == "x")
    board.setReset(isLow: true)
    board.setReset(isLow: false)
    #expect(board.run(until: board.now + VirtualBoard.bootSampleDelay * 0.9) == .timeReached)
    board.setBoot(isLow: true)
    #expect(board.run(until: .never) == .idle)
    #expect(board.phase == .isp && board.takeText().isEmpty)
    board.setBoot(isLow: false)
    #expect(board.run(until: board.now + .seconds(1)) == .idle)
    #expect(board.phase == .isp)
  }

  @Test("RESET keeps memory and clears the harts; bytes that come behind it reach the next program")
  func kept() throws {
    let board = VirtualBoard(flash: try flash(BoardPrograms.echo))
    _ = board.run(until: .zero + .milliseconds(60))
    board.memory.write([1, 2, 3], at: 0x40_0000)
    board.setReset(isLow: true)
    #expect(board.hartStates.allSatisfy { $0.activity == .halted && $0.pc == 0x8000_0000 })
    board.setReset(isLow: false)
    board.receive(Array("late".utf8))
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "late")
    #expect(board.memory.read(0x40_0000..<0x40_0003) == [1, 2, 3])
  }

  @Test("a power cut in the middle of an erase leaves the sector half done, and the same half each time")
  func powerCut() throws {
    let sectors = try (0..<2).map { _ -> [UInt8] in
      var chip = try flash(BoardPrograms.writingFlash("never"))
      chip.load([UInt8](repeating: 0, count: 4096), at: 0x1000)
      let board = VirtualBoard(flash: chip)
      // The erase takes 45 ms, and starts right behind the boot.
      #expect(board.run(until: .zero + .milliseconds(70)) == .timeReached)
      board.cutPower()
      #expect(board.phase == .held)
      return Array(board.flash.bytes(0x1000..<0x2000))
    }
    let ones = sectors[0].reduce(0) { $0 + $1.nonzeroBitCount }
    #expect((1000..<31_000).contains(ones))
    #expect(sectors[0] == sectors[1])
  }

  @Test("encrypted firmware starts with the key in the fuses, not without, and not with another")
  func encrypted() throws {
    let key = [UInt8](0..<16)
    let chip = try flash(BoardPrograms.saying("secret"), key: key)
    let board = VirtualBoard(flash: chip)
    board.bus.peripherals.otp.aesKey = key
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "secret")
    let blank = VirtualBoard(flash: chip)
    #expect(blank.run(until: .never) == .idle)
    #expect(blank.phase == .bootFailed)
    #expect(blank.backplane.takeNotices().contains(.bootFailed("\(FirmwareError.keyNeeded)")))
    // The format cannot tell: the ROM starts what a wrong key makes of it.
    let wrong = VirtualBoard(flash: chip)
    wrong.bus.peripherals.otp.aesKey = key.reversed()
    _ = wrong.run(until: .zero + .milliseconds(100), instructionLimit: 10_000)
    #expect(wrong.phase == .running && wrong.takeText().isEmpty)
  }

  @Test("the fuse against the ISP mode starts flash though BOOT is low, also after a reset")
  func ispFuse() throws {
    let board = VirtualBoard(flash: try flash(BoardPrograms.saying("x")))
    board.bus.peripherals.otp.isISPDisabled = true
    board.setBoot(isLow: true)
    #expect(board.run(until: .never) == .idle)
    board.setReset(isLow: true)
    board.setReset(isLow: false)
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "xx")
  }
}
