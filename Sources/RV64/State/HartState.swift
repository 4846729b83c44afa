/// Everything that one hart remembers, as a value: save it, compare it, put it back.
public struct HartState: Sendable, Equatable {
  /// x0…x31; x0 is 0.
  public var integers: [UInt64]
  /// f0…f31 as stored, binary32 values boxed in ones.
  public var floats: [UInt64]
  /// Address of the next instruction.
  public var pc: UInt64
  /// Control and status registers.
  public var csr: ControlState
  /// Cycles since reset.
  public var cycles: UInt64
  /// Instructions retired since reset.
  public var retired: UInt64
  /// Whether a `wfi` holds the hart until an interrupt is pending.
  public var isWaiting: Bool
  /// Physical address that a load-reserved holds, nil for none.
  public var reservation: UInt64?

  /// A hart after reset, about to run from `pc`.
  public init(pc: UInt64) {
    integers = [UInt64](repeating: 0, count: 32)
    floats = [UInt64](repeating: 0, count: 32)
    self.pc = pc
    csr = ControlState()
    cycles = 0
    retired = 0
    isWaiting = false
    reservation = nil
  }
}

/// The control and status registers that hold something, privileged architecture 1.9.1 as the K210 has it.
public struct ControlState: Sendable, Equatable {
  /// Accrued exceptions of the float unit, `fflags`.
  public var fflags: UInt8 = 0
  /// Dynamic rounding mode, `frm`.
  public var frm: UInt8 = 0
  /// `mstatus`; bit 63 is made from FS when it is read.
  public var mstatus: UInt64 = 0
  /// Enabled interrupts, `mie`.
  public var mie: UInt64 = 0
  /// Interrupt lines as devices drive them, `mip`.
  public var mip: UInt64 = 0
  /// Trap handler, `mtvec`.
  public var mtvec: UInt64 = 0
  /// Where the last trap happened, `mepc`.
  public var mepc: UInt64 = 0
  /// Why, `mcause`.
  public var mcause: UInt64 = 0
  /// The address that it was about, `mbadaddr` (now `mtval`).
  public var mbadaddr: UInt64 = 0
  /// `mscratch`.
  public var mscratch: UInt64 = 0
  /// `mucounteren` and `mscounteren`, which change nothing here.
  public var counterEnables: [UInt64] = [0, 0]
  /// `medeleg` and `mideleg`; nothing is delegated, since there is no supervisor.
  public var delegations: [UInt64] = [0, 0]
  /// `sptbr`, kept but without effect: there is no translation.
  public var sptbr: UInt64 = 0
  /// Machine mode, else user mode.
  public var isMachineMode = true

  /// The registers after reset.
  public init() {}
}
