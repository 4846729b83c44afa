/// The 32 fast pins: levels, directions, and an interrupt of its own for each.
///
/// **Source**: SDK `gpiohs.h` and `gpiohs.c`, SiFive's GPIO whose registers these are (certain). A pin reads 0 while its input is off;
/// an output whose input is on reads itself. Pending bits are set whether or not they are enabled, and bits of a level come
/// back when they are cleared while it lasts. Pull-ups, drive strength and `iof` are kept and do nothing: pads are FPIOA's.
package struct GPIOHS: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case inputVal = 0x00
    case inputEn = 0x04
    case outputEn = 0x08
    case outputVal = 0x0C
    case pullupEn = 0x10
    case drive = 0x14
    case riseIe = 0x18
    case riseIp = 0x1C
    case fallIe = 0x20
    case fallIp = 0x24
    case highIe = 0x28
    case highIp = 0x2C
    case lowIe = 0x30
    case lowIp = 0x34
    case iofEn = 0x38
    case iofSel = 0x3C
    case outputXor = 0x40
  }

  /// Pins of the block.
  package static let pinCount = 32

  private var words = [UInt32](repeating: 0, count: 0x44 / 4)
  /// What drives the pins from outside.
  private var external: UInt32 = 0
  /// What the pins read.
  private var input: UInt32 = 0
  /// The interrupt lines that are high.
  private var lines: UInt32 = 0

  /// All pins off and low.
  package init() { settlePending() }

  private subscript(register: Register) -> UInt32 {
    get { words[register.rawValue / 4] }
    set { words[register.rawValue / 4] = newValue }
  }

  private var outputs: UInt32 { self[.outputVal] ^ self[.outputXor] }

  /// The level that a pin drives, nil while its output is off.
  package func output(_ pin: Int) -> Bool? {
    guard 0..<Self.pinCount ~= pin, self[.outputEn] >> UInt32(pin) & 1 == 1 else { return nil }
    return outputs >> UInt32(pin) & 1 == 1
  }

  /// Drives a pin from outside.
  package mutating func setInput(_ pin: Int, _ isHigh: Bool, _ board: Backplane) {
    guard 0..<Self.pinCount ~= pin else { return }
    let bit: UInt32 = 1 << UInt32(pin)
    setInputs(isHigh ? external | bit : external & ~bit, board)
  }

  /// Drives all pins from outside, pin 0 by the lowest bit.
  package mutating func setInputs(_ levels: UInt32, _ board: Backplane) {
    guard external != levels else { return }
    external = levels
    settle(board)
  }

  /// Puts the registers back as after reset; what drives the pins from outside stays.
  package mutating func reset(_ board: Backplane) {
    let (external, lines) = (external, lines)
    self = GPIOHS()
    (self.external, self.lines) = (external, lines)
    settle(board)
  }

  private mutating func settlePending() {
    let levels = external & ~self[.outputEn] | outputs & self[.outputEn]
    let before = input
    input = levels & self[.inputEn]
    self[.riseIp] |= input & ~before
    self[.fallIp] |= before & ~input
    self[.highIp] |= input
    self[.lowIp] |= ~input
  }

  /// Sees changes of the pins and drives the interrupt lines.
  private mutating func settle(_ board: Backplane) {
    settlePending()
    let pending =
      self[.riseIe] & self[.riseIp] | self[.fallIe] & self[.fallIp] | self[.highIe] & self[.highIp]
      | self[.lowIe] & self[.lowIp]
    var changes = pending ^ lines
    lines = pending
    while changes != 0 {
      let pin = changes.trailingZeroBitCount
      changes &= changes - 1
      guard let source = InterruptSource.gpiohs0.advanced(by: pin) else { continue }
      board.setInterrupt(source, pending >> UInt32(pin) & 1 == 1)
    }
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    guard let register = Register(rawValue: offset) else { return nil }
    return UInt64(register == .inputVal ? input : self[register])
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    guard let register = Register(rawValue: offset) else { return false }
    switch register {
    case .inputVal: break
    case .riseIp, .fallIp, .highIp, .lowIp: self[register] &= ~write.merged(into: UInt32(0))
    default: self[register] = write.merged(into: self[register])
    }
    settle(board)
    return true
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}
