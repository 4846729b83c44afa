import KModel
import KilnCommands
import TestSupport
import Testing

@Suite("File kinds")
struct FileKindTests {
  @Test(
    "the first bytes decide",
    arguments: [
      ([], .empty), (Array("RKNN....".utf8), .rknn), ([0, 0, 0, 0] + Array("TFL3".utf8), .tflite),
      ([0x50, 0x4B, 3, 4, 0], .zip), ([0x89, 0x50, 0x4E, 0x47, 0x0D], .png),
      ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
      ([0x1F, 0x8B, 8], .gzip), ([0x89, 0x48, 0x44, 0x46], .hdf5), ([0xEE, 0xAA, 0x55, 0xFF, 0], .bmodel),
      (Array("{\"a\": 1}\n".utf8), .text), (Array("größer\t".utf8), .text), ([0xFF, 0xFE, 0xC0, 0xC1], nil),
      ([0, 1, 2, 3], nil), ([0x41, 0x7F], nil),
    ] as [([UInt8], FileKind?)])
  func kinds(bytes: [UInt8], kind: FileKind?) {
    #expect(FileKind.recognize(bytes) == kind)
  }

  @Test("both versions of kmodels are recognised") func kmodels() throws {
    #expect(FileKind.recognize(try KModel.v3(SampleModelsV3.modelOfAllTypes()).encoded()) == .kmodel)
    #expect(FileKind.recognize(try KModel.v4(CommandModels.sum).encoded()) == .kmodel)
  }

  @Test(
    "a letter that is cut off where the look at the file ends does not make text binary", arguments: 509...512
  )
  func cutOffLetter(count: Int) {
    let text = String(repeating: "a", count: count) + "😀 and so on"
    #expect(FileKind.recognize(Array(text.utf8)) == .text)
    #expect(FileKind.recognize([0x61, 0xF0, 0x9F]) == nil)
  }

  @Test(
    "what is refused says what it is and what to do", arguments: [FileKind.png, .zip, .hdf5, .text, .empty])
  func refusals(kind: FileKind) {
    #expect(!kind.refusal.isEmpty)
    #expect(!kind.hints.isEmpty)
  }
}
