/// Expands 16-bit instructions (extension C) into the 32-bit ones that they stand for.
enum CompressedDecoder {
  /// The 32-bit instruction, nil for words that stand for none.
  static func expand(_ bits: UInt16) -> UInt32? {
    let word = CompressedWord(UInt32(bits))
    switch (word.field(0, 2), word.field(13, 3)) {
    case (0, 0): return word.addi4spn
    case (0, 1): return itype(0x07, 3, rd: word.low, rs1: word.middle, word.offsetD)
    case (0, 2): return itype(0x03, 2, rd: word.low, rs1: word.middle, word.offsetW)
    case (0, 3): return itype(0x03, 3, rd: word.low, rs1: word.middle, word.offsetD)
    case (0, 5): return stype(0x27, 3, rs1: word.middle, rs2: word.low, word.offsetD)
    case (0, 6): return stype(0x23, 2, rs1: word.middle, rs2: word.low, word.offsetW)
    case (0, 7): return stype(0x23, 3, rs1: word.middle, rs2: word.low, word.offsetD)
    case (1, 0): return itype(0x13, 0, rd: word.rd, rs1: word.rd, word.immediate)
    case (1, 1): return word.rd == 0 ? nil : itype(0x1B, 0, rd: word.rd, rs1: word.rd, word.immediate)
    case (1, 2): return itype(0x13, 0, rd: word.rd, rs1: 0, word.immediate)
    case (1, 3): return word.luiOrAddi16sp
    case (1, 4): return word.arithmetic
    case (1, 5): return jtype(rd: 0, word.jumpOffset)
    case (1, 6): return btype(0, rs1: word.middle, word.branchOffset)
    case (1, 7): return btype(1, rs1: word.middle, word.branchOffset)
    case (2, 0): return itype(0x13, 1, rd: word.rd, rs1: word.rd, Int32(word.shift))
    case (2, 1): return itype(0x07, 3, rd: word.rd, rs1: 2, word.stackOffsetD)
    case (2, 2): return word.rd == 0 ? nil : itype(0x03, 2, rd: word.rd, rs1: 2, word.stackOffsetW)
    case (2, 3): return word.rd == 0 ? nil : itype(0x03, 3, rd: word.rd, rs1: 2, word.stackOffsetD)
    case (2, 4): return word.jumpOrMove
    case (2, 5): return stype(0x27, 3, rs1: 2, rs2: word.rs2, word.storeOffsetD)
    case (2, 6): return stype(0x23, 2, rs1: 2, rs2: word.rs2, word.storeOffsetW)
    case (2, 7): return stype(0x23, 3, rs1: 2, rs2: word.rs2, word.storeOffsetD)
    default: return nil
    }
  }

  static func itype(_ opcode: UInt32, _ funct3: UInt32, rd: UInt32, rs1: UInt32, _ immediate: Int32) -> UInt32
  {
    UInt32(bitPattern: immediate) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
  }

  static func stype(
    _ opcode: UInt32, _ funct3: UInt32, rs1: UInt32, rs2: UInt32, _ offset: UInt32
  ) -> UInt32 {
    let (high, low) = (offset >> 5, offset & 31)
    return high << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | low << 7 | opcode
  }

  static func itype(_ opcode: UInt32, _ funct3: UInt32, rd: UInt32, rs1: UInt32, _ offset: UInt32) -> UInt32 {
    itype(opcode, funct3, rd: rd, rs1: rs1, Int32(bitPattern: offset))
  }

  static func rtype(_ opcode: UInt32, _ funct3: UInt32, _ funct7: UInt32, rd: UInt32, rs2: UInt32) -> UInt32 {
    funct7 << 25 | rs2 << 20 | rd << 15 | funct3 << 12 | rd << 7 | opcode
  }

  private static func btype(_ funct3: UInt32, rs1: UInt32, _ offset: Int32) -> UInt32 {
    let bits = UInt32(bitPattern: offset)
    let high = (bits >> 12 & 1) << 31 | (bits >> 5 & 0x3F) << 25
    return high | rs1 << 15 | funct3 << 12 | (bits >> 1 & 0xF) << 8 | (bits >> 11 & 1) << 7 | 0x63
  }

  private static func jtype(rd: UInt32, _ offset: Int32) -> UInt32 {
    let bits = UInt32(bitPattern: offset)
    let low = (bits >> 1 & 0x3FF) << 21 | (bits >> 11 & 1) << 20
    return (bits >> 20 & 1) << 31 | low | (bits >> 12 & 0xFF) << 12 | rd << 7 | 0x6F
  }
}

/// The fields of a 16-bit instruction.
struct CompressedWord {
  let bits: UInt32

