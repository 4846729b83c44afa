import K210Board
import K210Flash
import RV64
import TestSupport
import Testing

@Suite("The mask ROM and a flasher")
struct MaskROMTests {
  /// Sends bytes and gives the bodies of the frames that come back.
  private func ask(_ bytes: [UInt8], _ board: VirtualBoard) -> [[UInt8]] {
    board.receive(bytes)
    #expect(board.run(until: .never) == .idle)
    var decoder = SLIPDecoder()
    return decoder.frames(in: board.line.takeOutput()).map(\.body)
  }

  private func reply(_ code: UInt8, _ status: ISPStatus) -> [UInt8] {
    ISPReply(code: code, status: status).body
  }

  @Test("a memory write arrives where it says, at either alias")
  func write() {
    let board = VirtualBoard.inISPMode()
    let answer = ask(ISPRequest.memoryWrite([1, 0xC0, 0xDB, 4], at: 0x8000_1000).wire, board)
    #expect(answer == [reply(0xC3, .ok)])
    #expect(board.memory.read(0x1000..<0x1004) == [1, 0xC0, 0xDB, 4])
    _ = ask(ISPRequest.memoryWrite([9], at: 0x4000_1001).wire, board)
    #expect(board.memory.read(0x1000..<0x1003) == [1, 9, 0xDB])
  }

  @Test(
    "a write beyond memory changes nothing and goes on",
    arguments: [UInt32(0x807F_FFFF), 0x3800_0000, 0xFFFF_FFFF])
  func beyond(address: UInt32) {
    let board = VirtualBoard.inISPMode()
    #expect(ask(ISPRequest.memoryWrite([5, 6, 7], at: address).wire, board).count == 1)
    #expect(board.memory.read(0x7F_FFFF..<0x80_0000) == [0])
    #expect(ask(ISPRequest.greeting(.maskROM).wire, board) == [reply(0xC2, .ok)])
  }

  @Test("a wrong checksum and a wrong length are refused, and nothing is written")
  func wrong() {
    let board = VirtualBoard.inISPMode()
    var request = ISPRequest.memoryWrite([1, 2, 3, 4], at: 0x8000_1000)
    request.form = .fullWithChecksum(request.checksum ^ 1)
    #expect(ask(request.wire, board) == [reply(0xC3, .badChecksum)])
    request = ISPRequest(code: 0xC3, first: 0x8000_1000, second: 5, data: [1, 2, 3, 4])
    #expect(ask(request.wire, board) == [reply(0xC3, .badChecksum)])
    #expect(ask(SLIP.encode([0xC3, 0, 0]), board) == [reply(0xC3, .badLength)])
    #expect(board.memory.read(0x1000..<0x1004) == [0, 0, 0, 0])
  }

  @Test("the longest frame is taken; a longer one is dropped without an answer, and the next is heard")
  func long() {
    let board = VirtualBoard.inISPMode()
    let longest = [UInt8](repeating: 0x5A, count: 65_536)
    #expect(ask(ISPRequest.memoryWrite(longest, at: 0x8000_0000).wire, board) == [reply(0xC3, .ok)])
    #expect(board.memory.read(0xFFFE..<0x1_0001) == [0x5A, 0x5A, 0])
    #expect(ask(ISPRequest.memoryWrite(longest + [1], at: 0x8010_0000).wire, board).isEmpty)
    #expect(board.memory.read(0x10_0000..<0x10_0001) == [0])
    #expect(ask(ISPRequest.greeting(.maskROM).wire, board) == [reply(0xC2, .ok)])
  }

  @Test("operations that the ROM does not know are answered", arguments: [UInt8(0x00), 0xD4, 0xFF])
  func unknown(code: UInt8) {
    let board = VirtualBoard.inISPMode()
    #expect(ask(ISPRequest(code: code).wire, board) == [reply(code, .standard)])
  }

  @Test("the speed changes behind the answer")
  func speed() {
    let board = VirtualBoard.inISPMode()
    board.line.hostBaud = 115_200
    #expect(ask(ISPRequest.baud(1_500_000, .maskROM).wire, board) == [reply(0xC6, .ok)])
    // At the old speed the ROM hears other bytes now.
    #expect(ask(ISPRequest.greeting(.maskROM).wire, board).isEmpty)
    board.line.hostBaud = 1_500_000
    #expect(ask(ISPRequest.greeting(.maskROM).wire, board) == [reply(0xC2, .ok)])
  }

  @Test("a speed that cannot be is refused", arguments: [UInt32(0), 299, 20_000_001])
  func impossibleSpeed(baud: UInt32) {
    let board = VirtualBoard.inISPMode()
    #expect(ask(ISPRequest.baud(baud, .maskROM).wire, board) == [reply(0xC6, .badLength)])
    #expect(ask(ISPRequest.greeting(.maskROM).wire, board) == [reply(0xC2, .ok)])
  }

  @Test("behind any noise a greeting is heard at the second try", arguments: 0..<16)
  func noise(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let board = VirtualBoard.inISPMode()
    let noise = random.bytes(Int.random(in: 1...300, using: &random))
    let greeting = ISPRequest.greeting(.maskROM).wire
    #expect(ask(noise + greeting + greeting, board).contains(reply(0xC2, .ok)))
  }

  @Test("a program starts at the address that it was sent to, on both harts")
  func boot() {
    let board = VirtualBoard.inISPMode()
    _ = ask(ISPRequest.memoryWrite(Assembler.bytes(BoardPrograms.sleep), at: 0x8020_0000).wire, board)
    board.receive(ISPRequest.boot(at: 0x8020_0000).wire)
    #expect(board.run(until: .never) == .idle)
    #expect(board.hartStates.allSatisfy { $0.activity == .waiting && $0.pc == 0x8020_0004 })
  }
}
