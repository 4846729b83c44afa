/// Traps, interrupts, control registers and the instructions of the privileged architecture.
extension Hart {
  /// Goes to the trap handler; the trap itself when there is none, or when the handler's first instruction traps.
  func enterTrap(_ cause: Trap.Cause, at here: UInt64, address: UInt64) -> Trap? {
    let trap = Trap(cause, pc: here, address: address)
    if !cause.isCall {
      lastException = trap
      exceptionCount += 1
    }
    let handler = csr.mtvec & ~3
    guard handler != 0, here != handler || cause.isCall else {
      pc = here
      return trap
    }
    enterHandler(cause: cause.rawValue, address: address, returnTo: here)
    return nil
  }

  private func enterHandler(cause: UInt64, address: UInt64, returnTo: UInt64) {
    csr.mepc = returnTo
    csr.mcause = cause
    csr.mbadaddr = address
    let wasEnabled = csr.mstatus & MachineStatus.mie != 0
    csr.mstatus &= ~(MachineStatus.mie | MachineStatus.mpie | MachineStatus.mpp)
    if wasEnabled { csr.mstatus |= MachineStatus.mpie }
    if csr.isMachineMode { csr.mstatus |= MachineStatus.mpp }
    csr.isMachineMode = true
    reservation = nil
    pc = csr.mtvec & ~3
  }

  /// Goes to the handler of the most urgent pending interrupt, if interrupts are taken now.
  func takeInterrupt() {
    let pending = csr.mip & csr.mie
    guard pending != 0, !holdsInterrupts, csr.mtvec & ~3 != 0,
      !csr.isMachineMode || csr.mstatus & MachineStatus.mie != 0
    else { return }
    for line in [InterruptLine.external, .software, .timer] where pending & line.mask != 0 {
      isWaiting = false
      enterHandler(cause: 1 << 63 | line.rawValue, address: 0, returnTo: pc)
      return
    }
  }

  /// An instruction that the fast loop does not know; `pc` already points behind it.
  func executeSlow(_ e: DecodedInstruction, _ here: UInt64) -> SlowOutcome {
    switch e.operation {
    case .fenceI, .sfence: return .next
    case .ecall: return .trap(csr.isMachineMode ? .machineCall : .userCall, address: 0)
    case .breakpoint: return stopBefore(here, .breakpoint(here))
    case .ebreak:
      guard stopsAtBreakInstructions else { return .trap(.breakpoint, address: here) }
      return passesBreak ? .next : stopBefore(here, .breakpoint(here))
    case .mret: return returnFromTrap()
    case .wfi:
      // A loop around wfi re-checks its condition, so waiting for a pending interrupt is all there is to it.
      isWaiting = true
      needsAttention = true
      return .next
    case .csrrw, .csrrs, .csrrc, .csrrwi, .csrrsi, .csrrci: return accessControlRegister(e)
    case .lrW, .scW, .amoswapW, .amoaddW, .amoxorW, .amoandW, .amoorW, .amominW, .amomaxW, .amominuW,
      .amomaxuW,
      .lrD, .scD, .amoswapD, .amoaddD, .amoxorD, .amoandD, .amoorD, .amominD, .amomaxD, .amominuD, .amomaxuD:
      return executeAtomic(e, here)
    default: return .trap(.illegalInstruction, address: 0)
    }
  }

  private func returnFromTrap() -> SlowOutcome {
    guard csr.isMachineMode else { return .trap(.illegalInstruction, address: 0) }
    let wasEnabled = csr.mstatus & MachineStatus.mpie != 0
    csr.isMachineMode = csr.mstatus & MachineStatus.mpp == MachineStatus.mpp
    csr.mstatus = csr.mstatus & ~(MachineStatus.mie | MachineStatus.mpp) | MachineStatus.mpie
    if wasEnabled { csr.mstatus |= MachineStatus.mie }
    pc = csr.mepc
    needsAttention = true
    return .jumped
  }

  private func accessControlRegister(_ e: DecodedInstruction) -> SlowOutcome {
    let number = Int(e.immediate)
    let isImmediate = e.operation.rawValue >= Operation.csrrwi.rawValue
    let operand = isImmediate ? UInt64(e.rs1) : self[Int(e.rs1)]
    let isSwap = e.operation == .csrrw || e.operation == .csrrwi
    let writes = isSwap || e.rs1 != 0
    // Bits 8 and 9 say who may access, 10 and 11 both set that nobody may write.
    let isForbidden = (number >> 8 & 3 != 0 && !csr.isMachineMode) || (writes && number >> 10 == 3)
    guard !isForbidden, let old = readControlRegister(number) else {
      return .trap(.illegalInstruction, address: 0)
    }
    if writes {
      let isSet = e.operation == .csrrs || e.operation == .csrrsi
      guard write(isSwap ? operand : isSet ? old | operand : old & ~operand, to: number) else {
        return .trap(.illegalInstruction, address: 0)
      }
    }
    if e.rd != DecodedInstruction.discard { self[Int(e.rd)] = old }
    return .next
  }

