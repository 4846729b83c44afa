internal import Bytes

/// The AES engine: ECB, CBC and GCM with keys of 128, 192 and 256 bits, text word by word in and out.
///
/// **Source**: SDK `aes.h` and `aes.c` (certain for what the driver does: `aes_endian` 1, start values of 96 bits in GCM). Ours: with
/// `aes_endian` 0 the text's words are big-endian; the output holds 20 words, the most that the driver leaves there, and input that
/// comes while it is full is lost; enabling starts anew. The order fields of `mode_ctl` are kept and do nothing. Blocks take no time.
package struct AESEngine: RegisterBlock {
  enum Register: Int, RegisterName {
    case aesKey0 = 0x00
    case aesKey1 = 0x04
    case aesKey2 = 0x08
    case aesKey3 = 0x0C
    case encryptSel = 0x10
    case modeCtl = 0x14
    case aesIv0 = 0x18
    case aesIv1 = 0x1C
    case aesIv2 = 0x20
    case aesIv3 = 0x24
    case aesEndian = 0x28
    case aesFinish = 0x2C
    case dmaSel = 0x30
    case gbAadNum = 0x34
    case gbPcNum = 0x3C
    case aesTextData = 0x40
    case aesAadData = 0x44
    case tagChk = 0x48
    case dataInFlag = 0x4C
    case gcmInTag0 = 0x50
    case gcmInTag1 = 0x54
    case gcmInTag2 = 0x58
    case gcmInTag3 = 0x5C
    case aesOutData = 0x60
    case gbAesEn = 0x64
    case dataOutFlag = 0x68
    case tagInFlag = 0x6C
    case tagClear = 0x70
    case gcmOutTag0 = 0x74
    case gcmOutTag1 = 0x78
    case gcmOutTag2 = 0x7C
    case gcmOutTag3 = 0x80
    case aesKeyExt0 = 0x84
    case aesKeyExt1 = 0x88
    case aesKeyExt2 = 0x8C
    case aesKeyExt3 = 0x90
  }

  /// Words that wait at most in the output.
  static let outputWordLimit = 20

  /// What programs wrote, by offset / 4, of registers that read as written.
  private var words = [UInt32](repeating: 0, count: 0x94 / 4)
  private var message: AESMessage?
  private var output: [UInt32] = []
  private var tagCheck: UInt64 = 0
  private var writtenTags: Set<Int> = []

  /// The engine after reset.
  package init() {}

  /// Whether the engine takes a word of text, of the CPU or the DMA controller.
  package var isInputReady: Bool {
    message != nil && output.count <= Self.outputWordLimit - AES.blockByteCount / 4
  }

  /// Whether the engine asks the DMA controller to take a word of the result.
  package var isOutputReady: Bool { self[.dmaSel] & 1 == 1 && !output.isEmpty }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    guard let register = Register(rawValue: offset) else { return nil }
    switch register {
    case .aesTextData, .aesAadData, .tagClear: return 0
    case .aesFinish: return message?.isFinished == true ? 1 : 0
    case .tagChk: return tagCheck
    case .dataInFlag: return isInputReady ? 1 : 0
    case .dataOutFlag: return output.isEmpty ? 0 : 1
    case .tagInFlag: return message?.tag == nil ? 0 : 1
    case .aesOutData:
      board.noteEffect()
      return output.isEmpty ? 0 : UInt64(output.removeFirst())
    case .gcmOutTag0, .gcmOutTag1, .gcmOutTag2, .gcmOutTag3:
      let index = (offset - Register.gcmOutTag0.rawValue) / 4
      return message?.tag.map { UInt64(AESMessage.word($0[...].dropFirst(12 - 4 * index)).byteSwapped) } ?? 0
    default: return UInt64(self[register])
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    guard let register = Register(rawValue: offset) else { return false }
    let word = write.merged(into: self[register])
    switch register {
    case .aesFinish, .tagChk, .dataInFlag, .aesOutData, .dataOutFlag, .tagInFlag, .gcmOutTag0, .gcmOutTag1,
      .gcmOutTag2, .gcmOutTag3:
      break
    case .aesTextData: addText(write.merged(into: UInt32(0)))
    case .aesAadData:
      let additional = bytes(of: write.merged(into: UInt32(0)))
      message?.authenticate(additional)
    case .tagClear: tagCheck = 0
    case .gbAesEn:
      self[register] = word
      if write.merged(into: UInt32(0)) & 1 == 1 { start() } else if word & 1 == 0 { message = nil }
    case .gcmInTag0, .gcmInTag1, .gcmInTag2, .gcmInTag3:
      self[register] = word
      checkTag(afterWriting: (offset - Register.gcmInTag0.rawValue) / 4)
    default: self[register] = word
    }
    if isOutputReady || self[.dmaSel] & 1 == 1 && isInputReady { board.requestDMA() }
    return true
  }

  private subscript(register: Register) -> UInt32 {
    get { words[register.rawValue / 4] }
    set { words[register.rawValue / 4] = newValue }
  }

  /// The bytes of registers that hold a number of many words, the lowest word in the first one.
  private func number(_ first: Register, wordCount: Int) -> [UInt8] {
    (0..<wordCount).reversed().flatMap { words[first.rawValue / 4 + $0].bytesLowestFirst }
  }

  private func bytes(of word: UInt32) -> [UInt8] {
    self[.aesEndian] & 1 == 1 ? word.bytesLowestFirst : word.byteSwapped.bytesLowestFirst
  }

  private mutating func start() {
    (output, tagCheck, writtenTags) = ([], 0, [])
    let keyLength = Int(self[.modeCtl] >> 3 & 3)
    let extended = keyLength == 3 ? [] : number(.aesKeyExt0, wordCount: 2 * keyLength)
    let cipherMode = self[.modeCtl] & 7
    let start = number(.aesIv0, wordCount: cipherMode == 2 ? 3 : 4)
    message =
      keyLength == 3
      ? nil
      : AESMessage(
        key: extended + number(.aesKey0, wordCount: 4), cipherMode: cipherMode, startingWith: start,
        decrypts: self[.encryptSel] & 1 == 1, additionalByteCount: Int(self[.gbAadNum] &+ 1),
        textByteCount: Int(self[.gbPcNum] &+ 1))
  }

  private mutating func addText(_ word: UInt32) {
    let text = bytes(of: word)
    guard isInputReady, let result = message?.add(text) else { return }
    for start in stride(from: 0, to: result.count, by: 4) {
      let word = AESMessage.word(result[start...])
      output.append(self[.aesEndian] & 1 == 1 ? word : word.byteSwapped)
    }
  }

  /// Compares the tags once all four words of the expected one were written since the last comparison.
  private mutating func checkTag(afterWriting index: Int) {
    writtenTags.insert(index)
    guard writtenTags.count == 4, let tag = message?.tag else { return }
    writtenTags = []
    tagCheck = number(.gcmInTag0, wordCount: 4) == tag ? 2 : 1
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}

extension UInt32 {
  /// The four bytes of the number, the lowest first.
  fileprivate var bytesLowestFirst: [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: self >> UInt32($0)) }
  }
}
