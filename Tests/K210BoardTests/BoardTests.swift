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
}
