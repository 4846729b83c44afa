import Bytes
import TestSupport
import Testing

@Suite("MD5 and SHA-1")
struct MessageDigestTests {
  @Test(
    "md5_givesTheExamplesOfRFC1321",
    arguments: [
      ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
      ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
      (
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a"
      ),
    ])
  func md5(message: String, digest: String) {
    #expect(Hexadecimal.string(MD5.digest(of: message.utf8)) == digest)
  }

  @Test(
    "sha1_givesTheExamplesOfFIPS180",
    arguments: [
      ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
      ),
    ])
  func sha1(message: String, digest: String) {
    #expect(Hexadecimal.string(SHA1.digest(of: message.utf8)) == digest)
  }

  @Test(
    "lengthsAroundABlock_haveTheDigestsOfPythonsHashlib",
    arguments: [
      (55, "ef1772b6dff9a122358552954ad0df65", "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
      (56, "3b0c8ac703f828b04c6c197006d17218", "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
      (63, "b06521f39153d618550606be297466d5", "03f09f5b158a7a8cdad920bddc29b81c18a551f5"),
      (64, "014842d480b571495a4a0363793f7367", "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
      (65, "c743a45e0d2e6a95cb859adae0248435", "11655326c708d70319be2610e8a57d9a5b959d3b"),
      (1000, "cabe45dcc9ae5b66ba86600cca6b8ba8", "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
    ])
  func lengths(count: Int, md5: String, sha1: String) {
    let message = [UInt8](repeating: 97, count: count)
    #expect(Hexadecimal.string(MD5.digest(of: message)) == md5)
    #expect(Hexadecimal.string(SHA1.digest(of: message)) == sha1)
  }

  @Test("pieces_haveTheDigestOfTheWhole", arguments: 1...10)
  func pieces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let message = random.bytes(Int.random(in: 0...1500, using: &random))
    var md5 = MD5()
    var sha1 = SHA1()
    var rest = message[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...130, using: &random))
      md5.update(piece)
      sha1.update(piece)
      rest = rest.dropFirst(piece.count)
    }
    #expect(md5.finalize() == MD5.digest(of: message))
    #expect(sha1.finalize() == SHA1.digest(of: message))
  }
}
