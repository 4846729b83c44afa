/// The chip's clocks in hertz, as SYSCTL's registers set them.
///
/// **Source**: SDK `sysctl.c` (certain); the values after reset are those with which its arithmetic gives the known divisors.
package struct ClockTree: Sendable, Equatable {
  /// The crystal.
  package static let crystalHertz: UInt64 = 26_000_000

  /// The three PLLs.
  package var pllHertz: [UInt64] = [780_000_000, 780_000_000, 780_000_000]
  /// Both harts.
  package var cpuHertz: UInt64 = 390_000_000
  /// APB0: UART1–3, GPIO, FPIOA, I2S, I2C, SHA-256, timers' bus.
  package var apb0Hertz: UInt64 = 195_000_000
  /// APB1: watchdogs, AES, OTP, DVP, SYSCTL.
  package var apb1Hertz: UInt64 = 195_000_000
  /// APB2: SPI0 and SPI1's bus.
  package var apb2Hertz: UInt64 = 130_000_000
  /// SPI0 … SPI3; a controller divides it once more.
  package var spiHertz: [UInt64] = [390_000_000, 390_000_000, 390_000_000, 390_000_000]
  /// TIMER0 … TIMER2.
  package var timerHertz: [UInt64] = [13_000_000, 13_000_000, 13_000_000]
  /// WDT0 and WDT1.
  package var watchdogHertz: [UInt64] = [13_000_000, 13_000_000]
  /// The KPU.
  package var kpuHertz: UInt64 = 780_000_000

  /// The clocks after reset.
  package init() {}
}
