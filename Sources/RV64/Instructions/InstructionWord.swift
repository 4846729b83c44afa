/// The fields of a 32-bit instruction.
struct InstructionWord {
  let bits: UInt32

  init(_ bits: UInt32) { self.bits = bits }

  /// A field of `width` bits from bit `lowest` on.
  func field(_ lowest: UInt32, _ width: UInt32) -> UInt32 { (bits >> lowest) & ((1 << width) - 1) }

  var opcode: UInt32 { field(0, 7) }
  var rd: UInt8 { UInt8(field(7, 5)) }
  var funct3: UInt32 { field(12, 3) }
  var rs1: UInt8 { UInt8(field(15, 5)) }
  var rs2: UInt8 { UInt8(field(20, 5)) }
  var rs3: UInt8 { UInt8(field(27, 5)) }
  var funct7: UInt32 { field(25, 7) }
  private var signed: Int32 { Int32(bitPattern: bits) }

  /// Immediate of loads, register-immediate arithmetic and `jalr`.
  var immediateI: Int64 { Int64(signed >> 20) }
  /// Immediate of stores.
  var immediateS: Int64 { Int64((signed >> 25) << 5 | Int32(field(7, 5))) }
  /// Offset of branches.
  var immediateB: Int64 {
    let high = Int64(signed >> 31) << 12
    return high | Int64(field(7, 1) << 11 | field(25, 6) << 5 | field(8, 4) << 1)
  }
  /// Immediate of `lui` and `auipc`.
  var immediateU: Int64 { Int64(Int32(bitPattern: bits & 0xFFFF_F000)) }
  /// Offset of `jal`.
  var immediateJ: Int64 {
    let high = Int64(signed >> 31) << 20
    return high | Int64(field(12, 8) << 12 | field(20, 1) << 11 | field(21, 10) << 1)
  }
}
