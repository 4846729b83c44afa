/// Why the machine stopped for a debugger.
public struct DebugStop: Sendable, Equatable {
  /// The reasons.
  public enum Reason: Sendable, Equatable {
    /// A step was done, or a debugger came.
    case stepped
    /// The user wanted it (^C).
    case interrupted
    /// A breakpoint or an `ebreak` lies on the next instruction.
    case breakpoint
    /// The next instruction would do what a watchpoint waits for, at this address.
    case watchpoint(Watchpoint.Kind, UInt64)
    /// An exception that no handler takes.
    case exception(Trap.Cause)
    /// The machine is off, with an exit code: nothing runs any more.
    case exited(UInt8)
  }

  /// Number of the hart that stopped first.
  public let hart: Int
  /// Why.
  public let reason: Reason

  /// A stop.
  public init(hart: Int, _ reason: Reason) {
    self.hart = hart
    self.reason = reason
  }

  /// What a debugger has to hear when a hart came back from a slice; nil for what it does not care about.
  public init?(_ stop: HartStop, hart: Int) {
    switch stop {
    case .sliceEnded, .waiting, .requested: return nil
    case .breakpoint: self.init(hart: hart, .breakpoint)
    case .watchpoint(let kind, let address): self.init(hart: hart, .watchpoint(kind, address))
    case .unhandled(let trap): self.init(hart: hart, .exception(trap.cause))
    }
  }

  /// The signal that stands for it in GDB's protocol.
  ///
  /// **Source**: `include/gdb/signals.def` of GDB: 2 SIGINT, 4 SIGILL, 5 SIGTRAP, 10 SIGBUS, 11 SIGSEGV, 12 SIGSYS.
  var signal: UInt8 {
    switch reason {
    case .interrupted: 2
    case .stepped, .breakpoint, .watchpoint, .exited: 5
    case .exception(let cause):
      switch cause {
      case .illegalInstruction: 4
      case .breakpoint: 5
      case .misalignedFetch, .misalignedLoad, .misalignedStore: 10
      case .fetchFault, .loadFault, .storeFault: 11
      case .userCall, .machineCall: 12
      }
    }
  }
}
