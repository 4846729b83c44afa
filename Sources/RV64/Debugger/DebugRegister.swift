/// A register as debuggers see it.
enum DebugRegister: Equatable {
  /// x0…x31.
  case integer(Int)
  /// Address of the next instruction.
  case programCounter
  /// f0…f31.
  case float(Int)
  /// A control register by its number.
  case control(Int)
  /// The mode: 0 user, 3 machine.
  case privilege

  /// Bytes that debuggers expect of it.
  var byteCount: Int {
    switch self {
    case .control(let number): number <= ControlRegister.fcsr ? 4 : 8
    default: 8
    }
  }

  /// x0…x31 and `pc`: what a debugger wants at each stop.
  static let general = (0..<32).map(DebugRegister.integer) + [.programCounter]
  /// The registers of F and D.
  static let floats =
    (0..<32).map(DebugRegister.float)
    + [ControlRegister.fflags, ControlRegister.frm, ControlRegister.fcsr].map(DebugRegister.control)
  /// The control registers that hold something.
  static let controls = [
    ControlRegister.mstatus, ControlRegister.misa, ControlRegister.medeleg, ControlRegister.mideleg,
    ControlRegister.mie, ControlRegister.mtvec, ControlRegister.mucounteren, ControlRegister.mscounteren,
    ControlRegister.mscratch, ControlRegister.mepc, ControlRegister.mcause, ControlRegister.mbadaddr,
    ControlRegister.mip, ControlRegister.sptbr, ControlRegister.mcycle, ControlRegister.minstret,
    ControlRegister.cycle, ControlRegister.time, ControlRegister.instret, ControlRegister.mvendorid,
    ControlRegister.marchid, ControlRegister.mimpid, ControlRegister.mhartid,
  ].map(DebugRegister.control)
  /// All, in the order of their numbers in GDB's protocol, which the target description tells.
  static let all = general + floats + controls + [.privilege]
}

extension Hart {
  /// The value of a register; the float unit may be off.
  func value(of register: DebugRegister) -> UInt64 {
    switch register {
    case .integer(let index): self[index]
    case .programCounter: pc
    case .float(let index): self[float: index]
    case .control(ControlRegister.fflags): UInt64(csr.fflags)
    case .control(ControlRegister.frm): UInt64(csr.frm)
    case .control(ControlRegister.fcsr): UInt64(csr.frm) << 5 | UInt64(csr.fflags)
    case .control(let number): readControlRegister(number) ?? 0
    case .privilege: csr.isMachineMode ? 3 : 0
    }
  }

  /// Changes a register; false when it is not one that can be changed, or not to this value.
  func set(_ register: DebugRegister, to value: UInt64) -> Bool {
    switch register {
    case .integer(let index): self[index] = value
    case .programCounter:
      guard value % 2 == 0 else { return false }
      // A hart that is sent elsewhere waits no more.
      (pc, isWaiting) = (value, false)
    case .float(let index): self[float: index] = value
    case .control(ControlRegister.fflags): csr.fflags = UInt8(value & 31)
    case .control(ControlRegister.frm): csr.frm = UInt8(value & 7)
    case .control(ControlRegister.fcsr): (csr.fflags, csr.frm) = (UInt8(value & 31), UInt8(value >> 5 & 7))
    case .control(let number): return Self.holdsWrites(number) && write(value, to: number)
    case .privilege:
      guard value == 0 || value == 3 else { return false }
      csr.isMachineMode = value == 3
      needsAttention = true
    }
    return true
  }

  /// Whether a write to a control register leaves something there; others are counters, lines and constants.
  private static func holdsWrites(_ number: Int) -> Bool {
    switch number {
    case ControlRegister.mstatus, ControlRegister.mie, ControlRegister.mtvec, ControlRegister.mucounteren,
      ControlRegister.mscounteren, ControlRegister.mscratch, ControlRegister.mepc, ControlRegister.mcause,
      ControlRegister.mbadaddr, ControlRegister.sptbr:
      true
    default: false
    }
  }
}
