import KModel
import TestSupport
import Testing

@Suite("recognition of kmodels by content")
struct KModelRecognitionTests {
  private static func words(_ words: [UInt32], padding: Int = 0) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
      + [UInt8](repeating: 0, count: padding)
  }

  /// Version 1, flags, 2 layers, lowest row, layer arguments at 32.
  private static let task = words([1, 1, 2, 1000, 32], padding: 500)

  @Test("a prefix of 40 bytes and the file's size are enough")
  func prefix() throws {
    let bytes = try SampleModelsV3.model(.add).encoded()
    #expect(KModel.recognize(bytes[..<28], fileByteCount: bytes.count) == .kmodel(version: 3))
    #expect(KModel.recognize(bytes[..<20], fileByteCount: bytes.count) == nil)
  }

  @Test("the older task form is named and refused as version 1")
  func taskForm() {
    #expect(KModel.recognize(Self.task[...]) == .taskV1)
    #expect(throws: KModelError(.unsupportedVersion(1), offset: 0, subject: "file")) {
      try KModel(bytes: Self.task)
    }
  }

  @Test("later versions carry the signature and are refused by number", arguments: [0, 3, 5, 7] as [UInt32])
  func laterVersions(version: UInt32) {
    let bytes = Self.words([0x4B4D_444C, version], padding: 200)
    #expect(KModel.recognize(bytes[...]) == .kmodelUnsupported(version: Int(version)))
    #expect(throws: KModelError(.unsupportedVersion(Int(version)), offset: 4, subject: "file")) {
      try KModel(bytes: bytes)
    }
  }

  @Test(
    "numbers that merely look like the start of a model are not one",
    arguments: [
      [3, 0xDEAD_BEEF, 0, 1, 0, 0, 1], [3, 1, 7, 1, 0, 0, 1], [3, 1, 0, 0, 0, 0, 1], [3, 1, 0, 1, 0, 0, 0],
      [3, 1, 0, 90_000, 0, 0, 1], [3, 1, 0, 1, 40_000, 0, 1], [1, 1, 1_000_000, 0, 20, 0, 0],
      [1, 0, 0, 0, 20, 0, 0], [1, 9, 1, 0, 20, 0, 0], [1, 0, 1, 0, 9999, 0, 0], [2, 1, 0, 1, 0, 0, 1],
    ] as [[UInt32]])
  func implausible(header: [UInt32]) {
    let bytes = Self.words(header, padding: 100)
    #expect(KModel.recognize(bytes[...]) == nil)
    #expect(throws: KModelError.self) { try KModel(bytes: bytes) }
  }

  @Test(
    "other files are refused with what they start with",
    arguments: [
      ("hello, world", "\"hell\""), ("PK\u{3}\u{4}zip", "50 4b 03 04"), ("\u{1}\0\0\0", "01 00 00 00"),
    ])
  func otherFiles(text: String, found: String) {
    #expect(KModel.recognize(Array(text.utf8)[...]) == nil)
    #expect(throws: KModelError(.notAKModel(found: found), offset: 0, subject: "file")) {
      try KModel(bytes: Array(text.utf8))
    }
  }

  @Test("too few bytes for a signature are a truncated file", arguments: [0, 1, 3])
  func tooShort(count: Int) {
    let bytes = [UInt8](repeating: 3, count: count)
    #expect(KModel.recognize(bytes[...]) == nil)
    #expect(
      throws: KModelError(.truncated(needed: 4, available: count), offset: 0, subject: "file")
    ) {
      try KModel(bytes: bytes)
    }
  }

  @Test("a bare signature is a version 4 that ends too early")
  func bareSignature() {
    let bytes = Array("LDMK".utf8)
    #expect(KModel.recognize(bytes[...]) == .kmodel(version: 4))
    #expect(throws: KModelError(.truncated(needed: 4, available: 0), offset: 4, subject: "file")) {
      try KModel(bytes: bytes)
    }
  }

  @Test(
    "a version 3 is plausible up to the last value of each field",
    arguments: [
      ([3, 1, 0, 1, 32768, 0, 1], 52, true), ([3, 1, 0, 1, 32769, 0, 1], 52, false),
      ([3, 0, 0, 1, 0, 0, 1], 52, true), ([3, 2, 0, 1, 0, 0, 1], 52, false),
      ([3, 1, 1, 1, 0, 0, 1], 52, false), ([3, 1, 0, 0, 0, 0, 1], 52, false),
      ([3, 1, 0, 1, 0, 0, 0], 52, false), ([3, 1, 0, 1, 0, 0, 1], 51, false),
      // 28 + 2 outputs of 8 + 3 layers of at least 24, the last 8 bytes of which may be padding.
      ([3, 1, 0, 3, 0, 0, 2], 108, true), ([3, 1, 0, 3, 0, 0, 2], 107, false),
    ] as [([UInt32], Int, Bool)])
  func plausible3(header: [UInt32], byteCount: Int, isModel: Bool) {
    let bytes = Self.words(header)
    #expect(
      KModel.recognize(bytes[...], fileByteCount: byteCount) == (isModel ? .kmodel(version: 3) : nil))
  }

  @Test(
    "a task is plausible up to the last value of each field",
    arguments: [
      ([1, 1, 2, 32768, 20], 212, true), ([1, 1, 2, 32768, 20], 211, false),
      ([1, 1, 2, 32769, 20], 212, false), ([1, 1, 2, 0, 19], 212, false), ([1, 2, 2, 0, 20], 212, false),
      ([1, 0, 1, 0, 20], 116, true), ([1, 0, 0, 0, 20], 116, false), ([1, 0, 1, 0], 116, false),
    ] as [([UInt32], Int, Bool)])
  func plausibleTask(header: [UInt32], byteCount: Int, isTask: Bool) {
    let bytes = Self.words(header)
    #expect(KModel.recognize(bytes[...], fileByteCount: byteCount) == (isTask ? .taskV1 : nil))
  }
}