  init(_ bits: UInt32) { self.bits = bits }

  func field(_ lowest: UInt32, _ width: UInt32) -> UInt32 { (bits >> lowest) & ((1 << width) - 1) }

  /// Register in bits 7…11.
  var rd: UInt32 { field(7, 5) }
  /// Register in bits 2…6.
  var rs2: UInt32 { field(2, 5) }
  /// Register x8…x15 in bits 7…9.
  var middle: UInt32 { 8 + field(7, 3) }
  /// Register x8…x15 in bits 2…4.
  var low: UInt32 { 8 + field(2, 3) }
  /// Shift distance, 6 bits.
  var shift: UInt32 { field(12, 1) << 5 | field(2, 5) }
  /// Immediate of 6 bits with sign.
  var immediate: Int32 { Int32(bitPattern: shift << 26) >> 26 }

  var offsetW: UInt32 { field(5, 1) << 6 | field(10, 3) << 3 | field(6, 1) << 2 }
  var offsetD: UInt32 { field(5, 2) << 6 | field(10, 3) << 3 }
  var stackOffsetW: UInt32 { field(2, 2) << 6 | field(12, 1) << 5 | field(4, 3) << 2 }
  var stackOffsetD: UInt32 { field(2, 3) << 6 | field(12, 1) << 5 | field(5, 2) << 3 }
  var storeOffsetW: UInt32 { field(7, 2) << 6 | field(9, 4) << 2 }
  var storeOffsetD: UInt32 { field(7, 3) << 6 | field(10, 3) << 3 }

  var branchOffset: Int32 {
    let bits = field(12, 1) << 8 | field(5, 2) << 6 | field(2, 1) << 5 | field(10, 2) << 3 | field(3, 2) << 1
    return Int32(bitPattern: bits << 23) >> 23
  }

  var jumpOffset: Int32 {
    let high = field(12, 1) << 11 | field(8, 1) << 10 | field(9, 2) << 8 | field(6, 1) << 7
    let low = field(7, 1) << 6 | field(2, 1) << 5 | field(11, 1) << 4 | field(3, 3) << 1
    return Int32(bitPattern: (high | low) << 20) >> 20
  }

  /// c.addi4spn, which is illegal with 0: so is a halfword of zeros.
  var addi4spn: UInt32? {
    let offset = field(7, 4) << 6 | field(11, 2) << 4 | field(5, 1) << 3 | field(6, 1) << 2
    return offset == 0 ? nil : CompressedDecoder.itype(0x13, 0, rd: low, rs1: 2, offset)
  }

  var luiOrAddi16sp: UInt32? {
    guard rd == 2 else {
      let upper = UInt32(bitPattern: immediate) << 12
      return immediate == 0 ? nil : upper | rd << 7 | 0x37
    }
    let bits = field(12, 1) << 9 | field(3, 2) << 7 | field(5, 1) << 6 | field(2, 1) << 5 | field(6, 1) << 4
    let offset = Int32(bitPattern: bits << 22) >> 22
    return offset == 0 ? nil : CompressedDecoder.itype(0x13, 0, rd: 2, rs1: 2, offset)
  }

  /// Shifts, andi and register arithmetic on x8…x15.
  var arithmetic: UInt32? {
    switch field(10, 2) {
    case 0: return CompressedDecoder.itype(0x13, 5, rd: middle, rs1: middle, shift)
    case 1: return CompressedDecoder.itype(0x13, 5, rd: middle, rs1: middle, shift | 0x400)
    case 2: return CompressedDecoder.itype(0x13, 7, rd: middle, rs1: middle, immediate)
    default: break
    }
    let forms: [(opcode: UInt32, funct3: UInt32, funct7: UInt32)?] = [
      (0x33, 0, 0x20), (0x33, 4, 0), (0x33, 6, 0), (0x33, 7, 0), (0x3B, 0, 0x20), (0x3B, 0, 0), nil, nil,
    ]
    return forms[Int(field(12, 1) << 2 | field(5, 2))].map {
      CompressedDecoder.rtype($0.opcode, $0.funct3, $0.funct7, rd: middle, rs2: low)
    }
  }

  /// c.jr, c.mv, c.ebreak, c.jalr, c.add.
  var jumpOrMove: UInt32? {
    let isSecond = field(12, 1) == 1
    if rs2 != 0 {
      return isSecond
        ? CompressedDecoder.rtype(0x33, 0, 0, rd: rd, rs2: rs2) : rs2 << 20 | rd << 7 | 0x33
    }
    if rd == 0 { return isSecond ? 0x0010_0073 : nil }
    return CompressedDecoder.itype(0x67, 0, rd: isSecond ? 1 : 0, rs1: rd, UInt32(0))
  }
}
