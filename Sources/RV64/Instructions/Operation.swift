/// What one instruction does, after decoding; compressed forms are expanded.
///
/// **Source**: The RISC-V Instruction Set Manual, user level 2.2, privileged 1.9.1 (certain).
enum Operation: UInt8 {
  // Not instructions: what an entry of a decoded page may be besides.
  /// Nothing was decoded here yet.
  case undecoded
  /// The page ends; the next one follows.
  case pageEnd
  /// A debugger's breakpoint lies on what is here.
  case breakpoint
  /// No instruction of this processor.
  case illegal

  // RV64I: upper immediates and jumps. `near` targets lie in the same page.
  case lui, auipc, jalNear, jalFar, jalr
  case beqNear, bneNear, bltNear, bgeNear, bltuNear, bgeuNear
  case beqFar, bneFar, bltFar, bgeFar, bltuFar, bgeuFar

  // RV64I: loads and stores.
  case lb, lh, lw, ld, lbu, lhu, lwu, sb, sh, sw, sd

  // RV64I: arithmetic.
  case addi, slti, sltiu, xori, ori, andi, slli, srli, srai
  case add, sub, sll, slt, sltu, xor, srl, sra, or, and
  case addiw, slliw, srliw, sraiw, addw, subw, sllw, srlw, sraw

  // M.
  case mul, mulh, mulhsu, mulhu, div, divu, rem, remu, mulw, divw, divuw, remw, remuw

  // A: word forms, then doubleword forms, in the same order.
  case lrW, scW, amoswapW, amoaddW, amoxorW, amoandW, amoorW, amominW, amomaxW, amominuW, amomaxuW
  case lrD, scD, amoswapD, amoaddD, amoxorD, amoandD, amoorD, amominD, amomaxD, amominuD, amomaxuD

  // F and D: loads and stores, then everything else, which `FloatOperation` tells apart.
  case flw, fld, fsw, fsd, float

  // System.
  case fence, fenceI, ecall, ebreak, mret, wfi, sfence
  case csrrw, csrrs, csrrc, csrrwi, csrrsi, csrrci
}

/// What an instruction of F or D does with registers; one case for both formats.
enum FloatOperation: UInt8 {
  case add, subtract, multiply, divide, squareRoot
  case multiplyAdd, multiplySubtract, negatedMultiplySubtract, negatedMultiplyAdd
  case signInject, signInjectNegated, signInjectXor, minimum, maximum
  case isEqual, isLess, isLessOrEqual, classify
  case toInt32, toUInt32, toInt64, toUInt64, fromInt32, fromUInt32, fromInt64, fromUInt64
  /// Between binary32 and binary64; the entry's format is that of the result.
  case convert
  case moveToInteger, moveFromInteger
}
