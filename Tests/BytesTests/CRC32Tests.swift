import Bytes
import TestSupport
import Testing

@Suite("CRC-32")
struct CRC32Tests {
  @Test(
    "known values of zlib",
    arguments: [
      ("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ] as [(String, UInt32)])
  func known(message: String, value: UInt32) {
    #expect(CRC32.checksum(of: Array(message.utf8)) == value)
  }

  /// The definition, bit by bit.
  private func bitwise(_ bytes: [UInt8]) -> UInt32 {
    var register: UInt32 = ~0
    for byte in bytes {
      for bit in 0..<8 {
        let feedback = (register ^ UInt32(byte >> UInt8(bit))) & 1
        register = (register >> 1) ^ (feedback == 1 ? 0xEDB8_8320 : 0)
      }
    }
    return ~register
  }

  @Test("random messages in random pieces agree with the definition", arguments: 1...20)
  func pieces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let message = random.bytes(Int.random(in: 0...600, using: &random))
    var checksum = CRC32()
    var rest = message[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...70, using: &random))
      checksum.update(piece)
      rest = rest.dropFirst(piece.count)
    }
    #expect(checksum.value == bitwise(message))
    #expect(CRC32.checksum(of: message.reversed()) == bitwise(message.reversed()))
  }

  @Test("reading the value does not end the message") func valueInBetween() {
    var checksum = CRC32()
    checksum.update(Array("12345".utf8))
    _ = checksum.value
    checksum.update(Array("6789".utf8))
    #expect(checksum.value == 0xCBF4_3926)
  }
}
