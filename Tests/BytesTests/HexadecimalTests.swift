import Bytes
import Testing

@Suite("Hexadecimal")
struct HexadecimalTests {
  @Test("bytes are two lower-case digits each, first byte first")
  func bytes() {
    #expect(Hexadecimal.string([] as [UInt8]) == "")
    #expect(Hexadecimal.string([0, 1, 0x0F, 0x10, 0x9A, 0xFF] as [UInt8]) == "00010f109aff")
    #expect(Hexadecimal.string([0xAB, 0xCD][1...] as ArraySlice<UInt8>) == "cd")
  }

  @Test("every byte reads back as itself")
  func everyByte() {
    let text = Hexadecimal.string(0...255)
    #expect(text.count == 512)
    let digits = Array(text)
    let read = stride(from: 0, to: 512, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    #expect(read == Array(0...255).map { Optional($0) })
  }

  @Test(
    "addresses have eight upper-case digits, more when they need them",
    arguments: [
      (0, "0x00000000"), (0x1A40, "0x00001A40"), (0xFFFF_FFFF, "0xFFFFFFFF"),
      (0x1_0000_0000, "0x100000000"), (0xFEDC_BA98_7654_3210, "0xFEDCBA9876543210"),
    ] as [(UInt64, String)])
  func addresses(value: UInt64, text: String) {
    #expect(Hexadecimal.address(value) == text)
  }
}
