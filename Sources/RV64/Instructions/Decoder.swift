/// Turns instruction words into what the interpreter runs.
enum Decoder {
  /// Decodes the instruction that starts with `low`; `high` are the 16 bits behind it.
  ///
  /// Words that mean nothing become ``Operation/illegal``.
  static func decode(low: UInt16, high: UInt16) -> DecodedInstruction {
    guard low & 3 == 3 else {
      var instruction = CompressedDecoder.expand(low).map { decode($0) } ?? DecodedInstruction(.illegal)
      instruction.step = 1
      return instruction
    }
    return decode(UInt32(low) | UInt32(high) << 16)
  }

  /// Decodes a 32-bit instruction.
  static func decode(_ bits: UInt32) -> DecodedInstruction {
    let word = InstructionWord(bits)
    switch word.opcode {
    case 0x37: return .init(.lui, rd: word.rd, immediate: word.immediateU)
    case 0x17: return .init(.auipc, rd: word.rd, immediate: word.immediateU)
    case 0x6F: return .init(.jalFar, rd: word.rd, immediate: word.immediateJ)
    case 0x67 where word.funct3 == 0:
      return .init(.jalr, rd: word.rd, rs1: word.rs1, immediate: word.immediateI)
    case 0x63: return branch(word)
    case 0x03: return load(word)
    case 0x23: return store(word)
    case 0x13: return immediateArithmetic(word)
    case 0x1B: return immediateArithmetic32(word)
    case 0x33: return arithmetic(word)
    case 0x3B: return arithmetic32(word)
    case 0x0F: return .init(word.funct3 == 1 ? .fenceI : word.funct3 == 0 ? .fence : .illegal)
    case 0x2F: return atomic(word)
    case 0x73: return system(word)
    case 0x07, 0x27, 0x43, 0x47, 0x4B, 0x4F, 0x53: return FloatDecoder.decode(word)
    default: return .init(.illegal)
    }
  }

  private static func branch(_ word: InstructionWord) -> DecodedInstruction {
    let operations: [Operation] = [
      .beqFar, .bneFar, .illegal, .illegal, .bltFar, .bgeFar, .bltuFar, .bgeuFar,
    ]
    return .init(
      operations[Int(word.funct3)], rs1: word.rs1, rs2: word.rs2, immediate: word.immediateB)
  }

  private static func load(_ word: InstructionWord) -> DecodedInstruction {
    let operations: [Operation] = [.lb, .lh, .lw, .ld, .lbu, .lhu, .lwu, .illegal]
    return .init(operations[Int(word.funct3)], rd: word.rd, rs1: word.rs1, immediate: word.immediateI)
  }

  private static func store(_ word: InstructionWord) -> DecodedInstruction {
    let operations: [Operation] = [.sb, .sh, .sw, .sd]
    guard word.funct3 < 4 else { return .init(.illegal) }
    return .init(
      operations[Int(word.funct3)], rs1: word.rs1, rs2: word.rs2, immediate: word.immediateS)
  }

  private static func immediateArithmetic(_ word: InstructionWord) -> DecodedInstruction {
    let shift = Int64(word.field(20, 6))
    let operation: Operation
    switch (word.funct3, word.field(26, 6)) {
    case (1, 0): operation = .slli
    case (5, 0): operation = .srli
    case (5, 0x10): operation = .srai
    case (1, _), (5, _): return .init(.illegal)
    default:
      let operations: [Operation] = [.addi, .illegal, .slti, .sltiu, .xori, .illegal, .ori, .andi]
      return .init(operations[Int(word.funct3)], rd: word.rd, rs1: word.rs1, immediate: word.immediateI)
    }
    return .init(operation, rd: word.rd, rs1: word.rs1, immediate: shift)
  }

  private static func immediateArithmetic32(_ word: InstructionWord) -> DecodedInstruction {
    switch (word.funct3, word.funct7) {
    case (0, _): .init(.addiw, rd: word.rd, rs1: word.rs1, immediate: word.immediateI)
    case (1, 0): .init(.slliw, rd: word.rd, rs1: word.rs1, immediate: Int64(word.rs2))
    case (5, 0): .init(.srliw, rd: word.rd, rs1: word.rs1, immediate: Int64(word.rs2))
    case (5, 0x20): .init(.sraiw, rd: word.rd, rs1: word.rs1, immediate: Int64(word.rs2))
    default: .init(.illegal)
    }
  }

  private static func arithmetic(_ word: InstructionWord) -> DecodedInstruction {
    let operation: Operation
    switch (word.funct7, word.funct3) {
    case (0, let code):
      operation = [.add, .sll, .slt, .sltu, .xor, .srl, .or, .and][Int(code)]
    case (0x20, 0): operation = .sub
    case (0x20, 5): operation = .sra
    case (1, let code):
      operation = [.mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu][Int(code)]
    default: operation = .illegal
    }
    return .init(operation, rd: word.rd, rs1: word.rs1, rs2: word.rs2)
  }

  private static func arithmetic32(_ word: InstructionWord) -> DecodedInstruction {
    let operation: Operation
    switch (word.funct7, word.funct3) {
    case (0, 0): operation = .addw
    case (0, 1): operation = .sllw
    case (0, 5): operation = .srlw
    case (0x20, 0): operation = .subw
    case (0x20, 5): operation = .sraw
    case (1, 0): operation = .mulw
    case (1, 4): operation = .divw
    case (1, 5): operation = .divuw
    case (1, 6): operation = .remw
    case (1, 7): operation = .remuw
    default: operation = .illegal
    }
    return .init(operation, rd: word.rd, rs1: word.rs1, rs2: word.rs2)
  }

  private static func atomic(_ word: InstructionWord) -> DecodedInstruction {
    // funct5 of the eleven operations, in the order of `Operation`.
    let codes: [UInt32] = [0x02, 0x03, 0x01, 0x00, 0x04, 0x0C, 0x08, 0x10, 0x14, 0x18, 0x1C]
    let first: Operation
    switch word.funct3 {
    case 2: first = .lrW
    case 3: first = .lrD
    default: return .init(.illegal)
    }
    guard let index = codes.firstIndex(of: word.field(27, 5)), index != 0 || word.rs2 == 0,
      let operation = Operation(rawValue: first.rawValue + UInt8(index))
    else { return .init(.illegal) }
    return .init(operation, rd: word.rd, rs1: word.rs1, rs2: word.rs2)
  }

  private static func system(_ word: InstructionWord) -> DecodedInstruction {
    if word.funct3 == 0 {
      switch word.bits {
      case 0x0000_0073: return .init(.ecall)
      case 0x0010_0073: return .init(.ebreak)
      case 0x3020_0073: return .init(.mret)
      case 0x1050_0073: return .init(.wfi)
      default: break
      }
      // sfence.vm of 1.9.1 with any rs1, and the newer sfence.vma.
      let isFence = word.rd == 0 && (word.field(20, 12) == 0x104 || word.funct7 == 9)
      return .init(isFence ? .sfence : .illegal)
    }
    let operations: [Operation] = [.illegal, .csrrw, .csrrs, .csrrc, .illegal, .csrrwi, .csrrsi, .csrrci]
    return .init(
      operations[Int(word.funct3)], rd: word.rd, rs1: word.rs1, immediate: Int64(word.field(20, 12)))
  }
}
