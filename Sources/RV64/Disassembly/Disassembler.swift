/// Writes instructions as text, in the syntax of GNU objdump.
///
/// Pseudo-instructions are used where objdump uses them (`li`, `mv`, `ret`, `beqz`), instructions of 16 bits are
/// shown as what they expand to, and words that mean nothing as `.2byte` or `.4byte`. Every instruction that a
/// ``Hart`` runs has a name. **Source**: The RISC-V Instruction Set Manual, user level 2.2, privileged 1.9.1; the
/// choice of pseudo-instructions was compared with objdump 2.40 by `.ci/rv64-disassembly`.
public enum Disassembler {
  /// The text of an instruction: mnemonic, a space, operands divided by commas.
  ///
  /// - Parameters:
  ///   - bits: the instruction; of one of 16 bits only the lower half is looked at.
  ///   - address: where it stands; targets of jumps are shown as addresses.
  public static func text(of bits: UInt32, at address: UInt64) -> String {
    guard byteCount(of: bits) == 4 else {
      let halfword = UInt16(truncatingIfNeeded: bits)
      return compressedText(halfword, at: address) ?? ".2byte \(hexadecimal(halfword))"
    }
    return InstructionText(InstructionWord(bits), at: address).text ?? ".4byte \(hexadecimal(bits))"
  }

  /// Bytes of an instruction, 2 or 4, by its lowest two bits.
  public static func byteCount(of bits: UInt32) -> Int { bits & 3 == 3 ? 4 : 2 }

  /// `0x` and lower-case digits, as few as are needed.
  static func hexadecimal(_ value: some UnsignedInteger & FixedWidthInteger) -> String {
    "0x" + String(value, radix: 16)
  }
}

/// One 32-bit instruction about to be written as text.
///
/// The members that end in `Text` are nil for words that mean nothing.
struct InstructionText {
  let word: InstructionWord
  let address: UInt64

  init(_ word: InstructionWord, at address: UInt64) {
    self.word = word
    self.address = address
  }

  /// The text, nil for a word that means nothing.
  var text: String? {
    switch word.opcode {
    case 0x37: "lui \(rd),\(upper)"
    case 0x17: "auipc \(rd),\(upper)"
    case 0x6F: jumpText
    case 0x67: registerJumpText
    case 0x63: branchText
    case 0x03: loadText
    case 0x23: storeText
    case 0x13: immediateText
    case 0x1B: immediate32Text
    case 0x33: arithmeticText
    case 0x3B: arithmetic32Text
    case 0x0F: fenceText
    case 0x2F: atomicText
    case 0x73: systemText
    case 0x07: floatLoadText
    case 0x27: floatStoreText
    case 0x43, 0x47, 0x4B, 0x4F: fusedText
    case 0x53: floatText
    default: nil
    }
  }

  // MARK: Operands

  var rd: String { RegisterName.integer[Int(word.rd)] }
  var rs1: String { RegisterName.integer[Int(word.rs1)] }
  var rs2: String { RegisterName.integer[Int(word.rs2)] }
  var fd: String { RegisterName.float[Int(word.rd)] }
  var fs1: String { RegisterName.float[Int(word.rs1)] }
  var fs2: String { RegisterName.float[Int(word.rs2)] }
  var fs3: String { RegisterName.float[Int(word.rs3)] }

  /// The 20 bits of `lui` and `auipc`.
  private var upper: String { Disassembler.hexadecimal(word.field(12, 20)) }

  /// The address that a jump by `offset` leads to.
  func target(_ offset: Int64) -> String {
    Disassembler.hexadecimal(address &+ UInt64(bitPattern: offset))
  }
}

/// Names of registers as the calling convention has them.
enum RegisterName {
  /// x0…x31.
  static let integer =
    ["zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1"]
    + ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"]
    + ["s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"]

  /// f0…f31.
  static let float =
    ["ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1"]
    + ["fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7"]
    + ["fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"]
}
