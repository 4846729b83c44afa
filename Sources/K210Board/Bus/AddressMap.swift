/// The blocks on the K210's bus and where they are.
///
/// **Source**: the vendor's SDK headers (certain); blocks that are not modelled are listed so that they have a name in reports.
package enum BusBlock: String, Sendable, CaseIterable {
  case debug = "debug module"
  case resetVector = "reset vector"
  case clint = "CLINT"
  case plic = "PLIC"
  case uarths = "UARTHS"
  case gpiohs = "GPIOHS"
  case kpu = "KPU"
  case fft = "FFT"
  case dmac = "DMAC"
  case gpio = "GPIO"
  case uart1 = "UART1"
  case uart2 = "UART2"
  case uart3 = "UART3"
  case spi2 = "SPI2"
  case i2s0 = "I2S0"
  case i2s1 = "I2S1"
  case i2s2 = "I2S2"
  case i2c0 = "I2C0"
  case i2c1 = "I2C1"
  case i2c2 = "I2C2"
  case fpioa = "FPIOA"
  case sha256 = "SHA256"
  case timer0 = "TIMER0"
  case timer1 = "TIMER1"
  case timer2 = "TIMER2"
  case wdt0 = "WDT0"
  case wdt1 = "WDT1"
  case otp = "OTP"
  case dvp = "DVP"
  case sysctl = "SYSCTL"
  case aes = "AES"
  case rtc = "RTC"
  case spi0 = "SPI0"
  case spi1 = "SPI1"
  case spi3 = "SPI3"
  case rom = "mask ROM"

  /// The first address.
  package var base: UInt32 { range.lowerBound }

  /// All addresses.
  package var range: Range<UInt32> {
    switch self {
    case .debug: 0x0000_0000..<0x0000_1000
    case .resetVector: 0x0000_1000..<0x0000_2000
    case .clint: 0x0200_0000..<0x0201_0000
    case .plic: 0x0C00_0000..<0x1000_0000
    case .uarths: 0x3800_0000..<0x3800_1000
    case .gpiohs: 0x3800_1000..<0x3800_2000
    case .kpu: 0x4080_0000..<0x4140_0000
    case .fft: 0x4200_0000..<0x4240_0000
    case .dmac: 0x5000_0000..<0x5000_1000
    case .gpio: 0x5020_0000..<0x5020_1000
    case .uart1: 0x5021_0000..<0x5022_0000
    case .uart2: 0x5022_0000..<0x5023_0000
    case .uart3: 0x5023_0000..<0x5024_0000
    case .spi2: 0x5024_0000..<0x5025_0000
    case .i2s0: 0x5025_0000..<0x5026_0000
    case .i2s1: 0x5026_0000..<0x5027_0000
    case .i2s2: 0x5027_0000..<0x5028_0000
    case .i2c0: 0x5028_0000..<0x5029_0000
    case .i2c1: 0x5029_0000..<0x502A_0000
    case .i2c2: 0x502A_0000..<0x502B_0000
    case .fpioa: 0x502B_0000..<0x502C_0000
    case .sha256: 0x502C_0000..<0x502D_0000
    case .timer0: 0x502D_0000..<0x502E_0000
    case .timer1: 0x502E_0000..<0x502F_0000
    case .timer2: 0x502F_0000..<0x5030_0000
    case .wdt0: 0x5040_0000..<0x5041_0000
    case .wdt1: 0x5041_0000..<0x5042_0000
    case .otp: 0x5042_0000..<0x5043_0000
    case .dvp: 0x5043_0000..<0x5044_0000
    case .sysctl: 0x5044_0000..<0x5045_0000
    case .aes: 0x5045_0000..<0x5046_0000
    case .rtc: 0x5046_0000..<0x5047_0000
    case .spi0: 0x5200_0000..<0x5300_0000
    case .spi1: 0x5300_0000..<0x5400_0000
    case .spi3: 0x5400_0000..<0x5600_0000
    case .rom: 0x8800_0000..<0x8802_0000
    }
  }

  /// The block at an address, nil where the bus has nothing; ``AddressDecoder`` finds it faster.
  package static func block(at address: UInt32) -> BusBlock? {
    allCases.first { $0.range.contains(address) }
  }
}
