import K210Flash
import TestSupport
import Testing

@Suite("Starts of programs")
struct ProgramStartTests {
  private func looksLikeProgram(_ words: [UInt32]) -> Bool {
    let bytes = words.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
    return FirmwareImage.looksLikeProgram(bytes + [UInt8](repeating: 0, count: 64))
  }

  @Test("the vendor's start: a jump over data, then machine registers") func vendorStart() {
    // j +16; data; csrw mideleg, zero
    #expect(looksLikeProgram([0x0100_006F, 0, 0xFFFF_FFFF, 0, 0x3030_1073]))
    // A jump to itself, and one in front of the start.
    #expect(!looksLikeProgram([0x0000_006F]))
    #expect(!looksLikeProgram([0xFF1F_F06F]))
    // c.j +6; data; csrr a0, mhartid
    #expect(looksLikeProgram([0x0000_A019, 0x2573_0000, 0x0000_F140]))
  }

  @Test("own starts: stack or global pointer first") func ownStart() {
    #expect(looksLikeProgram([0x0000_1117, 0x0001_0113]))
    #expect(looksLikeProgram([0x0000_4501, 0x0000_3197]) == false)
    #expect(looksLikeProgram([0x4501_4501, 0x0000_3197]))
  }

  @Test("zeros, erased flash, text and short files are no programs") func others() {
    #expect(!FirmwareImage.looksLikeProgram([UInt8](repeating: 0, count: 100)))
    #expect(!FirmwareImage.looksLikeProgram([UInt8](repeating: 0xFF, count: 100)))
    #expect(!FirmwareImage.looksLikeProgram(Array(String(repeating: "Kendryte K210\n", count: 20).utf8)))
    #expect(!FirmwareImage.looksLikeProgram([0x73, 0x10, 0x30]))
    #expect(!FirmwareImage.looksLikeProgram([]))
    // Plain arithmetic without any set-up.
    #expect(!looksLikeProgram([UInt32](repeating: 0x0000_0013, count: 60)))
  }

  @Test("random bytes seldom look like programs") func random() {
    var random = SplitMix64(seed: 3)
    let hits = (0..<2000).filter { _ in FirmwareImage.looksLikeProgram(random.bytes(200)) }.count
    #expect(hits < 40)
  }
}
