import K210Board
import K210Flash
import RV64
import TestSupport
import Testing

@Suite("The virtual board")
struct BoardTests {
  @Test("The mask ROM answers a greeting after the time of its bytes on the line")
  func greeting() {
    let board = VirtualBoard.inISPMode()
    #expect(board.phase == .isp)
    let start = board.now
    let request = ISPRequest.greeting(.maskROM).wire
    board.receive(request)
    let reply = ISPReply(code: 0xC2).wire
    let bytes = request.count + reply.count
    let duration = Duration.ticks(UInt64(10 * bytes), of: 115_200)
    #expect(board.run(until: start + duration * 0.99) == .timeReached)
    #expect(board.line.takeOutput().count == reply.count - 1)
    #expect(board.run(until: start + duration * 1.01) == .idle)
    #expect(board.line.takeOutput() == reply.suffix(1))
  }

  @Test("A program that the host loads talks on the line, and the board is idle when it sleeps")
  func loadAndRun() {
    let board = VirtualBoard.inISPMode()
    board.boot(BoardPrograms.saying("hello, longer than a FIFO\n"))
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "hello, longer than a FIFO\n")
    #expect(board.instructionCount < 5_000)
  }

  @Test("Bytes wait until a program turns its receiver on, and come back from it")
  func echo() {
    let board = VirtualBoard.inISPMode()
    board.boot(BoardPrograms.echo)
    board.receive(Array("early".utf8))
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "early")
    board.receive(Array("later".utf8))
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "later")
  }

  @Test("A delay loop ends at the same cycle whether it is skipped or run")
  func delay() {
    var cycles: [UInt64] = []
    for traces in [false, true] {
      let board = VirtualBoard.inISPMode()
      board.boot(BoardPrograms.parkHart1 + BoardPrograms.delay(cycles: 200_000) + BoardPrograms.sleep)
      // Slices of traced programs are run one by one, and never skipped.
      let before = board.cycle
      if traces { board.tracer = { _ in } }
      #expect(board.run(until: .never) == .idle)
      cycles.append(board.cycle - before)
    }
    #expect(cycles[0] >= 200_000 && cycles[0] <= cycles[1] + 24 && cycles[1] <= cycles[0] + 24)
  }

  @Test("What stands behind a delay happens once, and not before its end")
  func behindDelay() {
    let board = VirtualBoard.inISPMode()
    let start = board.now
    board.boot(
      BoardPrograms.parkHart1 + BoardPrograms.openUARTHS + BoardPrograms.delay(cycles: 39_000_000)
        + BoardPrograms.put("x") + BoardPrograms.sleep)
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "x")
    #expect(board.now - start > .milliseconds(100))
    #expect(board.instructionCount < 100_000)
  }

  @Test("A hart that faults stands still and says where")
  func fault() throws {
    let board = VirtualBoard.inISPMode()
    board.boot(BoardPrograms.parkHart1 + Assembler.li(5, 0x7000_0000) + [Assembler.store(2, 5, 0, 0)])
    guard case .fault(let fault) = board.run(until: .never) else {
      Issue.record("no fault")
      return
    }
    #expect(fault.hart == 0 && fault.trap.cause == .storeFault && fault.trap.address == 0x7000_0000)
    #expect(fault.trap.pc == 0x8000_0018)
    #expect(board.run(until: .never) == .idle)
  }

  @Test("RESET starts over, and BOOT high without a program ends in the ROM's known words")
  func reset() {
    let board = VirtualBoard.inISPMode()
    board.setReset(isLow: true)
    board.setBoot(isLow: false)
    #expect(board.run(until: board.now + .seconds(1)) == .idle)
    #expect(board.phase == .held)
    board.setReset(isLow: false)
    #expect(board.run(until: .never) == .idle)
    #expect(board.phase == .bootFailed)
    #expect(board.takeText().contains("boot failed with exit code 233"))
  }

  @Test("What the host sends while RESET is low, or has sent just before, reaches nobody")
  func bytesDuringReset() {
    let board = VirtualBoard.inISPMode()
    let greeting = ISPRequest.greeting(.maskROM).wire
    board.receive(greeting)
    board.setReset(isLow: true)
    board.receive(greeting)
    board.setReset(isLow: false)
    #expect(board.run(until: .never) == .idle)
    #expect(board.phase == .isp)
    #expect(board.line.takeOutput().isEmpty)
    board.receive(greeting)
    #expect(board.run(until: .never) == .idle)
    #expect(board.line.takeOutput() == ISPReply(code: 0xC2).wire)
  }

  @Test("Unknown registers read as 0 and are reported once, with hart, address and name")
  func unknownRegister() {
    let board = VirtualBoard.inISPMode()
    _ = board.backplane.takeNotices()
    board.boot(
      BoardPrograms.parkHart1 + Assembler.li(5, 0x5044_0000)
        + [Assembler.load(2, 6, 5, 0x74), Assembler.load(2, 6, 5, 0x74)] + BoardPrograms.sleep)
    #expect(board.run(until: .never) == .idle)
    let unknown = board.backplane.takeNotices().compactMap { notice in
      if case .unknownRegister(let access) = notice { access } else { nil }
    }
    #expect(unknown.map(\.place) == ["SYSCTL+0x74 (0x50440074)"])
    #expect(unknown.map(\.pc) == [0x8000_0018])
  }

  @Test("A clock that the host does not share makes other bytes, as on a wire")
  func baudMismatch() {
    let board = VirtualBoard.inISPMode()
    board.boot(BoardPrograms.echo)
    board.line.hostBaud = 115_200
    board.receive([0x55])
    #expect(board.run(until: .never) == .idle)
    #expect(board.line.takeOutput() == [0x55])
    board.line.hostBaud = 57_600
    board.receive([0x55])
    #expect(board.run(until: .never) == .idle)
    #expect(board.line.takeOutput() != [0x55])
  }

  @Test("Equal runs give equal instructions, time and bytes")
  func determinism() {
    let runs = (0..<2).map { _ in
      let board = VirtualBoard.inISPMode()
      board.boot(BoardPrograms.echo)
      board.receive((0..<200).map { UInt8($0) })
      _ = board.run(until: .never)
      return (board.instructionCount, board.now, board.line.takeOutput())
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].2.count == 200)
  }

  @Test("A program that died has its last words sent")
  func lastWords() {
    let board = VirtualBoard.inISPMode()
    board.boot(
      BoardPrograms.parkHart1 + BoardPrograms.openUARTHS + "PASS".flatMap { BoardPrograms.put($0) } + [0])
    guard case .fault = board.run(until: .never) else {
      Issue.record("no fault")
      return
    }
    board.finishSending()
    #expect(board.takeText() == "PASS")
  }

  @Test("A loop with an interrupt that is pending and off counts as waiting")
  func maskedInterrupt() {
    let board = VirtualBoard.inISPMode()
    // msip of hart 0, enabled in mie, mstatus.MIE off.
    board.boot(
      BoardPrograms.parkHart1 + Assembler.li(5, 0x0200_0000)
        + [Assembler.addi(6, 0, 8), Assembler.csrrs(0, 0x304, 6), Assembler.store(2, 5, 6, 0)]
        + [Assembler.addi(6, 0, 1), Assembler.store(2, 5, 6, 0), Assembler.jal(0, 0)])
    #expect(board.run(until: board.now + .seconds(100)) == .idle)
    #expect(board.instructionCount < 100_000)
  }

  @Test("A loop that waits for a window of the counter ends in it")
  func window() {
    let board = VirtualBoard.inISPMode()
    // t2 = counter + 40,000,000; until counter - t2 is below 4096, by unsigned order.
    board.boot(
      BoardPrograms.parkHart1 + BoardPrograms.openUARTHS + Assembler.li(11, 40_000_000)
        + Assembler.li(12, 4096)
        + [Assembler.csrrs(7, 0xB00, 0), Assembler.add(7, 7, 11)]
        + [
          Assembler.csrrs(5, 0xB00, 0), Assembler.r(0x33, 0, 0x20, 5, 5, 7), Assembler.branch(7, 5, 12, -8),
        ] + BoardPrograms.put("!") + BoardPrograms.sleep)
    let start = board.now
    #expect(board.run(until: start + .seconds(10)) == .idle)
    #expect(board.takeText() == "!")
    #expect(board.now - start < .milliseconds(110) && board.instructionCount < 200_000)
  }

  @Test("The BOOT button is an input for programs, too")
  func bootButton() {
    let board = VirtualBoard.inISPMode()
    board.setBoot(isLow: false)
    // IO16 is GPIOHS0, an input; until it is low.
    board.boot(
      BoardPrograms.parkHart1 + BoardPrograms.openUARTHS + Assembler.li(7, 0x502B_0040)
        + Assembler.li(5, 24 | 1 << 20) + [Assembler.store(2, 7, 5, 0)] + Assembler.li(7, 0x3800_1000)
        + [Assembler.addi(5, 0, 1), Assembler.store(2, 7, 5, 4)]
        + [Assembler.load(2, 5, 7, 0), Assembler.i(0x13, 7, 5, 5, 1), Assembler.branch(1, 5, 0, -8)]
        + BoardPrograms.put("B") + BoardPrograms.sleep)
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText().isEmpty)
    board.setBoot(isLow: true)
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "B")
  }

  @Test("What comes while RESET is low is lost, and not more waits than there is room for")
  func bytesInReset() {
    let board = VirtualBoard.inISPMode()
    board.setReset(isLow: true)
    board.receive([1, 2, 3])
    #expect(board.line.waitingCount == 0)
    board.setReset(isLow: false)
    board.receive([UInt8](repeating: 0, count: HostLine.inputLimit + 5))
    #expect(board.line.waitingCount == HostLine.inputLimit && board.line.lostInputCount == 5)
  }

  @Test("BOOT can be held for the next reset alone")
  func bootOnce() {
    let board = VirtualBoard()
    board.holdsBootOnce = true
    board.finishReset()
    #expect(board.phase == .isp)
    board.setReset(isLow: true)
    board.setReset(isLow: false)
    board.finishReset()
    #expect(board.phase == .bootFailed)
  }
}
