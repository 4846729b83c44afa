import Bytes
import TestSupport
import Testing

@Suite("AES")
struct AESTests {
  /// The bytes of hexadecimal digits.
  private func bytes(_ digits: String) throws -> [UInt8] {
    let values = try digits.map { UInt8(try #require($0.hexDigitValue)) }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  @Test(
    "the examples of FIPS 197 and SP 800-38A, both ways",
    arguments: [
      (
        "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
        "69c4e0d86a7b0430d8cdb78070b4c55a"
      ),
      (
        "2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
        "3925841d02dc09fbdc118597196a0b32"
      ),
      (
        "2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
        "3ad77bb40d7a3660a89ecaf32466ef97"
      ),
      (
        "000102030405060708090a0b0c0d0e0f1011121314151617", "00112233445566778899aabbccddeeff",
        "dda97ca4864cdfe06eaf70a0ec0d7191"
      ),
      (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "00112233445566778899aabbccddeeff",
        "8ea2b7ca516745bfeafc49904b496089"
      ),
    ])
  func block(key: String, plain: String, cipher: String) throws {
    let aes = try #require(AES(key: try bytes(key)))
    let (plain, cipher) = (try bytes(plain), try bytes(cipher))
    var block = AES.Block { plain[$0] }
    aes.encrypt(&block)
    #expect(block.indices.map { block[$0] } == cipher)
    aes.decrypt(&block)
    #expect(block.indices.map { block[$0] } == plain)
  }

  @Test("the CBC example of SP 800-38A (F.2.1, F.2.2)") func chain() throws {
    let aes = try #require(AES128(key: try bytes("2b7e151628aed2a6abf7158809cf4f3c")))
    let start = try bytes("000102030405060708090a0b0c0d0e0f")
    let plain = try bytes(
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
    let cipher = try bytes(
      "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
        + "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7")
    #expect(aes.encryptCBC(plain, startingWith: start) == cipher)
    #expect(aes.decryptCBC(cipher, startingWith: start) == plain)
  }

  @Test("what is encrypted can be decrypted", arguments: 1...10) func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let aes = try #require(AES128(key: random.bytes(16)))
    let plain = random.bytes(16 * Int.random(in: 0...9, using: &random))
    let cipher = try #require(aes.encryptCBC(plain))
    #expect(cipher.count == plain.count)
    #expect(plain.isEmpty || cipher != plain)
    #expect(aes.decryptCBC(cipher) == plain)
    // A slice with another start index is the same message.
    #expect(aes.encryptCBC(([1, 2, 3] + plain).dropFirst(3)) == cipher)
  }

  @Test("keys, start values and messages of other lengths are refused", arguments: [0, 15, 17, 32])
  func lengths(count: Int) throws {
    let other = [UInt8](repeating: 0, count: count)
    #expect(AES128(key: other) == nil)
    let aes = try #require(AES128(key: AES128.zeroBlock))
    #expect(aes.encryptCBC([], startingWith: other) == nil)
    #expect(aes.decryptCBC([], startingWith: other) == nil)
    #expect((aes.encryptCBC(other) == nil) == (count % 16 != 0))
    #expect((aes.decryptCBC(other) == nil) == (count % 16 != 0))
  }
}