  /// The value of a control register, nil when there is none of that number.
  func readControlRegister(_ number: Int) -> UInt64? {
    switch number {
    case ControlRegister.fflags, ControlRegister.frm, ControlRegister.fcsr:
      guard csr.mstatus & MachineStatus.fs != 0 else { return nil }
      return number == ControlRegister.fflags
        ? UInt64(csr.fflags)
        : number == ControlRegister.frm ? UInt64(csr.frm) : UInt64(csr.frm) << 5 | UInt64(csr.fflags)
    case ControlRegister.mstatus:
      let isDirty = csr.mstatus & MachineStatus.fs == MachineStatus.fs
      return csr.mstatus | (isDirty ? MachineStatus.sd : 0)
    // RV64 with A, C, D, F, I, M and U.
    case ControlRegister.misa: return 2 << 62 | 0x10_112D
    case ControlRegister.medeleg: return csr.delegations[0]
    case ControlRegister.mideleg: return csr.delegations[1]
    case ControlRegister.mie: return csr.mie
    case ControlRegister.mtvec: return csr.mtvec
    case ControlRegister.mucounteren: return csr.counterEnables[0]
    case ControlRegister.mscounteren: return csr.counterEnables[1]
    case ControlRegister.mscratch: return csr.mscratch
    case ControlRegister.mepc: return csr.mepc
    case ControlRegister.mcause: return csr.mcause
    case ControlRegister.mbadaddr: return csr.mbadaddr
    case ControlRegister.mip: return csr.mip
    case ControlRegister.sptbr: return csr.sptbr
    case ControlRegister.mcycle, ControlRegister.cycle: return currentCycles
    case ControlRegister.minstret, ControlRegister.instret: return retired &+ UInt64(retiredInSlice)
    case ControlRegister.time: return currentCycles / Self.cyclesPerTick
    case ControlRegister.mhartid: return UInt64(id)
    case ControlRegister.mvendorid, ControlRegister.marchid, ControlRegister.mimpid: return 0
    default: return ControlRegister.readsAsZero(number) ? 0 : nil
    }
  }

  /// CPU cycles per tick of the timer (K210: `mtime` runs at a 50th of the CPU's clock).
  public static var cyclesPerTick: UInt64 { 50 }

  /// Writes a control register; false when the write itself is illegal.
  func write(_ value: UInt64, to number: Int) -> Bool {
    switch number {
    case ControlRegister.fflags: csr.fflags = UInt8(value & 31)
    case ControlRegister.frm: csr.frm = UInt8(value & 7)
    case ControlRegister.fcsr: (csr.fflags, csr.frm) = (UInt8(value & 31), UInt8(value >> 5 & 7))
    case ControlRegister.mstatus:
      guard value & MachineStatus.vm == 0 else { return false }
      csr.mstatus = value & MachineStatus.writable
      // There is no supervisor: its mode becomes user mode.
      if csr.mstatus & MachineStatus.mpp != MachineStatus.mpp { csr.mstatus &= ~MachineStatus.mpp }
    case ControlRegister.medeleg: csr.delegations[0] = 0
    case ControlRegister.mideleg: csr.delegations[1] = 0
    case ControlRegister.mie: csr.mie = value & 0x888
    case ControlRegister.mtvec: csr.mtvec = value & ~3
    case ControlRegister.mucounteren: csr.counterEnables[0] = value
    case ControlRegister.mscounteren: csr.counterEnables[1] = value
    case ControlRegister.mscratch: csr.mscratch = value
    case ControlRegister.mepc: csr.mepc = value & ~1
    case ControlRegister.mcause: csr.mcause = value
    case ControlRegister.mbadaddr: csr.mbadaddr = value
    case ControlRegister.sptbr: csr.sptbr = value
    // Devices drive the lines; writes to them are ignored, as those to identity and counters are.
    default: break
    }
    if number <= 3 { csr.mstatus |= MachineStatus.fs }
    needsAttention = true
    return true
  }
}
