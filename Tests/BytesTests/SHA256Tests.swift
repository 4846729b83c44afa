import Bytes
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "the FIPS 180-4 examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func examples(message: String, digest: String) {
    #expect(Hexadecimal.string(SHA256.digest(of: Array(message.utf8))) == digest)
  }

  @Test("a message in pieces has the digest of the whole", arguments: [1, 55, 56, 63, 64, 65, 129])
  func pieces(size: Int) {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var hash = SHA256()
    var start = 0
    while start < message.count {
      let end = min(start + size, message.count)
      hash.update(message[start..<end])
      start = end
    }
    #expect(hash.finalize() == SHA256.digest(of: message))
  }

  @Test("a million times a")
  func million() {
    let digest = SHA256.digest(of: [UInt8](repeating: 97, count: 1_000_000))
    #expect(
      Hexadecimal.string(digest) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
