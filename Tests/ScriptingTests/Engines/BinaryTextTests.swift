import Scripting
import TestSupport
import Testing

private func fault(_ work: () throws -> Void) -> EngineFault? {
  do { try work() } catch { return error as? EngineFault }
  return nil
}

@Suite("BinaryText")
struct BinaryTextTests {
  @Test("hexadecimal_putsTheSeparatorBetweenBytes")
  func hexadecimal() {
    #expect(BinaryText.hexadecimal([0x00, 0x9A, 0xFF]) == Array("009aff".utf8))
    #expect(BinaryText.hexadecimal([0x00, 0x9A, 0xFF], separator: 0x3A) == Array("00:9a:ff".utf8))
    #expect(BinaryText.hexadecimal([], separator: 0x3A) == [])
  }

  @Test("hexadecimal_isReadInEitherCase")
  func unhexadecimal() throws {
    #expect(try BinaryText.bytes(hexadecimal: "09aFFa".utf8) == [0x09, 0xAF, 0xFA])
    #expect(
      fault { _ = try BinaryText.bytes(hexadecimal: "123".utf8) }
        == EngineFault(.valueError, "odd-length string"))
    #expect(
      fault { _ = try BinaryText.bytes(hexadecimal: "1g".utf8) }
        == EngineFault(.valueError, "non-hex digit found"))
  }

  @Test(
    "base64_endsInALineFeed",
    arguments: [("", "\n"), ("a", "YQ==\n"), ("ab", "YWI=\n"), ("abc", "YWJj\n"), ("abcd", "YWJjZA==\n")])
  func base64(text: String, expected: String) {
    #expect(BinaryText.base64(text.utf8) == Array(expected.utf8))
  }

  @Test(
    "base64_isReadLaxly",
    arguments: [
      ("YWJj", "abc"), ("Y W\nJ*j", "abc"), ("YQ==YWJj", "a"), ("=YWJj", "abc"), ("YWI=", "ab"), ("", ""),
    ])
  func unbase64(text: String, expected: String) throws {
    #expect(try BinaryText.bytes(base64: text.utf8) == Array(expected.utf8))
  }

  @Test("base64_leftOverBitsAreIncorrectPadding", arguments: ["Y", "YQ", "YQ=", "YWI"])
  func padding(text: String) {
    #expect(
      fault { _ = try BinaryText.bytes(base64: text.utf8) } == EngineFault(.valueError, "incorrect padding"))
  }

  @Test("randomBytes_comeBack", arguments: 1...10)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for count in 0..<20 {
      let bytes = random.bytes(count)
      #expect(try BinaryText.bytes(base64: BinaryText.base64(bytes)) == bytes)
      #expect(try BinaryText.bytes(hexadecimal: BinaryText.hexadecimal(bytes)) == bytes)
      let split = Int.random(in: 0...count, using: &random)
      let first = BinaryText.checksum(bytes[..<split])
      #expect(BinaryText.checksum(bytes[split...], goingOnFrom: first) == BinaryText.checksum(bytes))
    }
  }

  @Test("checksum_givesTheCheckValue")
  func checksum() {
    #expect(BinaryText.checksum("123456789".utf8) == 0xCBF4_3926)
  }
}
