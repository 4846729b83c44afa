import K210Board
import Testing

@Suite("One-time programmable memory")
struct OTPTests {
  @Test("contents and key have one size; a patch of the ROM is found by its mark")
  func contents() throws {
    #expect(OTP(contents: []) == nil)
    var contents = OTP().contents
    #expect(OTP(contents: contents, aesKey: [1]) == nil)
    #expect(OTP().romPatch == nil && OTP().aesKey == nil && !OTP().isISPDisabled)
    contents.replaceSubrange(0..<9, with: Array("ROXM".utf8) + [3, 0, 7, 8, 9])
    let otp = try #require(OTP(contents: contents, aesKey: contents.suffix(16), isISPDisabled: true))
    #expect(otp.romPatch == [7, 8, 9])
    contents[5] = 0xFF
    #expect(OTP(contents: contents)?.romPatch == nil)
  }
}
