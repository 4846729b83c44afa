/// Integer arithmetic and atomic operations.
extension InstructionText {
  var immediateText: String? {
    let immediate = word.immediateI
    switch (word.funct3, immediate) {
    case (1, _), (5, _): return shiftText
    case (0, 0) where word.rd == 0 && word.rs1 == 0: return "nop"
    case (0, _) where word.rs1 == 0: return "li \(rd),\(immediate)"
    case (0, 0): return "mv \(rd),\(rs1)"
    case (3, 1): return "seqz \(rd),\(rs1)"
    case (4, -1): return "not \(rd),\(rs1)"
    case (7, 255): return "zext.b \(rd),\(rs1)"
    default: break
    }
    let names = ["addi", "", "slti", "sltiu", "xori", "", "ori", "andi"]
    return "\(names[Int(word.funct3)]) \(rd),\(rs1),\(immediate)"
  }

  private var shiftText: String? {
    let distance = Disassembler.hexadecimal(word.field(20, 6))
    switch (word.funct3, word.field(26, 6)) {
    case (1, 0): return "slli \(rd),\(rs1),\(distance)"
    case (5, 0): return "srli \(rd),\(rs1),\(distance)"
    case (5, 0x10): return "srai \(rd),\(rs1),\(distance)"
    default: return nil
    }
  }

  var immediate32Text: String? {
    let distance = Disassembler.hexadecimal(word.rs2)
    switch (word.funct3, word.funct7) {
    case (0, _):
      return word.immediateI == 0 ? "sext.w \(rd),\(rs1)" : "addiw \(rd),\(rs1),\(word.immediateI)"
    case (1, 0): return "slliw \(rd),\(rs1),\(distance)"
    case (5, 0): return "srliw \(rd),\(rs1),\(distance)"
    case (5, 0x20): return "sraiw \(rd),\(rs1),\(distance)"
    default: return nil
    }
  }

  var arithmeticText: String? {
    switch (word.funct7, word.funct3) {
    case (0, 2) where word.rs2 == 0: return "sltz \(rd),\(rs1)"
    case (0, 2) where word.rs1 == 0: return "sgtz \(rd),\(rs2)"
    case (0, 3) where word.rs1 == 0: return "snez \(rd),\(rs2)"
    case (0x20, 0) where word.rs1 == 0: return "neg \(rd),\(rs2)"
    case (0, let code):
      return threeRegisters(["add", "sll", "slt", "sltu", "xor", "srl", "or", "and"][Int(code)])
    case (0x20, 0): return threeRegisters("sub")
    case (0x20, 5): return threeRegisters("sra")
    case (1, let code):
      return threeRegisters(["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"][Int(code)])
    default: return nil
    }
  }

  var arithmetic32Text: String? {
    switch (word.funct7, word.funct3) {
    case (0x20, 0) where word.rs1 == 0: "negw \(rd),\(rs2)"
    case (0, 0): threeRegisters("addw")
    case (0, 1): threeRegisters("sllw")
    case (0, 5): threeRegisters("srlw")
    case (0x20, 0): threeRegisters("subw")
    case (0x20, 5): threeRegisters("sraw")
    case (1, 0): threeRegisters("mulw")
    case (1, 4): threeRegisters("divw")
    case (1, 5): threeRegisters("divuw")
    case (1, 6): threeRegisters("remw")
    case (1, 7): threeRegisters("remuw")
    default: nil
    }
  }

  private func threeRegisters(_ name: String) -> String { "\(name) \(rd),\(rs1),\(rs2)" }

  var atomicText: String? {
    let width: String
    switch word.funct3 {
    case 2: width = "w"
    case 3: width = "d"
    default: return nil
    }
    let order = ["", ".rl", ".aq", ".aqrl"][Int(word.field(25, 2))]
    let name: String
    switch word.field(27, 5) {
    case 0x00: name = "amoadd"
    case 0x01: name = "amoswap"
    case 0x02: return word.rs2 == 0 ? "lr.\(width)\(order) \(rd),(\(rs1))" : nil
    case 0x03: name = "sc"
    case 0x04: name = "amoxor"
    case 0x08: name = "amoor"
    case 0x0C: name = "amoand"
    case 0x10: name = "amomin"
    case 0x14: name = "amomax"
    case 0x18: name = "amominu"
    case 0x1C: name = "amomaxu"
    default: return nil
    }
    return "\(name).\(width)\(order) \(rd),\(rs2),(\(rs1))"
  }
}
