/// Registers of the high-speed GPIO.
private enum GPIOHS {
  static var inputValue: Register { Register(0x3800_1000) }
  static var inputEnable: Register { Register(0x3800_1004) }
  static var outputEnable: Register { Register(0x3800_1008) }
  static var outputValue: Register { Register(0x3800_100C) }
  static var highInterruptEnable: Register { Register(0x3800_1028) }
  /// FPIOA's number of channel 0.
  static let function: UInt32 = 24
}

/// A pin and a channel that nothing is done with here; no output buffer is on, since a board may drive any pin.
private let (pin, channel) = (47, 31 as UInt32)

func checkPinWords() {
  SYSCTL.enableClock(.fpioa)
  let word = FPIOA.pins[pin]
  let kept = word.value
  // Function 222 leads nowhere; then each of the two resistors.
  let patterns: InlineArray<3, UInt32> = [222, 222 | 1 << 16, 222 | 1 << 17]
  for index in 0..<3 {
    word.value = patterns[index]
    // Bit 31 is what the pin has just now.
    expect("a pin's word reads back", UInt64(word.value & 0x7FFF_FFFF), UInt64(patterns[index]))
  }
  word.value = kept
  expect(
    "the receiver's pin", UInt64(FPIOA.pins[4].value & 0xFF), UInt64(FPIOA.Function.uarthsReceive.rawValue))
  expect(
    "the transmitter's pin", UInt64(FPIOA.pins[5].value & 0xFF),
    UInt64(FPIOA.Function.uarthsTransmit.rawValue))
}

func checkGPIOHS() {
  let bit = (1 as UInt32) &<< channel
  let (output, enable) = (GPIOHS.outputValue.value, GPIOHS.outputEnable.value)
  GPIOHS.outputEnable.clear(bit)
  GPIOHS.outputValue.set(bit)
  expect("the output value reads back set", UInt64(GPIOHS.outputValue.value & bit), UInt64(bit))
  GPIOHS.outputValue.clear(bit)
  expect("and clear", UInt64(GPIOHS.outputValue.value & bit), 0)
  (GPIOHS.outputValue.value, GPIOHS.outputEnable.value) = (output, enable)
}

func checkTies() {
  SYSCTL.enableClock(.fpioa)
  let bit = (1 as UInt32) &<< channel
  GPIOHS.inputEnable.set(bit)
  for round in 0..<3 {
    let level = round != 1
    FPIOA.tie(function: GPIOHS.function &+ channel, to: level)
    Delay.microseconds(1)
    expect("an input that is tied", UInt64(GPIOHS.inputValue.value & bit), level ? UInt64(bit) : 0)
  }
  FPIOA.tie(function: GPIOHS.function &+ channel, to: nil)
  GPIOHS.inputEnable.clear(bit)
}

/// Registers of UART1, a 16550.
private enum UART1 {
  static var data: Register { Register(0x5021_0000) }
  static var interruptEnable: Register { Register(0x5021_0004) }
  static var fifoControl: Register { Register(0x5021_0008) }
  static var lineControl: Register { Register(0x5021_000C) }
  static var modemControl: Register { Register(0x5021_0010) }
  static var lineStatus: Register { Register(0x5021_0014) }
  static var modemStatus: Register { Register(0x5021_0018) }
  static var divisorFraction: Register { Register(0x5021_00C0) }
}

func checkLoopback() {
  SYSCTL.start(.uart1)
  let divisor = UInt32(truncatingIfNeeded: SYSCTL.apb0Hertz / 1_000_000)
  UART1.lineControl.value = 0x80
  UART1.data.value = divisor &>> 4 & 0xFF
  UART1.interruptEnable.value = divisor &>> 12
  UART1.divisorFraction.value = divisor & 15
  UART1.lineControl.value = 3
  UART1.interruptEnable.value = 0
  // Both FIFOs on and empty.
  UART1.fifoControl.value = 7
  UART1.modemControl.value = 0x10
  let bytes: InlineArray<4, UInt32> = [0x55, 0x00, 0xFF, 0xA3]
  for index in 0..<4 {
    UART1.data.value = bytes[index]
    let came = Delay.until(microseconds: 1_000) { UART1.lineStatus.value & 1 == 1 }
    expect("a byte comes back", came)
    if came { expect("the byte", UInt64(UART1.data.value & 0xFF), UInt64(bytes[index])) }
  }
  // Request to send comes back as clear to send.
  UART1.modemControl.value = 0x12
  expect("clear to send", UInt64(UART1.modemStatus.value &>> 4 & 1), 1)
  UART1.modemControl.value = 0
}
