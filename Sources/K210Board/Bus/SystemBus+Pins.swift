/// Where the inputs of GPIO and GPIOHS come from, as FPIOA routes them.
struct PinRoutes: Sendable, Equatable {
  /// The IO pin of each of GPIOHS's 32 pins, nil for none.
  fileprivate var gpiohs = [Int?](repeating: nil, count: 32)
  /// The IO pin of each of GPIO's 8 pins, nil for none.
  fileprivate var gpio = [Int?](repeating: nil, count: 8)
}

extension SystemBus {
  /// Finds out anew where pins lead, and gives both blocks the levels there.
  func routePins() {
    for index in pinRoutes.gpiohs.indices {
      pinRoutes.gpiohs[index] = fpioa.pin(of: PinFunction.gpiohs0.rawValue + index)
    }
    for index in pinRoutes.gpio.indices {
      pinRoutes.gpio[index] = fpioa.pin(of: PinFunction.gpio0.rawValue + index)
    }
    updateInputs(.gpiohs)
    updateInputs(.gpio)
  }

  /// Writes a register of GPIO or GPIOHS, whose outputs may be read back at the pins.
  func writePins(_ block: BusBlock, _ offset: Int, _ size: Int, _ value: UInt64) -> Bool {
    let isKnown = peripherals.write(block, offset, size, value, backplane)
    updateInputs(block)
    return isKnown
  }

  private func updateInputs(_ block: BusBlock) {
    var levels: UInt32 = 0
    if block == .gpiohs {
      for (index, pin) in pinRoutes.gpiohs.enumerated() {
        let function = PinFunction.gpiohs0.rawValue + index
        levels |=
          level(ofPin: pin, function: function, peripherals.gpiohs.output(index)) ? 1 << UInt32(index) : 0
      }
      peripherals.gpiohs.setInputs(levels, backplane)
    } else {
      for (index, pin) in pinRoutes.gpio.enumerated() {
        let function = PinFunction.gpio0.rawValue + index
        levels |=
          level(ofPin: pin, function: function, peripherals.gpio.output(index)) ? 1 << UInt32(index) : 0
      }
      peripherals.gpio.setInputs(levels, backplane)
    }
  }

  /// The level at an input: what the chip drives there itself, what comes from outside, or what FPIOA ties it to.
  private func level(ofPin pin: Int?, function: Int, _ output: Bool?) -> Bool {
    guard let pin else { return fpioa.tiedLevel(ofFunction: function) }
    return output ?? fpioa.inputLevel(of: pin)
  }
}
