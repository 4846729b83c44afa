/// The functions that FPIOA connects to pins, by number.
///
/// **Source**: K210 SDK, `fpioa.h`; `Maix_fpioa.c` and its header name the first 204 of 256.
package enum PinFunction {
  /// How many have names.
  package static let count = 204
  /// SPI0_D0; then seven data lines, SS0 to SS3, ARB, SCLK.
  package static let firstSPI = 4
  package static let consoleReceiver = 18
  package static let consoleTransmitter = 19
  /// GPIOHS0; 31 follow.
  package static let fastPort = 24
  /// GPIO0; seven follow.
  package static let port = 56
  package static let secondSPI = 70
  /// RESV0: a pin that is connected to nothing.
  package static let none = 120
  /// I2C0_SCLK; SDA, then the two others.
  package static let clockI2C = 126
  /// TIMER0_TOGGLE1; eleven follow.
  package static let timerToggle = 190

  /// Their names in order.
  package static let names: [String] = {
    var names = ["TCLK", "TDI", "TMS", "TDO"].map { "JTAG_\($0)" } + spi(0)
    names += ["UARTHS_RX", "UARTHS_TX", "RESV6", "RESV7", "CLK_SPI1", "CLK_I2C1"]
    names += (0..<32).map { "GPIOHS\($0)" } + (0..<8).map { "GPIO\($0)" }
    for number in 1...3 { names += ["UART\(number)_RX", "UART\(number)_TX"] }
    names += spi(1) + ["SPI_SLAVE_D0", "SPI_SLAVE_SS", "SPI_SLAVE_SCLK"]
    for number in 0..<3 {
      let signals =
        ["MCLK", "SCLK", "WS"] + (0..<4).map { "IN_D\($0)" } + (0..<4).map { "OUT_D\($0)" }
      names += signals.map { "I2S\(number)_\($0)" }
    }
    names += (0..<6).map { "RESV\($0)" }
    for number in 0..<3 { names += ["I2C\(number)_SCLK", "I2C\(number)_SDA"] }
    names += ["XCLK", "RST", "PWDN", "VSYNC", "HREF", "PCLK"].map { "CMOS_\($0)" }
    names += (0..<8).map { "CMOS_D\($0)" } + ["SCCB_SCLK", "SCCB_SDA"]
    let modem = [
      "CTS", "DSR", "DCD", "RI", "SIR_IN", "DTR", "RTS", "OUT2", "OUT1", "SIR_OUT", "BAUD", "RE", "DE",
      "RS485_EN",
    ]
    for number in 1...3 { names += modem.map { "UART\(number)_\($0)" } }
    for number in 0..<3 { names += (1...4).map { "TIMER\(number)_TOGGLE\($0)" } }
    return names + ["CLK_SPI2", "CLK_I2C2"]
  }()

  private static func spi(_ number: Int) -> [String] {
    let signals = (0..<8).map { "D\($0)" } + (0..<4).map { "SS\($0)" } + ["ARB", "SCLK"]
    return signals.map { "SPI\(number)_\($0)" }
  }

  /// A name for traces and messages, whatever the number.
  package static func name(_ number: Int) -> String {
    names.indices.contains(number) ? names[number] : "function \(number)"
  }
}

/// What each of the 48 pins is connected to.
///
/// **Source**: `fpioa.c` of the SDK; `maixpy_main.c` connects nothing but the console's two pins.
final class PinTable {
  private(set) var functions: [Int]

  /// The pins after start-up.
  init() {
    functions = [Int](repeating: PinFunction.none, count: 48)
    functions[4] = PinFunction.consoleReceiver
    functions[5] = PinFunction.consoleTransmitter
  }

  /// Connects a pin; the function leaves the pin that it had.
  ///
  /// False if there is no such pin or function.
  func connect(_ pin: Int, to function: Int) -> Bool {
    guard functions.indices.contains(pin), (0..<256).contains(function) else { return false }
    if function != PinFunction.none {
      for other in functions.indices where functions[other] == function {
        functions[other] = PinFunction.none
      }
    }
    functions[pin] = function
    return true
  }

  /// The first pin that a function is connected to.
  func pin(of function: Int) -> Int? { functions.firstIndex(of: function) }
}

extension MaixBoard {
  /// Connects a pin, and traces it.
  @discardableResult
  func connect(_ pin: Int, to function: Int) -> Bool {
    guard hardware.pins.connect(pin, to: function) else { return false }
    trace("fpioa pin \(pin) = \(PinFunction.name(function))")
    return true
  }
}
