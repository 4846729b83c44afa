import Bytes
import TestSupport
import Testing

/// AES once more, straight from the standard's definitions: polynomials bit by bit, state as rows and columns.
private enum PlainAES {
  /// The product in the field modulo x^8 + x^4 + x^3 + x + 1.
  static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
    var (result, power): (UInt8, UInt16) = (0, UInt16(a))
    for bit in 0..<8 {
      if b >> UInt8(bit) & 1 == 1 { result ^= UInt8(power) }
      power <<= 1
      if power & 0x100 != 0 { power ^= 0x11B }
    }
    return result
  }

  /// SubBytes of one byte: the inverse by trying all, then each bit by its sum of five.
  static let box: [UInt8] = (0...255).map { value in
    let value = UInt8(value)
    let inverse = (1...255).map { UInt8($0) }.first { product(value, $0) == 1 } ?? 0
    return (0..<8).reduce(UInt8(0)) { result, bit in
      let sum = [0, 4, 5, 6, 7].reduce(UInt8(0)) { $0 ^ (inverse >> UInt8((bit + $1) % 8) & 1) }
      return result | (sum ^ (0x63 >> UInt8(bit) & 1)) << UInt8(bit)
    }
  }

  static func schedule(_ key: [UInt8]) -> [[UInt8]] {
    let length = key.count / 4
    var words = (0..<length).map { Array(key[(4 * $0)..<(4 * $0 + 4)]) }
    var constant: UInt8 = 1
    for index in length..<(4 * (length + 7)) {
      var word = words[index - 1]
      if index % length == 0 {
        word = (Array(word[1...]) + [word[0]]).map { box[Int($0)] }
        word[0] ^= constant
        constant = product(constant, 2)
      } else if length > 6, index % length == 4 {
        word = word.map { box[Int($0)] }
      }
      words.append(zip(words[index - length], word).map { $0 ^ $1 })
    }
    return words
  }

  /// One block; `state[row][column]` as in the standard.
  static func encrypt(_ block: [UInt8], _ key: [UInt8]) -> [UInt8] {
    let words = schedule(key)
    let rounds = key.count / 4 + 6
    var state = (0..<4).map { row in (0..<4).map { block[row + 4 * $0] } }
    func addKey(_ round: Int) {
      for row in 0..<4 { for column in 0..<4 { state[row][column] ^= words[4 * round + column][row] } }
    }
    addKey(0)
    for round in 1...rounds {
      state = state.map { $0.map { box[Int($0)] } }
      state = (0..<4).map { row in (0..<4).map { state[row][($0 + row) % 4] } }
      if round < rounds {
        let matrix: [[UInt8]] = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]]
        let old = state
        for row in 0..<4 {
          for column in 0..<4 {
            state[row][column] = (0..<4).reduce(0) { $0 ^ product(matrix[row][$1], old[$1][column]) }
          }
        }
      }
      addKey(round)
    }
    return (0..<16).map { state[$0 % 4][$0 / 4] }
  }
}

@Suite("AES: against the definitions")
struct AESPropertyTests {
  @Test("random blocks under random keys agree with the definitions", arguments: 1...30)
  func randomBlocks(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for keyByteCount in [16, 24, 32] {
      let (key, plain) = (random.bytes(keyByteCount), random.bytes(16))
      let aes = try #require(AES(key: key))
      var block = AES.Block { plain[$0] }
      aes.encrypt(&block)
      #expect((0..<16).map { block[$0] } == PlainAES.encrypt(plain, key))
      aes.decrypt(&block)
      #expect((0..<16).map { block[$0] } == plain)
    }
  }

  @Test("single bits of key and block", arguments: [0, 1, 7, 8, 63, 64, 100, 127]) func singleBits(bit: Int)
    throws
  {
    var one = [UInt8](repeating: 0, count: 16)
    one[bit / 8] = 0x80 >> UInt8(bit % 8)
    for (key, plain) in [(one, AES.zeroBlock), (AES.zeroBlock, one), (one, one)] {
      let aes = try #require(AES(key: key))
      #expect(aes.encryptCBC(plain) == PlainAES.encrypt(plain, key))
    }
  }

  @Test("chaining by hand gives the same cipher", arguments: 1...10) func chaining(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (key, start) = (random.bytes(16), random.bytes(16))
    let plain = random.bytes(16 * Int.random(in: 1...5, using: &random))
    var (before, expected): ([UInt8], [UInt8]) = (start, [])
    for place in stride(from: 0, to: plain.count, by: 16) {
      before = PlainAES.encrypt(zip(plain[place..<(place + 16)], before).map { $0 ^ $1 }, key)
      expected += before
    }
    let aes = try #require(AES(key: key))
    #expect(aes.encryptCBC(plain, startingWith: start) == expected)
    #expect(aes.decryptCBC(expected, startingWith: start) == plain)
  }
}
