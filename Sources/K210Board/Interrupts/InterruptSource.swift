/// What can interrupt a hart through the PLIC, by its number there.
///
/// **Source**: SDK `plic.h` (certain).
package enum InterruptSource: Int, Sendable, CaseIterable {
  case spi0 = 1
  case spi1, spi2, spi3
  case i2s0, i2s1, i2s2
  case i2c0, i2c1, i2c2
  case uart1, uart2, uart3
  case timer0A, timer0B, timer1A, timer1B, timer2A, timer2B
  case rtc, wdt0, wdt1, gpio, dvp, kpu, fft
  case dmac0, dmac1, dmac2, dmac3, dmac4, dmac5
  case uarths
  case gpiohs0, gpiohs1, gpiohs2, gpiohs3, gpiohs4, gpiohs5, gpiohs6, gpiohs7
  case gpiohs8, gpiohs9, gpiohs10, gpiohs11, gpiohs12, gpiohs13, gpiohs14, gpiohs15
  case gpiohs16, gpiohs17, gpiohs18, gpiohs19, gpiohs20, gpiohs21, gpiohs22, gpiohs23
  case gpiohs24, gpiohs25, gpiohs26, gpiohs27, gpiohs28, gpiohs29, gpiohs30, gpiohs31

  /// The `offset`-th source behind this one, as DMAC channels and GPIOHS pins are numbered.
  package func advanced(by offset: Int) -> InterruptSource? { InterruptSource(rawValue: rawValue + offset) }
}
