/// An instruction as the interpreter wants it: 16 bytes, operands ready to use.
struct DecodedInstruction: BitwiseCopyable {
  /// What it does.
  var operation: Operation
  /// Register that is written; ``discard`` for x0.
  var rd: UInt8
  /// First register that is read.
  var rs1: UInt8
  /// Second register that is read.
  var rs2: UInt8
  /// Halfwords to the next instruction: 1 or 2.
  var step: UInt8
  /// Float instructions: what it does.
  var floatOperation: UInt8
  /// Float instructions: rounding mode (0…7).
  var roundingMode: UInt8
  /// Float instructions: third register that is read; bit 7 set for binary64.
  var rs3: UInt8
  /// Immediate, sign-extended; for near jumps in halfwords.
  var immediate: Int64

  /// Where results for x0 go: a register that nobody reads.
  static let discard: UInt8 = 32
  /// Set in `rs3` for instructions on binary64.
  static let isDouble: UInt8 = 0x80

  /// An instruction of which only some operands are used.
  init(
    _ operation: Operation, rd: UInt8 = DecodedInstruction.discard, rs1: UInt8 = 0, rs2: UInt8 = 0,
    immediate: Int64 = 0
  ) {
    self.operation = operation
    self.rd = rd == 0 ? Self.discard : rd
    self.rs1 = rs1
    self.rs2 = rs2
    step = 2
    floatOperation = 0
    roundingMode = 0
    rs3 = 0
    self.immediate = immediate
  }

  /// What the entries of a new page are.
  static let undecoded = DecodedInstruction(.undecoded)
}
