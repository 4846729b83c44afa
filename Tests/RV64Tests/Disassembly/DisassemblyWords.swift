import RV64
import TestSupport

/// The instructions on which the disassembler is compared with objdump: all halfwords, and words of each opcode.
struct DisassemblyWords {
  /// Words that stand one behind the other.
  struct Group {
    /// What the signature of the group is kept under.
    let name: String
    /// Address of the first word.
    let start: UInt64
    let words: [UInt32]
    /// Bytes of each word.
    let width: Int

    /// The text of every word, with its address.
    var lines: [(address: UInt64, word: UInt32, text: String)] {
      words.enumerated().map { index, word in
        let address = start + UInt64(index * width)
        return (address, word, Disassembler.text(of: word, at: address))
      }
    }
  }

  static let base: UInt64 = 0x8000_0000
  static let wordCount = 2000
  private static let opcodes: [UInt32] = [
    0x37, 0x17, 0x6F, 0x67, 0x63, 0x03, 0x23, 0x13, 0x1B, 0x33, 0x3B, 0x0F, 0x2F, 0x73, 0x07, 0x27, 0x43,
    0x47,
    0x4B, 0x4F, 0x53,
  ]

  /// 24 groups of halfwords by their quadrant and upper bits, then one of words for each opcode, and one of any.
  static var groups: [Group] {
    var groups: [Group] = []
    var start = base
    for quadrant in UInt32(0)..<3 {
      for top in UInt32(0)..<8 {
        let words = (UInt32(0)..<0x800).map { top << 13 | $0 << 2 | quadrant }
        groups.append(Group(name: "c\(quadrant)\(top)", start: start, words: words, width: 2))
        start += UInt64(words.count * 2)
      }
    }
    start = base
    var random = SplitMix64(seed: 64)
    for opcode in opcodes {
      let words = (0..<wordCount).map { _ in word(opcode, &random) }
      groups.append(Group(name: "w\(String(opcode, radix: 16))", start: start, words: words, width: 4))
      start += UInt64(words.count * 4)
    }
    let any = (0..<wordCount).map { _ in (UInt32(truncatingIfNeeded: random.next()) | 3) & ~4 }
    return groups + [Group(name: "any", start: start, words: any, width: 4)]
  }

  /// A word of an opcode whose other fields are random, or such as pseudo-instructions and rare forms have.
  private static func word(_ opcode: UInt32, _ random: inout SplitMix64) -> UInt32 {
    func pick(_ values: [UInt32], outOf range: Range<UInt32>) -> UInt32 {
      Int.random(in: 0..<4, using: &random) == 0
        ? UInt32.random(in: range, using: &random) : values[Int.random(in: 0..<values.count, using: &random)]
    }
    guard Int.random(in: 0..<8, using: &random) > 0 else {
      return UInt32(truncatingIfNeeded: random.next()) << 7 | opcode
    }
    let registers: [UInt32] = [0, 0, 1, 5]
    let (rd, rs1) = (pick(registers, outOf: 0..<32), pick(registers, outOf: 0..<32))
    let funct3 = UInt32.random(in: 0..<8, using: &random)
    return upperField(opcode, rs1: rs1, pick) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
  }

  /// Bits 20…31.
  private static func upperField(
    _ opcode: UInt32, rs1: UInt32, _ pick: ([UInt32], Range<UInt32>) -> UInt32
  ) -> UInt32 {
    switch opcode {
    case 0x73:
      return pick(
        [
          0, 1, 2, 3, 0x102, 0x104, 0x105, 0x120, 0x125, 0x180, 0x202, 0x300, 0x302, 0x305, 0x341, 0x342,
          0x343,
          0x7B2, 0xB00, 0xC00, 0xC01, 0xC02, 0xF14,
        ], 0..<4096)
    case 0x13, 0x67: return pick([0, 1, 255, 0xFFF, 0x405, 8], 0..<4096)
    case 0x0F: return pick([0xFF, 0x833, 0x10, 0, 0x31], 0..<256)
    case 0x2F: return pick([2, 3], 0..<32) << 7 | pick([0, 0x20, 0x40, 0x60], 0..<128)
    case 0x53:
      let kinds: [UInt32] = [0x0B, 4, 5, 8, 0x14, 0x18, 0x1A, 0x1C, 0x1E]
      return pick(kinds, 0..<32) << 7 | pick([0, 1], 0..<4) << 5 | pick([0, 1, 2, 3, rs1], 0..<32)
    default: return pick([0, 1, 0x20], 0..<128) << 5 | pick([0, 1, 5], 0..<32)
    }
  }
}
