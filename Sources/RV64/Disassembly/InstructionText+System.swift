/// Fences, calls, returns and control registers.
extension InstructionText {
  /// A fence; what its reserved fields hold changes nothing, as the manual wants it.
  var fenceText: String? {
    guard word.funct3 == 0 else { return word.funct3 == 1 ? "fence.i" : nil }
    let (before, after) = (word.field(24, 4), word.field(20, 4))
    if word.field(28, 4) == 8, before == 3, after == 3 { return "fence.tso" }
    return before == 15 && after == 15 ? "fence" : "fence \(accesses(before)),\(accesses(after))"
  }

  /// What a fence orders: device input and output, memory reads and writes.
  private func accesses(_ bits: UInt32) -> String {
    let names = zip([8, 4, 2, 1] as [UInt32], ["i", "o", "r", "w"])
    return bits == 0 ? "unknown" : names.map { bits & $0 != 0 ? $1 : "" }.joined()
  }

  var systemText: String? {
    guard word.funct3 == 0 else { return controlText }
    switch word.bits {
    case 0x0000_0073: return "ecall"
    case 0x0010_0073: return "ebreak"
    case 0x0020_0073: return "uret"
    case 0x1020_0073: return "sret"
    case 0x2020_0073: return "hret"
    case 0x3020_0073: return "mret"
    case 0x7B20_0073: return "dret"
    case 0x1050_0073: return "wfi"
    default: break
    }
    guard word.rd == 0 else { return nil }
    // Of 1.9.1, and of 1.10.
    if word.field(20, 12) == 0x104 { return word.rs1 == 0 ? "sfence.vm" : "sfence.vm \(rs1)" }
    guard word.funct7 == 9 else { return nil }
    if word.rs2 == 0 { return word.rs1 == 0 ? "sfence.vma" : "sfence.vma \(rs1)" }
    return "sfence.vma \(rs1),\(rs2)"
  }

  private var controlText: String? {
    let names: [String?] = [nil, "csrrw", "csrrs", "csrrc", nil, "csrrwi", "csrrsi", "csrrci"]
    guard let name = names[Int(word.funct3)] else { return nil }
    let number = Int(word.field(20, 12))
    if let short = shortControlText(number) { return short }
    let register = ControlRegister.name(number) ?? Disassembler.hexadecimal(UInt32(number))
    let value = word.funct3 > 4 ? String(word.rs1) : rs1
    if word.funct3 == 2, word.rs1 == 0 { return "csrr \(rd),\(register)" }
    guard word.rd == 0 else { return "\(name) \(rd),\(register),\(value)" }
    // csrrwi without a result is csrwi, and so on.
    return "csr\(name.dropFirst(4)) \(register),\(value)"
  }

  /// The instructions that some registers have for themselves.
  private func shortControlText(_ number: Int) -> String? {
    let result = word.rd == 0 ? "" : "\(rd),"
    switch (word.funct3, number) {
    case (1, ControlRegister.fflags): return "fsflags \(result)\(rs1)"
    case (1, ControlRegister.frm): return "fsrm \(result)\(rs1)"
    case (1, ControlRegister.fcsr): return "fscsr \(result)\(rs1)"
    case (5, ControlRegister.fflags): return "fsflagsi \(rd),\(word.rs1)"
    case (5, ControlRegister.frm): return "fsrmi \(rd),\(word.rs1)"
    // What compilers put where nothing may run: a write to a register that can only be read.
    case (1, ControlRegister.cycle) where word.rd == 0 && word.rs1 == 0: return "unimp"
    case (2, ControlRegister.fflags) where word.rs1 == 0: return "frflags \(rd)"
    case (2, ControlRegister.frm) where word.rs1 == 0: return "frrm \(rd)"
    case (2, ControlRegister.fcsr) where word.rs1 == 0: return "frcsr \(rd)"
    case (2, ControlRegister.cycle) where word.rs1 == 0: return "rdcycle \(rd)"
    case (2, ControlRegister.time) where word.rs1 == 0: return "rdtime \(rd)"
    case (2, ControlRegister.instret) where word.rs1 == 0: return "rdinstret \(rd)"
    default: return nil
    }
  }
}
