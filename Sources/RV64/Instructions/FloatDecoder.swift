/// Decodes the F and D extensions.
enum FloatDecoder {
  static func decode(_ word: InstructionWord) -> DecodedInstruction {
    switch word.opcode {
    case 0x07: memory(word, word.immediateI, single: .flw, double: .fld, rd: word.rd)
    case 0x27: memory(word, word.immediateS, single: .fsw, double: .fsd, rd: 0)
    case 0x43: fused(word, .multiplyAdd)
    case 0x47: fused(word, .multiplySubtract)
    case 0x4B: fused(word, .negatedMultiplySubtract)
    case 0x4F: fused(word, .negatedMultiplyAdd)
    default: arithmetic(word)
    }
  }

  private static func memory(
    _ word: InstructionWord, _ offset: Int64, single: Operation, double: Operation, rd: UInt8
  ) -> DecodedInstruction {
    guard word.funct3 == 2 || word.funct3 == 3 else { return .init(.illegal) }
    var instruction = DecodedInstruction(
      word.funct3 == 2 ? single : double, rs1: word.rs1, rs2: word.rs2, immediate: offset)
    // Float registers have no register that reads as zero.
    instruction.rd = rd
    return instruction
  }

  private static func fused(_ word: InstructionWord, _ operation: FloatOperation) -> DecodedInstruction {
    instruction(word, operation, rd: word.rd, roundingMode: word.funct3)
  }

  /// A float instruction whose format is in bits 25 and 26.
  private static func instruction(
    _ word: InstructionWord, _ operation: FloatOperation, rd: UInt8, roundingMode: UInt32 = 0
  ) -> DecodedInstruction {
    let format = word.field(25, 2)
    guard format < 2, roundingMode != 5, roundingMode != 6 else { return .init(.illegal) }
    var instruction = DecodedInstruction(.float, rs1: word.rs1, rs2: word.rs2)
    instruction.rd = rd
    instruction.floatOperation = operation.rawValue
    instruction.roundingMode = UInt8(roundingMode)
    instruction.rs3 = word.rs3 | (format == 1 ? DecodedInstruction.isDouble : 0)
    return instruction
  }

  /// A float instruction that writes an integer register.
  private static func toInteger(
    _ word: InstructionWord, _ operation: FloatOperation, roundingMode: UInt32 = 0
  ) -> DecodedInstruction {
    instruction(
      word, operation, rd: word.rd == 0 ? DecodedInstruction.discard : word.rd, roundingMode: roundingMode)
  }

  private static func arithmetic(_ word: InstructionWord) -> DecodedInstruction {
    let (mode, selector) = (word.funct3, Int(word.rs2))
    switch word.field(27, 5) {
    case 0x00: return instruction(word, .add, rd: word.rd, roundingMode: mode)
    case 0x01: return instruction(word, .subtract, rd: word.rd, roundingMode: mode)
    case 0x02: return instruction(word, .multiply, rd: word.rd, roundingMode: mode)
    case 0x03: return instruction(word, .divide, rd: word.rd, roundingMode: mode)
    case 0x0B where selector == 0: return instruction(word, .squareRoot, rd: word.rd, roundingMode: mode)
    case 0x04 where mode < 3:
      return instruction(
        word, [.signInject, .signInjectNegated, .signInjectXor][Int(mode)], rd: word.rd)
    case 0x05 where mode < 2: return instruction(word, mode == 0 ? .minimum : .maximum, rd: word.rd)
    case 0x08 where selector == 1 - Int(word.field(25, 2)):
      return instruction(word, .convert, rd: word.rd, roundingMode: mode)
    case 0x14 where mode < 3:
      return toInteger(word, [.isLessOrEqual, .isLess, .isEqual][Int(mode)])
    case 0x18 where selector < 4:
      return toInteger(word, [.toInt32, .toUInt32, .toInt64, .toUInt64][selector], roundingMode: mode)
    case 0x1A where selector < 4:
      return instruction(
        word, [.fromInt32, .fromUInt32, .fromInt64, .fromUInt64][selector], rd: word.rd, roundingMode: mode)
    case 0x1C where selector == 0 && mode < 2: return toInteger(word, mode == 0 ? .moveToInteger : .classify)
    case 0x1E where selector == 0 && mode == 0: return instruction(word, .moveFromInteger, rd: word.rd)
    default: return .init(.illegal)
    }
  }
}
