/// One line of a trace: which hart runs which instruction where.
public struct TraceLine: Sendable, Equatable, CustomStringConvertible {
  /// Number of the hart.
  public let hart: Int
  /// Address of the instruction.
  public let pc: UInt64
  /// The instruction; of one of 16 bits, the lower half.
  public let bits: UInt32
  /// Where that is in the program, when it is known.
  public let place: SymbolTable.Place?

  /// A line about an instruction.
  public init(hart: Int, pc: UInt64, bits: UInt32, place: SymbolTable.Place? = nil) {
    self.hart = hart
    self.pc = pc
    self.bits = bits
    self.place = place
  }

  /// A line about the instruction that a hart runs next, nil when its `pc` is not in RAM.
  ///
  /// Make it before the instruction runs, which may overwrite itself.
  public init?(next hart: Hart, in image: ProgramImage? = nil) {
    guard let bits = hart.memory.instructionBits(at: hart.pc) else { return nil }
    self.init(hart: hart.id, pc: hart.pc, bits: bits, place: image?.symbol(at: hart.pc))
  }

  /// `hart0 80000000: addi sp,sp,-16`, or `hart0 80000010 <main+0x10>: ret`.
  public var description: String {
    let digits = String(pc, radix: 16)
    let address = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    let name = place.map { " <\($0)>" } ?? ""
    return "hart\(hart) \(address)\(name): \(Disassembler.text(of: bits, at: pc))"
  }
}
