/// Time until the handler must have run, in µs.
private let patience: UInt64 = 100_000
/// A moment ahead, in ticks of `mtime`.
private let soon: UInt64 = 1_000

func checkTime() {
  let (time, cycle) = (CLINT.mtime.value, read_mcycle())
  Delay.cycles(1_000_000)
  let (ticks, cycles) = (CLINT.mtime.value &- time, read_mcycle() &- cycle)
  expect("mtime advances", ticks > 0)
  #if !QEMU
  let (low, high) = (cycles / 100 &* 99, cycles / 100 &* 101)
  expect("mtime counts a fiftieth of the cycles", ticks &* 50, from: low, through: high)
  #endif
}

func checkTimerInterrupt() {
  CLINT.mtimecmp.value = .max
  expect("mtimecmp holds mip.MTIP down", read_mip() & Interrupt.timer, 0)
  let target = CLINT.mtime.value &+ soon
  CLINT.mtimecmp.value = target
  set_mie(Interrupt.timer)
  set_mstatus(Interrupt.globalEnable)
  let came = Delay.until(microseconds: patience) { TrapRecord.count > 0 }
  clear_mstatus(Interrupt.globalEnable)
  expect("the interrupt comes", came)
  expect("not before its time", CLINT.mtime.value >= target)
  expect("mcause", TrapRecord.cause, interruptBit | 7)
  expect("mstatus.MIE is off in the handler", TrapRecord.status &>> 3 & 1, 0)
  expect("mstatus.MPIE keeps it", TrapRecord.status &>> 7 & 1, 1)
  expect("it comes once", TrapRecord.count, 1)
}

func checkWait() {
  let target = CLINT.mtime.value &+ soon
  CLINT.mtimecmp.value = target
  set_mie(Interrupt.timer)
  // It may return early, so it is asked again; without the interrupt this would never end.
  while read_mip() & Interrupt.timer == 0 { wait_for_interrupt() }
  expect("wfi ends with mstatus.MIE off", CLINT.mtime.value >= target)
  expect("and takes no trap", TrapRecord.count, 0)
  CLINT.mtimecmp.value = .max
  expect("mip.MTIP follows mtimecmp", read_mip() & Interrupt.timer, 0)
}

func checkInterruptPriority() {
  CLINT.mtimecmp.value = 0
  CLINT.msip.value = 1
  set_mie(Interrupt.timer | Interrupt.software)
  let pending = Delay.until(microseconds: patience) {
    read_mip() & (Interrupt.timer | Interrupt.software) == Interrupt.timer | Interrupt.software
  }
  expect("both are pending", pending)
  set_mstatus(Interrupt.globalEnable)
  let came = Delay.until(microseconds: patience) { TrapRecord.count == 2 }
  clear_mstatus(Interrupt.globalEnable)
  expect("both are taken", came)
  expect("software before timer", TrapRecord.order, 0x0307)
}

func checkHarts() {
  set_mie(Interrupt.software)
  hart1_start { CLINT.msip.value = 1 }
  let answered = Delay.until(microseconds: patience) { read_mip() & Interrupt.software != 0 }
  expect("hart 1 answers by a software interrupt", answered)
  guard answered else { return }
  wait_for_interrupt()
  CLINT.msip.value = 0
  expect("msip reads back", UInt64(CLINT.msip.value), 0)
  expect("hart 1 is done", Delay.until(microseconds: patience) { hart1_is_busy() == 0 })
}
