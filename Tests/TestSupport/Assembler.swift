/// Instruction words for tests, by the names of the manual.
package enum Assembler {
  package static func addi(_ rd: UInt32, _ rs1: UInt32, _ immediate: Int32) -> UInt32 {
    i(0x13, 0, rd, rs1, immediate)
  }
  package static func add(_ rd: UInt32, _ rs1: UInt32, _ rs2: UInt32) -> UInt32 {
    r(0x33, 0, 0, rd, rs1, rs2)
  }
  package static func lui(_ rd: UInt32, _ upper: UInt32) -> UInt32 { upper << 12 | rd << 7 | 0x37 }
  package static func load(_ funct3: UInt32, _ rd: UInt32, _ rs1: UInt32, _ offset: Int32) -> UInt32 {
    i(0x03, funct3, rd, rs1, offset)
  }
  package static func store(_ funct3: UInt32, _ rs1: UInt32, _ rs2: UInt32, _ offset: Int32) -> UInt32 {
    let bits = UInt32(bitPattern: offset)
    return (bits >> 5 & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (bits & 31) << 7 | 0x23
  }
  package static func jalr(_ rd: UInt32, _ rs1: UInt32, _ offset: Int32 = 0) -> UInt32 {
    i(0x67, 0, rd, rs1, offset)
  }
  package static func jal(_ rd: UInt32, _ offset: Int32) -> UInt32 {
    let bits = UInt32(bitPattern: offset)
    let high = (bits >> 20 & 1) << 31 | (bits >> 1 & 0x3FF) << 21
    return high | (bits >> 11 & 1) << 20 | (bits >> 12 & 0xFF) << 12 | rd << 7 | 0x6F
  }
  package static func csrrw(_ rd: UInt32, _ csr: UInt32, _ rs1: UInt32) -> UInt32 {
    csr << 20 | rs1 << 15 | 1 << 12 | rd << 7 | 0x73
  }
  package static func csrrs(_ rd: UInt32, _ csr: UInt32, _ rs1: UInt32) -> UInt32 {
    csr << 20 | rs1 << 15 | 2 << 12 | rd << 7 | 0x73
  }
  package static func csrrwi(_ rd: UInt32, _ csr: UInt32, _ value: UInt32) -> UInt32 {
    csr << 20 | value << 15 | 5 << 12 | rd << 7 | 0x73
  }
  package static let ecall: UInt32 = 0x73
  package static let ebreak: UInt32 = 0x0010_0073
  package static let mret: UInt32 = 0x3020_0073
  package static let wfi: UInt32 = 0x1050_0073
  package static let nop: UInt32 = 0x13

  package static func i(_ opcode: UInt32, _ funct3: UInt32, _ rd: UInt32, _ rs1: UInt32, _ immediate: Int32)
    -> UInt32
  {
    UInt32(bitPattern: immediate) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
  }
  package static func r(
    _ opcode: UInt32, _ funct3: UInt32, _ funct7: UInt32, _ rd: UInt32, _ rs1: UInt32, _ rs2: UInt32
  ) -> UInt32 {
    funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode
  }

  /// A conditional branch; `funct3` is 0 beq, 1 bne, 4 blt, 5 bge, 6 bltu, 7 bgeu.
  package static func branch(_ funct3: UInt32, _ rs1: UInt32, _ rs2: UInt32, _ offset: Int32) -> UInt32 {
    let bits = UInt32(bitPattern: offset)
    let high = (bits >> 12 & 1) << 31 | (bits >> 5 & 0x3F) << 25
    return high | rs2 << 20 | rs1 << 15 | funct3 << 12 | (bits >> 1 & 15) << 8 | (bits >> 11 & 1) << 7 | 0x63
  }

  /// Puts any 32-bit number into a register, sign-extended, in two instructions.
  package static func li(_ rd: UInt32, _ value: UInt32) -> [UInt32] {
    let low = Int32(bitPattern: value << 20) >> 20
    return [lui(rd, (value &- UInt32(bitPattern: low)) >> 12), i(0x1B, 0, rd, rd, low)]
  }

  /// The bytes of instructions.
  package static func bytes(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
  }
}
