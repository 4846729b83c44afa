import K210Board
import RV64
import TestSupport
import Testing

@Suite("The line between host and board")
struct HostLineTests {
  /// Keeps what comes in, from 0x80010000 on.
  private static var recorder: [UInt32] {
    BoardPrograms.parkHart1 + BoardPrograms.openUARTHS + Assembler.li(11, 0x8001_0000)
      + [
        Assembler.load(2, 6, 10, 4), Assembler.branch(4, 6, 0, -4), Assembler.store(0, 11, 6, 0),
        Assembler.addi(11, 11, 1), Assembler.jal(0, -16),
      ]
  }

  /// The receiver's speed: 390 MHz by 3385.
  private static let receiverBaud = 390_000_000.0 / 3385

  /// What a receiver makes of a byte: the level in the middle of each of its bits, by time.
  private func expected(_ byte: UInt8, hostBaud: Double) -> UInt8? {
    var result: UInt8 = 0
    for bit in 0..<8 {
      let place = (Double(bit) + 1.5) / Self.receiverBaud * hostBaud
      // Too near to an edge to say.
      if abs(place - place.rounded()) < 0.001 { return nil }
      let index = Int(place)
      let level = index == 0 ? false : index > 8 ? true : byte >> UInt8(index - 1) & 1 == 1
      if level { result |= 1 << UInt8(bit) }
    }
    return result
  }

  @Test("bytes at any speed are what sampling makes of them", arguments: 0..<8)
  func sampling(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let board = VirtualBoard.inISPMode()
    board.boot(Self.recorder)
    var sent: [(byte: UInt8, baud: UInt64)] = []
    for _ in 0..<60 {
      // From a tenth of the receiver's speed to ten times it.
      let baud = UInt64(11_500 * Double(UInt64.random(in: 1...100, using: &random)))
      sent.append((UInt8(truncatingIfNeeded: random.next()), baud))
      board.line.hostBaud = baud
      board.receive([sent[sent.count - 1].byte])
      #expect(board.run(until: .never) == .idle)
    }
    let received = board.memory.read(0x1_0000..<(0x1_0000 + sent.count)) ?? []
    for (index, (byte, baud)) in sent.enumerated() {
      guard let expected = expected(byte, hostBaud: Double(baud)) else { continue }
      #expect(received[index] == expected, "\(byte) at \(baud)")
    }
  }

  @Test(
    "within 4 % of the speed a byte is itself, and a host without a speed matches",
    arguments: [nil, 110_700, 119_700])
  func near(baud: UInt64?) {
    let board = VirtualBoard.inISPMode()
    board.boot(Self.recorder)
    board.line.hostBaud = baud
    board.receive((0...255).map { UInt8($0) })
    #expect(board.run(until: .never) == .idle)
    #expect(board.memory.read(0x1_0000..<0x1_0100) == (0...255).map { UInt8($0) })
  }

  @Test("a host at another speed is told of once")
  func notice() {
    let board = VirtualBoard.inISPMode()
    board.boot(Self.recorder)
    board.line.hostBaud = 57_600
    for _ in 0..<3 { board.receive([1]) }
    #expect(board.run(until: .never) == .idle)
    let notices = board.backplane.takeNotices().filter { if case .baudMismatch = $0 { true } else { false } }
    #expect(
      notices == [.baudMismatch(sender: "the host", sent: 57_600, receiver: "UARTHS", received: 115_214)])
  }

  @Test("a host that listens at another speed is told of once, too")
  func noticeOfSending() {
    let board = VirtualBoard.inISPMode()
    board.boot(BoardPrograms.saying("xyz"))
    board.line.hostBaud = 57_600
    #expect(board.run(until: .never) == .idle)
    let notices = board.backplane.takeNotices().filter { if case .baudMismatch = $0 { true } else { false } }
    #expect(
      notices == [.baudMismatch(sender: "UARTHS", sent: 115_214, receiver: "the host", received: 57_600)])
  }

  @Test("the line brings a byte in ten bits, one behind the other")
  func pace() {
    let board = VirtualBoard.inISPMode()
    board.boot(Self.recorder)
    _ = board.run(until: .never)
    board.line.hostBaud = 115_200
    let start = board.now
    board.receive([UInt8](repeating: 7, count: 1000))
    #expect(board.run(until: start + .ticks(10 * 500, of: 115_200)) == .timeReached)
    #expect((499...501).contains(1000 - board.line.waitingCount))
  }
}
