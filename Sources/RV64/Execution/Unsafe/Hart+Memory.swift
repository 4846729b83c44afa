/// Accesses that the fast loop leaves: other places of the RAM, the bus, accesses that are not aligned, atomics.
extension Hart {
  /// A load or store of any kind; nil when it was done, else why not and the address.
  @inline(never) func accessSlowly(_ e: DecodedInstruction, _ pc: UInt64) -> (Trap.Cause, UInt64)? {
    let target = unsafe x[Int(e.rs1)] &+ UInt64(bitPattern: e.immediate)
    let (rd, rs2) = (Int(e.rd), Int(e.rs2))
    if looksAtAccesses, !watches.isEmpty,
      let stop = watchStop(e.operation, UInt32(truncatingIfNeeded: target))
    {
      _ = stopBefore(pc, stop)
      return nil
    }
    switch e.operation {
    case .sb: return unsafe store(target, 1, x[rs2], pc).map { ($0, target) }
    case .sh: return unsafe store(target, 2, x[rs2], pc).map { ($0, target) }
    case .sw: return unsafe store(target, 4, x[rs2], pc).map { ($0, target) }
    case .sd: return unsafe store(target, 8, x[rs2], pc).map { ($0, target) }
    case .fsw: return unsafe store(target, 4, f[rs2], pc).map { ($0, target) }
    case .fsd: return unsafe store(target, 8, f[rs2], pc).map { ($0, target) }
    default: break
    }
    let (size, isSigned) = Self.loadForm(e.operation)
    guard let value = load(target, size, pc) else {
      return (isMisaligned(target, size) ? .misalignedLoad : .loadFault, target)
    }
    switch e.operation {
    case .flw: unsafe f[rd] = Binary32.boxed(UInt32(truncatingIfNeeded: value))
    case .fld: unsafe f[rd] = value
    default:
      let unused = UInt64(64 - size * 8)
      let extended = UInt64(bitPattern: Int64(bitPattern: value &<< unused) &>> Int64(unused))
      unsafe x[rd] = isSigned ? extended : value
    }
    return nil
  }

  private static func loadForm(_ operation: Operation) -> (size: Int, isSigned: Bool) {
    switch operation {
    case .lb: (1, true)
    case .lbu: (1, false)
    case .lh: (2, true)
    case .lhu: (2, false)
    case .lw: (4, true)
    case .lwu, .flw: (4, false)
    default: (8, false)
    }
  }

  /// Whether an access traps for its address alone.
  private func isMisaligned(_ address: UInt64, _ size: Int) -> Bool {
    looksAtAccesses && trapsMisalignedAccesses && address & UInt64(size - 1) != 0
  }

  /// Reads from RAM or the bus; nil when that cannot be done.
  private func load(_ address: UInt64, _ size: Int, _ pc: UInt64) -> UInt64? {
    guard !isMisaligned(address, size) else { return nil }
    let physical = UInt32(truncatingIfNeeded: address)
    if let offset = memory.offset(of: physical, size: size) { return memory.load(offset, size) }
    let access = BusAccess(address: physical, size: size, hart: id, pc: pc)
    guard let value = bus.load(access) else { return nil }
    return masked(value, size)
  }

  /// Writes to RAM or the bus; nil when it was done.
  private func store(_ address: UInt64, _ size: Int, _ value: UInt64, _ pc: UInt64) -> Trap.Cause? {
    guard !isMisaligned(address, size) else { return .misalignedStore }
    let physical = UInt32(truncatingIfNeeded: address)
    if let offset = memory.offset(of: physical, size: size) {
      memory.store(offset, size, value)
      return nil
    }
    let access = BusAccess(address: physical, size: size, hart: id, pc: pc)
    return bus.store(access, value: masked(value, size)) ? nil : .storeFault
  }

  /// The low bytes.
  @inline(__always) private func masked(_ value: UInt64, _ size: Int) -> UInt64 {
    value & (.max &>> UInt64(64 - size * 8))
  }

  /// The instructions of A; they work on RAM only, as on the chip, and must be aligned.
  func executeAtomic(_ e: DecodedInstruction, _ here: UInt64) -> SlowOutcome {
    let isWord = e.operation.rawValue < Operation.lrD.rawValue
    let size = isWord ? 4 : 8
    let address = unsafe x[Int(e.rs1)]
    let isLoad = e.operation == .lrW || e.operation == .lrD
    let physical = UInt32(truncatingIfNeeded: address)
    guard physical % UInt32(size) == 0 else {
      return .trap(isLoad ? .misalignedLoad : .misalignedStore, address: address)
    }
    guard let offset = memory.offset(of: physical, size: size) else {
      return .trap(isLoad ? .loadFault : .storeFault, address: address)
    }
    if !watches.isEmpty, let stop = watchStop(atomic: e.operation, offset, size) {
      return stopBefore(here, stop)
    }
    let old = isWord ? word(memory.load(offset, 4)) : memory.load(offset, 8)
    let operand = unsafe x[Int(e.rs2)]
    switch e.operation {
    case .lrW, .lrD:
      reservation = offset
      unsafe x[Int(e.rd)] = old
    case .scW, .scD:
      let holds = reservation == offset
      reservation = nil
      if holds { memory.store(offset, size, operand) }
      unsafe x[Int(e.rd)] = holds ? 0 : 1
    default:
      let source = isWord ? word(operand) : operand
      memory.store(offset, size, combine(e.operation, old, source, isWord))
      unsafe x[Int(e.rd)] = old
    }
    return .next
  }

  private func combine(_ operation: Operation, _ old: UInt64, _ operand: UInt64, _ isWord: Bool) -> UInt64 {
    let (signedOld, signedOperand) = (Int64(bitPattern: old), Int64(bitPattern: operand))
    // Sign-extended words compare as unsigned in the same order as the words do.
    switch operation {
    case .amoswapW, .amoswapD: return operand
    case .amoaddW, .amoaddD: return old &+ operand
    case .amoxorW, .amoxorD: return old ^ operand
    case .amoandW, .amoandD: return old & operand
    case .amoorW, .amoorD: return old | operand
    case .amominW, .amominD: return signedOld < signedOperand ? old : operand
    case .amomaxW, .amomaxD: return signedOld > signedOperand ? old : operand
    case .amominuW, .amominuD: return min(old, operand)
    default: return max(old, operand)
    }
  }
}
