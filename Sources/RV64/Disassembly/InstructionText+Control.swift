/// Jumps, branches, loads and stores.
extension InstructionText {
  var jumpText: String {
    let target = target(word.immediateJ)
    switch word.rd {
    case 0: return "j \(target)"
    case 1: return "jal \(target)"
    default: return "jal \(rd),\(target)"
    }
  }

  var registerJumpText: String? {
    guard word.funct3 == 0 else { return nil }
    let offset = word.immediateI
    let place = offset == 0 ? rs1 : "\(offset)(\(rs1))"
    switch word.rd {
    case 0: return word.rs1 == 1 && offset == 0 ? "ret" : "jr \(place)"
    case 1: return "jalr \(place)"
    default: return "jalr \(rd),\(place)"
    }
  }

  var branchText: String? {
    let target = target(word.immediateB)
    switch (word.funct3, word.rs1, word.rs2) {
    case (0, _, 0): return "beqz \(rs1),\(target)"
    case (1, _, 0): return "bnez \(rs1),\(target)"
    case (4, _, 0): return "bltz \(rs1),\(target)"
    case (4, 0, _): return "bgtz \(rs2),\(target)"
    case (5, 0, _): return "blez \(rs2),\(target)"
    case (5, _, 0): return "bgez \(rs1),\(target)"
    default: break
    }
    let names: [String?] = ["beq", "bne", nil, nil, "blt", "bge", "bltu", "bgeu"]
    return names[Int(word.funct3)].map { "\($0) \(rs1),\(rs2),\(target)" }
  }

  var loadText: String? {
    let names: [String?] = ["lb", "lh", "lw", "ld", "lbu", "lhu", "lwu", nil]
    return names[Int(word.funct3)].map { "\($0) \(rd),\(word.immediateI)(\(rs1))" }
  }

  var storeText: String? {
    let names = ["sb", "sh", "sw", "sd"]
    guard word.funct3 < 4 else { return nil }
    return "\(names[Int(word.funct3)]) \(rs2),\(word.immediateS)(\(rs1))"
  }

  var floatLoadText: String? {
    guard let format = floatMemoryFormat else { return nil }
    return "fl\(format) \(fd),\(word.immediateI)(\(rs1))"
  }

  var floatStoreText: String? {
    guard let format = floatMemoryFormat else { return nil }
    return "fs\(format) \(fs2),\(word.immediateS)(\(rs1))"
  }

  private var floatMemoryFormat: String? {
    switch word.funct3 {
    case 2: "w"
    case 3: "d"
    default: nil
    }
  }
}
