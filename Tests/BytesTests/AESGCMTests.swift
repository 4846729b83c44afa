import Bytes
import TestSupport
import Testing

@Suite("AES in Galois/counter mode")
struct AESGCMTests {
  private static let key = "feffe9928665731c6d6a8f9467308308"
  private static let start = "cafebabefacedbaddecaf888"
  private static let plain =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
    + "b16aedf5aa0de657ba637b39"
  private static let additional = "feedfacedeadbeeffeedfacedeadbeefabaddad2"

  private func bytes(_ digits: String) throws -> [UInt8] {
    let values = try digits.map { UInt8(try #require($0.hexDigitValue)) }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  /// Key, start value, additional data, text, cipher text, tag: cases 1, 2, 3, 4, 10 and 16 of the mode's specification.
  private static let examples = [
    (
      "00000000000000000000000000000000", "000000000000000000000000", "", "", "",
      "58e2fccefa7e3061367f1d57a4e7455a"
    ),
    (
      "00000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000",
      "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf"
    ),
    (
      key, start, "", plain + "1aafd255",
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
        + "1ba30b396a0aac973d58e091473f5985", "4d5c2af327cd64a62cf35abd2ba6fab4"
    ),
    (
      key, start, additional, plain,
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
        + "1ba30b396a0aac973d58e091", "5bc94fbc3221a5db94fae95ae7121a47"
    ),
    (
      key + "feffe9928665731c", start, additional, plain,
      "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f47"
        + "18e2448b2fe324d9ccda2710", "2519498e80f1478f37ba55bd6d27618c"
    ),
    (
      key + key, start, additional, plain,
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        + "c5f61e6393ba7a0abcc9f662", "76fc6ece0f4e1768cddf8853bb2d551b"
    ),
  ]

  @Test("the examples of the specification, both ways, whole and in pieces of blocks", arguments: examples)
  func example(
    key: String, start: String, additional: String, plain: String, cipherText: String, tag: String
  ) throws {
    let aes = try #require(AES(key: try bytes(key)))
    for pieceByteCount in [16, 32, 4096] {
      for encrypts in [true, false] {
        var message = try #require(AESGCM(cipher: aes, startingWith: try bytes(start)))
        message.authenticate(try bytes(additional))
        var rest = try bytes(encrypts ? plain : cipherText)[...]
        var result: [UInt8] = []
        while !rest.isEmpty {
          let piece = rest.prefix(pieceByteCount)
          result += encrypts ? message.encrypt(piece) : message.decrypt(piece)
          rest = rest.dropFirst(piece.count)
        }
        #expect(result == (try bytes(encrypts ? cipherText : plain)))
        #expect(message.tag() == (try bytes(tag)))
      }
    }
  }

  @Test("start values of other lengths are refused", arguments: [0, 11, 13, 16]) func lengths(count: Int)
    throws
  {
    let aes = try #require(AES(key: AES.zeroBlock))
    #expect(AESGCM(cipher: aes, startingWith: [UInt8](repeating: 0, count: count)) == nil)
  }
}
