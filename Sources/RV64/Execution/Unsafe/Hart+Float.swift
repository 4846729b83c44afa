/// The instructions of F and D.
///
/// Sign injections, moves and loads copy bits; everything else is `FloatingPoint/`.
extension Hart {
  /// Runs one; false when it is illegal: the float unit is off, or the rounding mode is reserved.
  @inline(never) func executeFloat(_ e: DecodedInstruction) -> Bool {
    guard csr.mstatus & MachineStatus.fs != 0,
      let rounding = RoundingMode(rawValue: e.roundingMode == 7 ? csr.frm : e.roundingMode),
      let operation = FloatOperation(rawValue: e.floatOperation)
    else { return false }
    csr.mstatus |= MachineStatus.fs
    var flags = FloatFlags(rawValue: csr.fflags)
    if e.rs3 & DecodedInstruction.isDouble != 0 {
      execute(operation, e, as: Registers64.self, rounding, &flags)
    } else {
      execute(operation, e, as: Registers32.self, rounding, &flags)
    }
    csr.fflags = flags.rawValue
    return true
  }

  @inline(__always) private func execute<View: FloatRegisters>(
    _ operation: FloatOperation, _ e: DecodedInstruction, as view: View.Type, _ rounding: RoundingMode,
    _ flags: inout FloatFlags
  ) {
    typealias Format = View.Format
    let (rd, rs1, rs2) = (Int(e.rd), Int(e.rs1), Int(e.rs2))
    let a = unsafe View.value(f[rs1])
    var b: Format.Bits { unsafe View.value(f[rs2]) }
    var c: Format.Bits { unsafe View.value(f[Int(e.rs3 & 31)]) }
    func set(_ value: Format.Bits) { unsafe f[rd] = View.register(value) }
    let sign = Format.signBit
    switch operation {
    case .add: set(Format.add(a, b, rounding: rounding, flags: &flags))
    case .subtract: set(Format.subtract(a, b, rounding: rounding, flags: &flags))
    case .multiply: set(Format.multiply(a, b, rounding: rounding, flags: &flags))
    case .divide: set(Format.divide(a, b, rounding: rounding, flags: &flags))
    case .squareRoot: set(Format.squareRoot(a, rounding: rounding, flags: &flags))
    case .multiplyAdd: set(Format.multiplyAdd(a, b, c, rounding: rounding, flags: &flags))
    case .multiplySubtract: set(Format.multiplyAdd(a, b, c ^ sign, rounding: rounding, flags: &flags))
    case .negatedMultiplySubtract: set(Format.multiplyAdd(a ^ sign, b, c, rounding: rounding, flags: &flags))
    case .negatedMultiplyAdd:
      set(Format.multiplyAdd(a ^ sign, b, c ^ sign, rounding: rounding, flags: &flags))
    case .signInject: set(a & ~sign | b & sign)
    case .signInjectNegated: set(a & ~sign | ~b & sign)
    case .signInjectXor: set(a ^ b & sign)
    case .minimum: set(Format.minimum(a, b, flags: &flags))
    case .maximum: set(Format.maximum(a, b, flags: &flags))
    case .isEqual: unsafe x[rd] = Format.isEqual(a, b, flags: &flags) ? 1 : 0
    case .isLess: unsafe x[rd] = Format.isLess(a, b, flags: &flags) ? 1 : 0
    case .isLessOrEqual: unsafe x[rd] = Format.isLessOrEqual(a, b, flags: &flags) ? 1 : 0
    case .classify: unsafe x[rd] = Format.classify(a)
    case .toInt32:
      let value = Format.integer(a, as: Int32.self, rounding: rounding, flags: &flags)
      unsafe x[rd] = UInt64(bitPattern: Int64(value))
    case .toUInt32:
      let value = Format.integer(a, as: UInt32.self, rounding: rounding, flags: &flags)
      unsafe x[rd] = word(UInt64(value))
    case .toInt64:
      let value = Format.integer(a, as: Int64.self, rounding: rounding, flags: &flags)
      unsafe x[rd] = UInt64(bitPattern: value)
    case .toUInt64: unsafe x[rd] = Format.integer(a, as: UInt64.self, rounding: rounding, flags: &flags)
    case .fromInt32:
      set(Format.converted(Int32(truncatingIfNeeded: self[rs1]), rounding: rounding, flags: &flags))
    case .fromUInt32:
      set(Format.converted(UInt32(truncatingIfNeeded: self[rs1]), rounding: rounding, flags: &flags))
    case .fromInt64: set(Format.converted(Int64(bitPattern: self[rs1]), rounding: rounding, flags: &flags))
    case .fromUInt64: set(Format.converted(self[rs1], rounding: rounding, flags: &flags))
    case .convert: unsafe f[rd] = View.converted(f[rs1], rounding, &flags)
    case .moveToInteger: unsafe x[rd] = View.moved(f[rs1])
    case .moveFromInteger: set(Format.Bits(truncatingIfNeeded: self[rs1]))
    }
  }
}

/// How numbers of a format lie in float registers.
private protocol FloatRegisters {
  associatedtype Format: BinaryFormat

  /// The number in a register.
  static func value(_ register: UInt64) -> Format.Bits
  /// The register that holds a number.
  static func register(_ value: Format.Bits) -> UInt64
  /// The register that holds the number of the other format in `register`, brought to this one.
  static func converted(_ register: UInt64, _ rounding: RoundingMode, _ flags: inout FloatFlags) -> UInt64
  /// What `fmv.x` makes of a register.
  static func moved(_ register: UInt64) -> UInt64
}

private enum Registers32: FloatRegisters {
  typealias Format = Binary32
  @inline(__always) static func value(_ register: UInt64) -> UInt32 { Binary32.unboxed(register) }
  @inline(__always) static func register(_ value: UInt32) -> UInt64 { Binary32.boxed(value) }
  static func converted(_ register: UInt64, _ rounding: RoundingMode, _ flags: inout FloatFlags) -> UInt64 {
    Binary32.boxed(Binary32.converted(fromBinary64: register, rounding: rounding, flags: &flags))
  }
  @inline(__always) static func moved(_ register: UInt64) -> UInt64 {
    UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: register)))
  }
}

private enum Registers64: FloatRegisters {
  typealias Format = Binary64
  @inline(__always) static func value(_ register: UInt64) -> UInt64 { register }
  @inline(__always) static func register(_ value: UInt64) -> UInt64 { value }
  static func converted(_ register: UInt64, _ rounding: RoundingMode, _ flags: inout FloatFlags) -> UInt64 {
    Binary64.converted(fromBinary32: Binary32.unboxed(register), flags: &flags)
  }
  @inline(__always) static func moved(_ register: UInt64) -> UInt64 { register }
}
