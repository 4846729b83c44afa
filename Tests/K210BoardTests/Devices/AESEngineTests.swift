import Bytes
import K210Board
import TestSupport
import Testing

@Suite("AES engine")
struct AESEngineTests {
  enum Mode: UInt64, CaseIterable {
    case ecb, cbc, gcm
  }

  private func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Writes a number of several words as the vendor's driver does: its last four bytes into the first register.
  private func writeNumber(
    _ bytes: [UInt8], to offsets: [Int], of engine: inout AESEngine, _ board: Backplane
  ) {
    for index in 0..<(bytes.count / 4) {
      engine.set(
        offsets[index], word(bytes[(bytes.count - 4 * index - 4)..<(bytes.count - 4 * index)]), board)
    }
  }

  private func start(
    _ mode: Mode, key: [UInt8], start: [UInt8], decrypts: Bool, additional: [UInt8], textByteCount: Int,
    usesDMA: Bool = false, on board: Backplane
  ) -> AESEngine {
    var engine = AESEngine()
    engine.set(0x28, 1, board)
    writeNumber(key, to: [0, 4, 8, 12, 0x84, 0x88, 0x8C, 0x90], of: &engine, board)
    writeNumber(start, to: [0x18, 0x1C, 0x20, 0x24], of: &engine, board)
    engine.set(0x14, UInt64(key.count / 8 - 2) << 3 | mode.rawValue, board)
    engine.set(0x10, decrypts ? 1 : 0, board)
    engine.set(0x34, UInt64(bitPattern: Int64(additional.count - 1)), board)
    engine.set(0x3C, UInt64(bitPattern: Int64(textByteCount - 1)), board)
    engine.set(0x64, 1, board)
    engine.set(0x30, usesDMA ? 1 : 0, board)
    for place in stride(from: 0, to: additional.count, by: 4) {
      #expect(engine.read(0x4C, board) == 1)
      engine.set(0x44, word(additional[place..<min(place + 4, additional.count)]), board)
    }
    return engine
  }

  /// Feeds text in portions of 80 bytes and takes the results of each, as the driver does.
  private func process(_ text: [UInt8], _ engine: inout AESEngine, _ board: Backplane) -> [UInt8] {
    var result: [UInt8] = []
    for first in stride(from: 0, to: text.count, by: 80) {
      let portion = text[first..<min(first + 80, text.count)]
      for place in stride(from: first, to: portion.endIndex, by: 4) {
        #expect(engine.read(0x4C, board) == 1)
        engine.set(0x40, word(portion[place..<min(place + 4, portion.endIndex)]), board)
      }
      for _ in 0..<((portion.count + 3) / 4) {
        #expect(engine.read(0x68, board) == 1)
        let word = engine.read(0x60, board) ?? 0
        result += (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      }
    }
    return Array(result.prefix(text.count))
  }

  @Test("what the driver gets is what the ciphers say", arguments: Mode.allCases, [16, 24, 32])
  func messages(mode: Mode, keyByteCount: Int) throws {
    var random = SplitMix64(seed: UInt64(keyByteCount))
    let board = makeBackplane()
    for textByteCount in mode == .gcm ? [1, 15, 16, 100, 333] : [16, 80, 96, 320] {
      let (key, start) = (random.bytes(keyByteCount), random.bytes(mode == .gcm ? 12 : 16))
      let additional = mode == .gcm ? random.bytes(Int.random(in: 0...40, using: &random)) : []
      let text = random.bytes(textByteCount)
      let aes = try #require(AES(key: key))
      var tag: [UInt8] = []
      let expected: [UInt8]
      switch mode {
      case .ecb:
        expected = stride(from: 0, to: text.count, by: 16).flatMap {
          aes.encryptCBC(text[$0..<($0 + 16)]) ?? []
        }
      case .cbc: expected = try #require(aes.encryptCBC(text, startingWith: start))
      case .gcm:
        var counter = try #require(AESGCM(cipher: aes, startingWith: start))
        counter.authenticate(additional)
        expected = counter.encrypt(text)
        tag = counter.tag()
      }
      for (decrypts, input, output) in [(false, text, expected), (true, expected, text)] {
        var engine = self.start(
          mode, key: key, start: start, decrypts: decrypts, additional: additional, textByteCount: text.count,
          on: board)
        #expect(engine.read(0x2C, board) == 0)
        #expect(process(input, &engine, board) == output)
        #expect(engine.read(0x2C, board) == 1)
        if mode == .gcm { checkTag(tag, &engine, board) }
      }
    }
  }

  /// Reads the tag and has it compared, with itself and with a wrong one.
  private func checkTag(_ tag: [UInt8], _ engine: inout AESEngine, _ board: Backplane) {
    let words = [0x80, 0x7C, 0x78, 0x74].map { engine.read($0, board) ?? 0 }
    #expect(
      words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64(24 - 8 * $0)) } } == tag)
    for (flipped, verdict) in [(UInt64(0), UInt64(2)), (1, 1)] {
      #expect(engine.read(0x6C, board) == 1)
      for (index, place) in [12, 8, 4, 0].enumerated() {
        engine.set(0x50 + 4 * index, word(tag[place..<(place + 4)]) ^ flipped, board)
      }
      #expect(engine.read(0x48, board) == verdict)
      engine.set(0x70, 0, board)
      #expect(engine.read(0x48, board) == 0)
    }
  }

  @Test("the output holds 20 words and asks the DMA controller to take them")
  func requests() {
    let board = makeBackplane()
    let zeros = [UInt8](repeating: 0, count: 16)
    var engine = start(
      .ecb, key: zeros, start: [], decrypts: false, additional: [], textByteCount: 160, usesDMA: true,
      on: board)
    #expect(!engine.isOutputReady)
    var count = 0
    while engine.isInputReady {
      engine.set(0x40, 0, board)
      count += 1
    }
    #expect(count == 20 && engine.isOutputReady && board.needsDMA)
    for word: UInt64? in [0xD44B_E966, 0x3B2C_8AEF, 0x59FA_4C88, 0x2E2B_34CA] {
      #expect(engine.read(0x60, board) == word)
    }
    #expect(engine.isInputReady)
  }

  @Test("random accesses end well", arguments: 1...3) func traffic(seed: UInt64) {
    var engine = AESEngine()
    engine.suffer(seed: seed, byteCount: 0xA0, on: makeBackplane())
  }
}
