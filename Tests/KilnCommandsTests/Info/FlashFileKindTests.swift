import K210Flash
import KilnCommands
import Testing

@Suite("File kinds: files of the flash")
struct FlashFileKindTests {
  private let program: [UInt8] = [0x73, 0x10, 0x30, 0x30] + [UInt8](repeating: 0, count: 60)

  @Test("an image is one whatever follows, and when its digest alone is wrong") func images() throws {
    let image = try FirmwareImage(program: program).encoded
    #expect(FileKind.recognize(image) == .firmware)
    #expect(FileKind.recognize(image + [1, 2, 3]) == .firmware)
    var damaged = image
    damaged[20] ^= 1
    #expect(FileKind.recognize(damaged) == .firmware)
    #expect(FileKind.recognize(damaged + [1]) == nil)
  }

  @Test("programs and ELF files") func programs() {
    #expect(FileKind.recognize(program) == .program)
    #expect(FileKind.recognize(Array("\u{7F}ELF".utf8) + program) == .elf)
  }

  @Test(
    "none of them is a model, and each says what to do", arguments: [FileKind.firmware, .program, .elf, .zip])
  func refusals(kind: FileKind) {
    #expect(kind.refusal.hasSuffix("not a model") || kind == .zip)
    #expect(kind.hints.contains { $0.contains("kiln ") })
  }
}
