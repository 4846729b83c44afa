/// The traps of a check, as the handler saw them on hart 0.
///
/// **Invariant**: the handler writes it while the check stands still; the check reads it by ``Register64``, so that
/// nothing is remembered across a trap. The words lie in a part of `scratch` that no check uses.
enum TrapRecord {
  private static var words: Register64 { Register64(UInt(scratch_address()) &+ 64) }

  /// Traps since ``forget()``.
  static var count: UInt64 {
    get { words[0].value }
    set { words[0].value = newValue }
  }
  /// `mcause` of the last one.
  static var cause: UInt64 {
    get { words[1].value }
    set { words[1].value = newValue }
  }
  /// `mepc` of the last one.
  static var pc: UInt64 {
    get { words[2].value }
    set { words[2].value = newValue }
  }
  /// `mbadaddr` of the last one.
  static var address: UInt64 {
    get { words[3].value }
    set { words[3].value = newValue }
  }
  /// `mstatus` in the handler of the last one.
  static var status: UInt64 {
    get { words[4].value }
    set { words[4].value = newValue }
  }
  /// What the handler of the last external interrupt claimed.
  static var source: UInt64 {
    get { words[5].value }
    set { words[5].value = newValue }
  }
  /// The causes of up to eight interrupts, a byte each, the first one lowest.
  static var order: UInt64 {
    get { words[6].value }
    set { words[6].value = newValue }
  }
  /// How many exceptions the check expects; more than these fail it.
  static var expected: UInt64 {
    get { words[7].value }
    set { words[7].value = newValue }
  }

  /// Starts anew.
  static func forget() {
    for index in 0..<8 { words[index].value = 0 }
  }
}

/// What `mcause` says of an interrupt.
let interruptBit: UInt64 = 1 << 63

/// The trap handler: notes the trap and gives the address to go on at.
@_cdecl("handle_trap")
func handleTrap(cause: UInt64, pc: UInt64, address: UInt64) -> UInt64 {
  // Hart 1 takes no traps on purpose; what it does here shows in the check that started it.
  guard read_mhartid() == 0 else { return pc &+ 4 }
  TrapRecord.count &+= 1
  TrapRecord.cause = cause
  TrapRecord.pc = pc
  TrapRecord.address = address
  TrapRecord.status = read_mstatus()
  if cause & interruptBit != 0 {
    quiet(cause & 0xFF)
    return pc
  }
  guard TrapRecord.expected > 0 else { return refuse(cause: cause, pc: pc, address: address) }
  TrapRecord.expected &-= 1
  // After a call of user mode, go on in machine mode.
  if cause == 8 { set_mstatus(3 << 11) }
  let low = MemoryByte(UInt(pc)).value
  return pc &+ (low & 3 == 3 ? 4 : 2)
}

/// Makes an interrupt go away at its source.
private func quiet(_ line: UInt64) {
  TrapRecord.order = TrapRecord.order &<< 8 | line
  switch line {
  case 3: CLINT.msip.value = 0
  case 7: CLINT.mtimecmp.value = .max
  default:
    #if !QEMU
    let claim = PLIC.claim(hart: 0)
    let source = claim.value
    TrapRecord.source = UInt64(source)
    // Completion counts only while the source is enabled; its level may still be high, so it is switched off then.
    claim.value = source
    PLIC.disable(source, hart: 0)
    #endif
  }
}

/// Fails the running check for a trap that it did not expect, and ends it.
private func refuse(cause: UInt64, pc: UInt64, address: UInt64) -> UInt64 {
  if Verdicts.beginFailure("trap ") {
    SerialLine.write(decimal: cause)
    SerialLine.write(" at ")
    SerialLine.write(hexadecimal: pc, digits: 8)
    SerialLine.write(", address ")
    SerialLine.write(hexadecimal: address, digits: 8)
    SerialLine.endLine()
  }
  // The unwinding must happen in machine mode.
  set_mstatus(3 << 11)
  return guard_unwind_address()
}
