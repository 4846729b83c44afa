/// The system controller: clocks, resets, what the chip does at large.
///
/// **Source**: register names and fields of the vendor's SDK headers.
enum SYSCTL {
  /// The crystal, in hertz.
  static var crystalHertz: UInt64 { 26_000_000 }

  static var pll0: Register { Register(0x5044_0008) }
  static var pll1: Register { Register(0x5044_000C) }
  static var pllLock: Register { Register(0x5044_0018) }
  static var clockSelect0: Register { Register(0x5044_0020) }
  static var centralClockEnable: Register { Register(0x5044_0028) }
  static var clockEnable: Register { Register(0x5044_002C) }
  /// Bit 0, written: the whole chip is reset.
  static var softReset: Register { Register(0x5044_0030) }
  static var peripheralReset: Register { Register(0x5044_0034) }
  /// Dividers: SRAM, KPU, camera, ROM.
  static var threshold0: Register { Register(0x5044_0038) }
  /// Dividers of the serial controllers 0…3, a byte each.
  static var threshold1: Register { Register(0x5044_003C) }
  /// Dividers of the timers, a byte each.
  static var threshold2: Register { Register(0x5044_0040) }
  static var peripheral: Register { Register(0x5044_0058) }
  static var resetStatus: Register { Register(0x5044_0060) }
  static var dmaSelect0: Register { Register(0x5044_0064) }

  /// Bits of `clockEnable` and `peripheralReset`.
  enum Peripheral: UInt32 {
    case dma = 1
    case kpu = 2
    case spi3 = 9
    case uart1 = 16
    case aes = 19
    case fpioa = 20
    case timer0 = 21
    case sha256 = 26
    case rtc = 29
  }

  /// Gives a peripheral its clock and, for 10 µs, its reset.
  static func start(_ peripheral: Peripheral) {
    enableClock(peripheral)
    peripheralReset.set(1 &<< peripheral.rawValue)
    Delay.microseconds(10)
    peripheralReset.clear(1 &<< peripheral.rawValue)
  }

  /// Gives a peripheral its clock, and the buses theirs.
  static func enableClock(_ peripheral: Peripheral) {
    // Bits 3…5: the clocks of the three peripheral buses.
    centralClockEnable.set(0b111 &<< 3)
    clockEnable.set(1 &<< peripheral.rawValue)
  }

  /// What a PLL makes of the crystal, in hertz.
  static func output(of pll: Register) -> UInt64 {
    let bits = UInt64(pll.value)
    if bits &>> 23 & 1 == 1 { return crystalHertz }
    let (reference, feedback, divisor) = (bits & 15, bits &>> 4 & 63, bits &>> 10 & 15)
    return crystalHertz &* (feedback &+ 1) / ((reference &+ 1) &* (divisor &+ 1))
  }

  /// The clock of the harts, in hertz.
  static var cpuHertz: UInt64 {
    let select = clockSelect0.value
    if select & 1 == 0 { return crystalHertz }
    return output(of: pll0) &>> UInt64((select &>> 1 & 3) &+ 1)
  }

  /// The clock of APB0 (UARTs, DMA handshakes), in hertz.
  static var apb0Hertz: UInt64 { cpuHertz / UInt64(clockSelect0.field(3, width: 3) &+ 1) }

  /// The clock of TIMER0, in hertz.
  static var timer0Hertz: UInt64 {
    let source = clockSelect0.field(13, width: 1) == 1 ? output(of: pll0) : crystalHertz
    return source / ((UInt64(threshold2.value & 0xFF) &+ 1) &* 2)
  }

  /// Picks the device whose handshake drives a DMA channel (0…4).
  static func setHandshake(_ device: UInt32, ofChannel channel: UInt32) {
    dmaSelect0.setField(channel &* 6, width: 6, to: device)
  }
}

/// Waiting by the cycle counter.
enum Delay {
  /// Waits for a number of cycles.
  static func cycles(_ count: UInt64) {
    let start = read_mcycle()
    while read_mcycle() &- start < count {}
  }

  /// Waits for a number of microseconds, by the clock as it is set now.
  static func microseconds(_ count: UInt64) { cycles(Board.cpuHertz / 1_000_000 &* count) }

  /// Waits until `condition` holds; false when that takes longer than `microseconds`.
  static func until(microseconds: UInt64, _ condition: () -> Bool) -> Bool {
    let (start, limit) = (read_mcycle(), Board.cpuHertz / 1_000_000 &* microseconds)
    while !condition() {
      if read_mcycle() &- start > limit { return condition() }
    }
    return true
  }
}
