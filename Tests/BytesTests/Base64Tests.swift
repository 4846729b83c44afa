import Bytes
import Foundation
import TestSupport
import Testing

@Suite("base64")
struct Base64Tests {
  @Test(
    "the standard's examples",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func examples(plain: String, text: String) {
    #expect(Base64.text(Array(plain.utf8)) == text)
    #expect(Base64.bytes(of: text) == Array(plain.utf8))
  }

  @Test("any bytes come back, by the text that others write") func roundTrip() {
    var random = SplitMix64(seed: 1)
    for count in 0..<100 {
      let bytes = random.bytes(count)
      let text = Base64.text(bytes[...])
      #expect(text == Data(bytes).base64EncodedString())
      #expect(Base64.bytes(of: text) == bytes)
    }
  }

  @Test(
    "what is no such text is refused",
    arguments: [
      "Z", "Zg=", "Zg", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zé=", "Zm-_",
    ])
  func refusals(text: String) { #expect(Base64.bytes(of: text) == nil) }
}
