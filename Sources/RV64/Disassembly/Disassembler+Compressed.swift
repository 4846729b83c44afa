extension Disassembler {
  /// The text of a 16-bit instruction, nil for halfwords that mean nothing.
  static func compressedText(_ halfword: UInt16, at address: UInt64) -> String? {
    // Illegal, but what compilers put where nothing may run.
    if halfword == 0 { return "unimp" }
    guard let bits = CompressedDecoder.expand(halfword) else { return nil }
    let expansion = InstructionWord(bits)
    if let hint = hintText(CompressedWord(UInt32(halfword)), expansion) { return hint }
    // c.mv expands to an addition, which has another name when it has 32 bits.
    if expansion.bits & 0xFE0F_F07F == 0x33 {
      return "mv \(RegisterName.integer[Int(expansion.rd)]),\(RegisterName.integer[Int(expansion.rs2)])"
    }
    return InstructionText(expansion, at: address).text
  }

  /// Instructions that do nothing, and that objdump shows in their own form: `c.li zero,1`.
  private static func hintText(_ word: CompressedWord, _ expansion: InstructionWord) -> String? {
    let rs2 = RegisterName.integer[Int(word.rs2)]
    let rd = RegisterName.integer[Int(word.rd)]
    switch (word.field(0, 2), word.field(13, 3)) {
    case (1, 0) where word.rd == 0 && word.immediate != 0: return "c.nop \(word.immediate)"
    case (1, 0) where word.rd != 0 && word.immediate == 0: return "addi \(rd),\(rd),0"
    case (1, 2) where word.rd == 0: return "c.li zero,\(word.immediate)"
    case (1, 3) where word.rd == 0: return "c.lui zero,\(hexadecimal(expansion.field(12, 20)))"
    case (1, 4) where word.shift == 0 && word.field(10, 2) < 2:
      return "\(word.field(10, 2) == 0 ? "c.srli64" : "c.srai64") \(RegisterName.integer[Int(word.middle)])"
    case (2, 0) where word.shift == 0: return "c.slli64 \(rd)"
    case (2, 0) where word.rd == 0: return "c.slli zero,\(hexadecimal(word.shift))"
    case (2, 4) where word.rd == 0 && word.rs2 != 0:
      return "\(word.field(12, 1) == 0 ? "c.mv" : "c.add") zero,\(rs2)"
    default: return nil
    }
  }
}
