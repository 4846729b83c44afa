import Bytes
import K210Board
import TestSupport
import Testing

@Suite("SHA-256 engine")
struct SHA256EngineTests {
  /// What the vendor's driver does with a message.
  private func digest(of message: [UInt8], on board: Backplane) -> [UInt8] {
    var engine = SHA256Engine()
    engine.set(0x28, UInt64(message.count + 64 + 8) / 64, board)
    engine.set(0x34, 0, board)
    engine.set(0x2C, 1 << 16, board)
    engine.set(0x2C, 1 << 16 | 1, board)
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).map { UInt8(truncatingIfNeeded: (message.count * 8) >> (56 - 8 * $0)) }
    for start in stride(from: 0, to: padded.count, by: 4) {
      #expect(engine.read(0x2C, board).map { $0 & 1 } == 0)
      engine.set(0x20, (0..<4).reduce(0) { $0 | UInt64(padded[start + $1]) << UInt64(8 * $1) }, board)
    }
    #expect(engine.read(0x2C, board) == 1 << 16 | 1)
    return (0..<8).flatMap { index -> [UInt8] in
      let word = engine.read(4 * (7 - index), board) ?? 0
      return (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
  }

  @Test("the driver gets the digest of its message", arguments: [0, 3, 55, 56, 63, 64, 1000])
  func messages(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let message = random.bytes(count)
    #expect(digest(of: message, on: makeBackplane()) == SHA256.digest(of: message))
  }

  @Test("abc, as FIPS 180 has it") func known() {
    let expected: [UInt8] = [
      0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40, 0xDE, 0x5D, 0xAE, 0x22, 0x23, 0xB0,
      0x03,
      0x61, 0xA3, 0x96, 0x17, 0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61, 0xF2, 0x00, 0x15, 0xAD,
    ]
    #expect(digest(of: Array("abc".utf8), on: makeBackplane()) == expected)
  }

  @Test("the DMA controller is asked for words until all blocks have come; more sets the overflow flag")
  func requests() {
    let board = makeBackplane()
    var engine = SHA256Engine()
    engine.set(0x28, 1, board)
    engine.set(0x34, 1, board)
    #expect(!engine.isReady && !board.needsDMA)
    engine.set(0x2C, 1, board)
    #expect(engine.isReady && board.needsDMA)
    for word in 0..<16 { engine.set(0x20, UInt64(word), board) }
    #expect(!engine.isReady && engine.isFinished)
    #expect(engine.read(0x28, board) == 1 << 16 | 1)
    engine.set(0x20, 0, board)
    #expect(engine.read(0x2C, board) == 1 << 8 | 1)
  }

  @Test("random accesses end well", arguments: 1...3) func traffic(seed: UInt64) {
    var engine = SHA256Engine()
    engine.suffer(seed: seed, byteCount: 0x40, on: makeBackplane())
  }
}
