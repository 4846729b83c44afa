/// Whether the PLIC interrupts hart 0, which `mstatus.MIE` keeps from taking it.
private var isPending: Bool {
  // What the UART says takes some cycles to the PLIC and on to the hart.
  Delay.microseconds(1)
  return read_mip() & Interrupt.external != 0
}

/// Sets the UART up so that it interrupts: its FIFO drains, which is below the watermark of 1.
private func startTransmitInterrupt(priority: UInt32) {
  PLIC.reset(hart: 0)
  PLIC.enable(PLIC.Source.uarths, priority: priority, hart: 0)
  UARTHS.txctrl.value = 1 | 1 &<< 16
  _ = Delay.until(microseconds: 10_000) { UARTHS.ip.value & 1 == 1 }
  UARTHS.ie.value = 1
}

private func stopTransmitInterrupt() {
  UARTHS.ie.value = 0
  UARTHS.txctrl.value = 1
  PLIC.reset(hart: 0)
}

func checkClaim() {
  startTransmitInterrupt(priority: 1)
  expect("an interrupt is pending", isPending)
  let claim = PLIC.claim(hart: 0)
  expect("the claimed source", UInt64(claim.value), UInt64(PLIC.Source.uarths))
  expect("a claimed source is quiet", !isPending)
  expect("nothing else to claim", UInt64(claim.value), 0)
  claim.value = PLIC.Source.uarths
  expect("a level that stays interrupts again", isPending)
  expect("the source claimed again", UInt64(claim.value), UInt64(PLIC.Source.uarths))
  UARTHS.ie.value = 0
  Delay.microseconds(1)
  claim.value = PLIC.Source.uarths
  expect("a level that went is quiet", !isPending)
  stopTransmitInterrupt()
}

func checkThreshold() {
  startTransmitInterrupt(priority: 3)
  let threshold = PLIC.threshold(hart: 0)
  threshold.value = 3
  expect("a threshold like the priority holds back", !isPending)
  threshold.value = 2
  expect("a lower one does not", isPending)
  threshold.value = 0
  PLIC.priority[Int(PLIC.Source.uarths)].value = 0
  expect("priority 0 never interrupts", !isPending)
  stopTransmitInterrupt()
}

func checkSourcePriority() {
  startTransmitInterrupt(priority: 2)
  SYSCTL.start(.timer0)
  Timer0.start(from: 1_000, interrupts: true)
  _ = Delay.until(microseconds: 10_000) { Timer0.interruptStatus.value & 1 == 1 }
  PLIC.enable(PLIC.Source.timer0A, priority: 2, hart: 0)
  let claim = PLIC.claim(hart: 0)
  Delay.microseconds(1)
  expect("of equal priorities the lowest source", UInt64(claim.value), UInt64(PLIC.Source.timer0A))
  claim.value = PLIC.Source.timer0A
  PLIC.priority[Int(PLIC.Source.uarths)].value = 7
  Delay.microseconds(1)
  expect("the highest priority", UInt64(claim.value), UInt64(PLIC.Source.uarths))
  claim.value = PLIC.Source.uarths
  Timer0.stop()
  stopTransmitInterrupt()
}

func checkTransmitInterrupt() {
  startTransmitInterrupt(priority: 1)
  set_mie(Interrupt.external)
  set_mstatus(Interrupt.globalEnable)
  let came = Delay.until(microseconds: 100_000) { TrapRecord.count > 0 }
  clear_mstatus(Interrupt.globalEnable)
  expect("the interrupt comes", came)
  expect("mcause", TrapRecord.cause, interruptBit | 11)
  expect("the claimed source", TrapRecord.source, UInt64(PLIC.Source.uarths))
  stopTransmitInterrupt()
}
