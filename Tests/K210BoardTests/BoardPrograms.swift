import K210Board
import K210Flash
import TestSupport

/// Small programs for the board, made of words.
enum BoardPrograms {
  /// Registers by number.
  static let (zero, t0, t1, t2, a0, a1, a2): (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) =
    (0, 5, 6, 7, 10, 11, 12)

  /// Sends hart 1 to sleep for good.
  static var parkHart1: [UInt32] {
    [
      Assembler.csrrs(t0, 0xF14, 0), Assembler.branch(0, t0, zero, 12), Assembler.wfi,
      Assembler.jal(zero, -4),
    ]
  }

  /// Turns UARTHS on at 115200 baud, both ways; leaves its base in a0.
  static var openUARTHS: [UInt32] {
    Assembler.li(a0, 0x3800_0000) + Assembler.li(t0, 3384)
      + [
        Assembler.store(2, a0, t0, 0x18), Assembler.addi(t0, zero, 1), Assembler.store(2, a0, t0, 0x08),
        Assembler.store(2, a0, t0, 0x0C),
      ]
  }

  /// Writes a character, waiting for room.
  static func put(_ character: Character) -> [UInt32] {
    [
      Assembler.load(2, t0, a0, 0), Assembler.branch(4, t0, zero, -4),
      Assembler.addi(t0, zero, Int32(character.asciiValue ?? 63)), Assembler.store(2, a0, t0, 0),
    ]
  }

  /// Waits with `mcycle`, as the vendor's delay does.
  static func delay(cycles: UInt32) -> [UInt32] {
    Assembler.li(a1, cycles)
      + [
        Assembler.csrrs(a2, 0xB00, 0), Assembler.csrrs(t0, 0xB00, 0), Assembler.r(0x33, 0, 0x20, t0, t0, a2),
        Assembler.branch(6, t0, a1, -8),
      ]
  }

  /// Sleeps for good.
  static var sleep: [UInt32] { [Assembler.wfi, Assembler.jal(zero, -4)] }

  /// Says a text and sleeps.
  static func saying(_ text: String) -> [UInt32] {
    parkHart1 + openUARTHS + text.flatMap { put($0) } + sleep
  }

  /// Sends back what comes in, for ever.
  static var echo: [UInt32] {
    parkHart1 + openUARTHS
      + [
        Assembler.load(2, t1, a0, 4), Assembler.branch(4, t1, zero, -4), Assembler.load(2, t0, a0, 0),
        Assembler.branch(4, t0, zero, -4), Assembler.store(2, a0, t1, 0), Assembler.jal(zero, -20),
      ]
  }
}

extension VirtualBoard {
  /// A board whose mask ROM waits for a host, with programs to come by it.
  static func inISPMode() -> VirtualBoard {
    let board = VirtualBoard()
    board.setBoot(isLow: true)
    _ = board.run(until: .zero + .seconds(1))
    return board
  }

  /// Loads a program by the mask ROM and starts it.
  func boot(_ words: [UInt32]) {
    receive(ISPRequest.memoryWrite(Assembler.bytes(words), at: 0x8000_0000).wire)
    _ = run(until: now + .seconds(2))
    _ = line.takeOutput()
    receive(ISPRequest.boot(at: 0x8000_0000).wire)
  }

  /// What the board has sent, as text.
  func takeText() -> String { String(decoding: line.takeOutput(), as: UTF8.self) }
}
