/// Whether bytes begin like a program for the K210's core.
///
/// The first instructions are walked, forward jumps followed. A program sets up a machine register, the stack or
/// the global pointer early; text, pictures and models do not. It is a guess: `true` means "probably".
enum ProgramStart {
  private static let instructionLimit = 32

  static func recognizes(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    let code = Array(bytes.prefix(4096))
    var offset = 0
    for _ in 0..<instructionLimit {
      guard offset + 4 <= code.count else { return false }
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(code[offset + $1]) << UInt32(8 * $1) }
      guard word & 3 == 3 else {
        guard let step = compressedStep(UInt16(truncatingIfNeeded: word)) else { return false }
        offset += step
        continue
      }
      if isSetUp(word) { return true }
      guard majorOpcodes.contains(UInt8(word & 0x7F)) else { return false }
      let step = word & 0x7F == 0x6F ? jumpDistance(word) : 4
      guard step > 0 else { return false }
      offset += step
    }
    return false
  }

  /// Access to a machine-mode register, or `auipc`/`lui` into the stack or global pointer.
  private static func isSetUp(_ word: UInt32) -> Bool {
    let register = (word >> 7) & 31
    switch word & 0x7F {
    case 0x73:
      let number = word >> 20
      return (word >> 12) & 3 != 0 && (0x300...0x344 ~= number || 0xF11...0xF14 ~= number)
    case 0x17, 0x37: return register == 2 || register == 3
    default: return false
    }
  }

  /// Loads, stores, arithmetic, branches, jumps, atomics, floating point, fences and system instructions.
  private static let majorOpcodes: Set<UInt8> = [
    0x03, 0x07, 0x0F, 0x13, 0x17, 0x1B, 0x23, 0x27, 0x2F, 0x33, 0x37, 0x3B, 0x43, 0x47, 0x4B, 0x4F, 0x53,
    0x63,
    0x67, 0x6F, 0x73,
  ]

  /// The signed offset of `jal`.
  private static func jumpDistance(_ word: UInt32) -> Int {
    let low = (word >> 20) & 0x7FE | (word >> 9) & 0x800 | word & 0xFF000
    return Int(low) - Int((word >> 31) << 20)
  }

  /// How far a 16-bit instruction moves on; nil for zero, which no program begins with, and for jumps backwards.
  private static func compressedStep(_ word: UInt16) -> Int? {
    guard word != 0 else { return nil }
    // c.j
    guard word & 0xE003 == 0xA001 else { return 2 }
    let bits = [(3, 1), (4, 2), (5, 3), (11, 4), (2, 5), (7, 6), (6, 7), (9, 8), (10, 9), (8, 10)]
    let low = bits.reduce(0) { $0 | (Int(word) >> $1.0 & 1) << $1.1 }
    let distance = low - (Int(word) >> 12 & 1) << 11
    return distance > 0 ? distance : nil
  }
}

extension FirmwareImage {
  /// Whether bytes begin like a program that lacks the frame; a guess from its first instructions.
  public static func looksLikeProgram(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    ProgramStart.recognizes(bytes)
  }
}
