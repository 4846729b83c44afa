import Foundation
import K210Board
import K210Flash
import RV64
import TestSupport
import Testing

@Suite("Equal runs of the board")
struct DeterminismTests {
  /// What two runs have to share.
  private struct Outcome: Equatable {
    let instructionCount: UInt64
    let cycle: UInt64
    let harts: [HartState]
    let output: [UInt8]
    let changes: [FlashChange]
    let memory: [UInt8]?

    init(_ board: VirtualBoard) {
      (instructionCount, cycle) = (board.instructionCount, board.cycle)
      harts = board.harts.map(\.state)
      output = board.line.takeOutput()
      changes = board.takeChangedFlash()
      memory = board.memory.read(0..<(1 << 17))
    }
  }

  /// Runs a program from flash until nothing happens any more, in slices of so long.
  private func run(_ program: [UInt8], slice: Duration = .seconds(1)) throws -> Outcome {
    var flash = NORFlash(.w25q32)
    flash.load(try FirmwareImage(program: program).encoded, at: 0)
    let board = VirtualBoard(flash: flash)
    for _ in 0..<10_000 where board.run(until: board.now + slice) != .idle {}
    return Outcome(board)
  }

  /// Both harts add to two words 1,000 times, to one of them without a lock; then they sleep.
  private static var race: [UInt32] {
    Assembler.li(6, 0x8001_0000) + Assembler.li(7, 1000)
      + [
        Assembler.addi(28, 6, 4), Assembler.addi(29, 0, 1), Assembler.load(2, 5, 6, 0),
        Assembler.addi(5, 5, 1), Assembler.store(2, 6, 5, 0),
        // amoadd.w zero, t4, (t3)
        Assembler.r(0x2F, 2, 0, 0, 28, 29), Assembler.addi(7, 7, -1), Assembler.branch(1, 7, 0, -20),
      ] + BoardPrograms.sleep
  }

  @Test("two harts that race on memory end alike, and atomics lose nothing")
  func race() throws {
    let program = Assembler.bytes(Self.race)
    let (first, second) = (try run(program), try run(program))
    #expect(first == second)
    let words = try #require(first.memory?[0x1_0000..<0x1_0008]).map { UInt32($0) }
    #expect(words[4] | words[5] << 8 == 2000)
    // Updates get lost only if the harts meet, which is what makes this a race.
    #expect((1000..<2000).contains(words[0] | words[1] << 8))
  }

  @Test("a program that erases and writes flash leaves the same bytes at the same instruction")
  func flash() throws {
    let program = Assembler.bytes(BoardPrograms.writingFlash("deterministic"))
    let (first, second) = (try run(program), try run(program))
    #expect(first == second)
    #expect(first.changes.map(\.address) == [0x1000])
    #expect(first.changes.first?.bytes.starts(with: Array("deterministic".utf8)) == true)
  }

  @Test("the self test passes and ends alike twice")
  func selftest() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let program = Array(try Data(contentsOf: root.appending(path: "firmware/prebuilt/selftest.bin")))
    let (first, second) = (try run(program), try run(program))
    #expect(first == second)
    #expect(String(decoding: first.output, as: UTF8.self).hasSuffix("selftest: PASS\r\n"))
  }

  @Test("how long the caller's turns are changes nothing for a program that runs alone")
  func turns() throws {
    let program = Assembler.bytes(BoardPrograms.saying("the same in every turn\n"))
    let (whole, pieces) = (try run(program), try run(program, slice: .microseconds(37)))
    #expect(whole.output == pieces.output)
    #expect(whole.memory == pieces.memory)
  }
}

/// The same numbers in debug and release: tests with this word in their name run in both.
@Suite("Golden numbers of the board")
struct BoardGoldenTests {
  @Test("instructions, cycles and bytes of a known program")
  func numbers() {
    let board = VirtualBoard.inISPMode()
    board.boot(BoardPrograms.saying("golden"))
    #expect(board.run(until: .never) == .idle)
    #expect(board.takeText() == "golden")
    #expect(board.instructionCount == 38)
    #expect(board.cycle == 26_237_129)
  }
}
