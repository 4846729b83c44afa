import K210Board
import K210Flash
import TestSupport

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
