func checkClocks() {
  let hertz = SYSCTL.cpuHertz
  note("PLL0 in Hz", SYSCTL.output(of: SYSCTL.pll0))
  note("harts in Hz", hertz)
  expect("the harts' clock", hertz, from: 20_000_000, through: 1_000_000_000)
  if SYSCTL.clockSelect0.value & 1 == 1 {
    expect("PLL0 is locked", UInt64(SYSCTL.pllLock.field(0, width: 2)), 3)
  }
  expect("the clock of SRAM and buses is on", UInt64(SYSCTL.centralClockEnable.value & 0b001111), 0b001111)
}

func checkResetStatus() {
  let status = SYSCTL.resetStatus.value
  note("reset status", hexadecimal: UInt64(status))
  expect("no watchdog has reset the chip", UInt64(status & 0b1100), 0)
  expect("no interrupt of WDT0", UInt64(Register(0x5040_0010).value & 1), 0)
  expect("no interrupt of WDT1", UInt64(Register(0x5041_0010).value & 1), 0)
}

func checkTimer() {
  SYSCTL.start(.timer0)
  Timer0.start(from: 100_000_000, interrupts: false)
  Delay.microseconds(100)
  let (first, cycle) = (Timer0.current.value, read_mcycle())
  Delay.microseconds(10_000)
  let (second, cycles) = (Timer0.current.value, read_mcycle() &- cycle)
  Timer0.stop()
  expect("it counts down", second < first)
  let expected = cycles &* SYSCTL.timer0Hertz / SYSCTL.cpuHertz
  let (low, high) = (expected &* 98 / 100, expected &* 102 / 100)
  expect("at the rate of its clock", UInt64(first &- second), from: low, through: high)
}

func checkTimerInterruptByPLIC() {
  PLIC.reset(hart: 0)
  SYSCTL.start(.timer0)
  _ = Timer0.endOfInterrupt.value
  PLIC.enable(PLIC.Source.timer0A, priority: 1, hart: 0)
  set_mie(Interrupt.external)
  set_mstatus(Interrupt.globalEnable)
  Timer0.start(from: 10_000, interrupts: true)
  let came = Delay.until(microseconds: 100_000) { TrapRecord.count > 0 }
  clear_mstatus(Interrupt.globalEnable)
  expect("the interrupt comes", came)
  expect("mcause", TrapRecord.cause, interruptBit | 11)
  expect("the claimed source", TrapRecord.source, UInt64(PLIC.Source.timer0A))
  expect("the timer's status", UInt64(Timer0.interruptStatus.value & 1), 1)
  Timer0.stop()
  expect("reading the end of interrupt clears it", UInt64(Timer0.interruptStatus.value & 1), 0)
}

/// Registers of the real-time clock.
private enum RTC {
  static var time: Register { Register(0x5046_0004) }
  static var initialCount: Register { Register(0x5046_0010) }
  static var currentCount: Register { Register(0x5046_0014) }
  static var control: Register { Register(0x5046_001C) }
  /// Bits of `control` that let fields be written: 20…13 time, 28…21 alarm, 29 count, 30 interrupts.
  static let unprotected: UInt32 = 0xFE << 13 | 0xFE << 21 | 1 << 29 | 1 << 30
  static let reading: UInt32 = 1
  static let writing: UInt32 = 2

  static var second: UInt64 { UInt64(time.field(10, width: 6)) }

  /// Sets how many clocks of the crystal a second has, and the time to midnight.
  static func set(clocksPerSecond: UInt32) {
    control.value = unprotected | writing
    Delay.microseconds(1)
    initialCount.value = clocksPerSecond
    currentCount.value = 1
    time.value = 0
    Delay.microseconds(1)
    control.value = unprotected | reading
    Delay.microseconds(1)
  }
}

func checkRealTimeClock() {
  SYSCTL.start(.rtc)
  // A second of 10 ms, so that this takes no 35 seconds.
  RTC.set(clocksPerSecond: 260_000)
  let start = RTC.second
  Delay.microseconds(35_000)
  expect("its seconds in 3.5 of them", RTC.second &- start, from: 3, through: 4)
  RTC.set(clocksPerSecond: UInt32(truncatingIfNeeded: SYSCTL.crystalHertz))
  let stands = RTC.second
  Delay.microseconds(35_000)
  expect("the same time with whole seconds", RTC.second &- stands, from: 0, through: 1)
}
