import K210Board
import RV64
import TestSupport
import Testing

@Suite("SYSCTL: clocks and causes")
struct SYSCTLTests {
  private let board = makeBackplane()

  @Test("after reset the harts have 390 MHz, and the registers describe what the board uses")
  func reset() {
    #expect(SYSCTL().clocks == ClockTree())
    #expect(SYSCTL().clocks == board.clocks)
  }

  @Test(
    "a PLL gives crystal · (clkf + 1) / (clkr + 1) / (clkod + 1), the crystal when bypassed, nothing when off"
  )
  func loops() {
    var control = SYSCTL()
    // The SDK's setting for 800 MHz: 26 MHz · 62 / 1 / 2 = 806 MHz.
    control.set(0x08, 61 << 4 | 1 << 10 | 1 << 21 | 1 << 25, board)
    #expect(board.clocks.pllHertz[0] == 806_000_000 && board.clocks.cpuHertz == 403_000_000)
    control.set(0x08, 2 | 61 << 4 | 3 << 10 | 1 << 21, board)
    #expect(board.clocks.pllHertz[0] == 26_000_000 * 62 / 12)
    control.set(0x0C, 1 << 23, board)
    #expect(board.clocks.pllHertz[1] == 26_000_000)
    control.set(0x0C, 0, board)
    #expect(board.clocks.pllHertz[1] == 0 && board.clocks.kpuHertz == 0)
    // PLL2 behind PLL0.
    control.set(0x10, 0 << 4 | 1 << 10 | 1 << 21 | 1 << 26, board)
    #expect(board.clocks.pllHertz[2] == board.clocks.pllHertz[0] / 2)
  }

  @Test("harts may have the crystal, and never stand still for want of a PLL")
  func cpu() {
    var control = SYSCTL()
    control.set(0x20, 0, board)
    #expect(board.clocks.cpuHertz == 26_000_000 && board.cpuClock.hertz == 26_000_000)
    control.set(0x20, 1 | 3 << 1, board)
    #expect(board.clocks.cpuHertz == 780_000_000 / 16)
    control.set(0x08, 0, board)
    #expect(board.clocks.cpuHertz == 1)
  }

  @Test("dividers of buses, timers, SPI, watchdogs and the KPU")
  func dividers() {
    var control = SYSCTL()
    control.set(0x20, 1 | 3 << 3 | 1 << 6 | 7 << 9 | 1 << 12 | 1 << 14, board)
    #expect(board.clocks.apb0Hertz == 390_000_000 / 4 && board.clocks.apb2Hertz == 390_000_000 / 8)
    control.set(0x3C, 9 << 24, board)
    #expect(board.clocks.spiHertz[3] == 39_000_000 && board.clocks.spiHertz[0] == 390_000_000)
    control.set(0x40, 4 << 8, board)
    #expect(board.clocks.timerHertz == [13_000_000, 78_000_000, 13_000_000])
    control.set(0x50, 12 << 8, board)
    #expect(board.clocks.watchdogHertz == [13_000_000, 1_000_000])
    control.set(0x38, 1 << 8, board)
    #expect(board.clocks.kpuHertz == 390_000_000)
  }

  @Test(
    "`reset_status` has the cause until it is cleared",
    arguments: [
      (ResetCause.pin, UInt64(2)), (.watchdog(0), 4), (.watchdog(1), 8), (.software, 16),
    ])
  func causes(cause: ResetCause, bits: UInt64) {
    var control = SYSCTL(cause: cause)
    #expect(control.read(0x60, board) == bits)
    control.set(0x60, 1, board)
    #expect(control.read(0x60, board) == 0)
  }

  @Test(
    "channels of DMA have six bits each, the sixth in a register of its own; XIP has a bit for each controller"
  )
  func selections() {
    var control = SYSCTL()
    control.set(0x64, 1 | 2 << 6 | 63 << 24, board)
    control.set(0x68, 9, board)
    #expect((0..<6).map { control.dmaRequest(ofChannel: $0) } == [1, 2, 0, 0, 63, 9])
    control.set(0x58, 1 << 15, board)
    #expect(control.isXIPEnabled(spi: 3) && !control.isXIPEnabled(spi: 0))
  }

  @Test("any access ends", arguments: 0..<4) func suffering(seed: Int) {
    var control = SYSCTL()
    control.suffer(seed: UInt64(seed), byteCount: 0x80, on: board)
  }
}

@Suite("FPIOA")
struct FPIOATests {
  private let board = makeBackplane()

  @Test("after reset IO4 and IO5 are the serial line, IO0 to IO3 JTAG, the others nothing")
  func reset() {
    let pins = FPIOA()
    #expect((0..<7).map { pins.function(of: $0) } == [0, 1, 2, 3, 18, 19, 222])
    #expect(pins.pin(of: 19) == 5 && pins.pin(of: 64) == nil)
  }

  @Test("a function given to several pins is at the lowest")
  func functions() {
    var pins = FPIOA()
    for pin in [30, 9, 40] { pins.set(4 * pin, 64, board) }
    #expect(pins.pin(of: 64) == 9)
    #expect(board.routesChanged)
  }

  @Test("an input is what drives it, else its pull-up, inverted when asked, and shows in bit 31")
  func levels() {
    var pins = FPIOA()
    #expect(!pins.inputLevel(of: 16))
    pins.set(4 * 16, 1 << 16, board)
    #expect(pins.inputLevel(of: 16) && pins.read(4 * 16, board) == 1 << 31 | 1 << 16)
    pins.drive(16, false)
    #expect(!pins.inputLevel(of: 16))
    pins.set(4 * 16, 1 << 16 | 1 << 21, board)
    #expect(pins.inputLevel(of: 16))
    pins.drive(16, nil)
    #expect(!pins.inputLevel(of: 16))
    // What was read is not what is written back.
    pins.set(4 * 16, .max, board)
    #expect(pins.read(4 * 16, board).map { $0 & 0x7FFF_FFFF } == 0x7FFF_FFFF)
  }

  @Test("inputs without a pin have the level that they are tied to, of all 256", arguments: [0, 31, 32, 255])
  func ties(function: Int) {
    var pins = FPIOA()
    let (word, bit) = (4 * (function / 32), UInt64(1) << UInt64(function % 32))
    pins.set(0xE0 + word, bit, board)
    #expect(!pins.tiedLevel(ofFunction: function))
    pins.set(0xC0 + word, bit, board)
    #expect(pins.tiedLevel(ofFunction: function))
    #expect((0..<256).filter { pins.tiedLevel(ofFunction: $0) } == [function])
  }

  @Test("any access ends", arguments: 0..<4) func suffering(seed: Int) {
    var pins = FPIOA()
    pins.suffer(seed: UInt64(seed), byteCount: 0x110, on: board)
  }
}
