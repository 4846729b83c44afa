/// The pin multiplexer: which of 256 functions each of the 48 IO pins has.
///
/// **Source**: SDK `fpioa.h` (certain). After reset IO4 and IO5 are UARTHS, as the ISP mode needs them, IO0–3 JTAG; what the others are
/// is not documented and taken as nothing.
package struct FPIOA: RegisterBlock, Equatable {
  /// Pins.
  package static let pinCount = 48

  private var pins: [UInt32]
  private var ties = [UInt32](repeating: 0, count: 16)
  /// Levels that something outside of the chip gives to pins; nil for open ones.
  private(set) var externalLevels = [Bool?](repeating: nil, count: pinCount)

  /// The pins after a reset.
  package init() {
    pins = [UInt32](repeating: UInt32(PinFunction.none.rawValue), count: Self.pinCount)
    for pin in 0..<4 { pins[pin] = UInt32(pin) }
    let (input, output): (UInt32, UInt32) = (1 << 20 | 1 << 22, 1 << 12)
    pins[4] = UInt32(PinFunction.uarthsReceive.rawValue) | input
    pins[5] = UInt32(PinFunction.uarthsTransmit.rawValue) | output
  }

  /// The function of a pin.
  package func function(of pin: Int) -> Int { Int(pins[pin] & 0xFF) }

  /// The lowest pin with a function, nil when there is none.
  package func pin(of function: Int) -> Int? {
    pins.firstIndex { Int($0 & 0xFF) == function }
  }

  /// The level at a pin as an input: from outside, else by its pull resistor, else low.
  package func inputLevel(of pin: Int) -> Bool {
    let word = pins[pin]
    let isInverted = word >> 21 & 1 == 1
    let level = externalLevels[pin] ?? (word >> 16 & 1 == 1)
    return level != isInverted
  }

  /// The level of an input function that may have no pin: what its tie says, low without one.
  package func tiedLevel(ofFunction function: Int) -> Bool {
    let (word, bit) = (function / 32 & 7, UInt32(function % 32))
    return ties[word] >> bit & 1 == 1 && ties[8 + word] >> bit & 1 == 1
  }

  /// Has something outside of the chip drive a pin; nil lets it go.
  package mutating func drive(_ pin: Int, _ level: Bool?) { externalLevels[pin] = level }

  package func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch offset {
    case 0..<0xC0:
      let pin = offset / 4
      return UInt64(pins[pin] & 0x7FFF_FFFF | (inputLevel(of: pin) ? 1 << 31 : 0))
    case 0xC0..<0x100: return UInt64(ties[(offset - 0xC0) / 4])
    default: return nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    switch offset {
    case 0..<0xC0:
      pins[offset / 4] = write.merged(into: pins[offset / 4]) & 0x7FFF_FFFF
      board.noteRouteChange()
    case 0xC0..<0x100:
      ties[(offset - 0xC0) / 4] = write.merged(into: ties[(offset - 0xC0) / 4])
      board.noteRouteChange()
    default: return false
    }
    return true
  }

  package static func registerName(at offset: Int) -> String? {
    switch offset {
    case 0..<0xC0: "io\(offset / 4)"
    case 0xC0..<0xE0: "tie_en\((offset - 0xC0) / 4)"
    case 0xE0..<0x100: "tie_val\((offset - 0xE0) / 4)"
    default: nil
    }
  }
}

/// Functions of pins that the board follows.
///
/// **Source**: SDK `fpioa.h` (certain).
package enum PinFunction: Int, Sendable {
  case uarthsReceive = 18
  case uarthsTransmit = 19
  /// GPIOHS 0; the other 31 follow.
  case gpiohs0 = 24
  /// GPIO 0; the other 7 follow.
  case gpio0 = 56
  case uart1Receive = 64
  case uart1Transmit, uart2Receive, uart2Transmit, uart3Receive, uart3Transmit
  /// Reserved: no function.
  case none = 222
}
