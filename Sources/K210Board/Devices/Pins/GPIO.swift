/// The eight slow pins with one interrupt for all.
///
/// **Source**: SDK `gpio.h` and `gpio.c`, DesignWare's GPIO whose registers these are (certain). Pins that are outputs do not interrupt and
/// read what they drive. Kept without effect: `source`, `interrupt_debounce`, `sync_level`; `id_code` is not known.
package struct GPIO: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case dataOutput = 0x00
    case direction = 0x04
    case source = 0x08
    case interruptEnable = 0x30
    case interruptMask = 0x34
    case interruptLevel = 0x38
    case interruptPolarity = 0x3C
    case interruptStatus = 0x40
    case interruptStatusRaw = 0x44
    case interruptDebounce = 0x48
    case interruptClear = 0x4C
    case dataInput = 0x50
    case syncLevel = 0x60
    case idCode = 0x64
    case interruptBothedge = 0x68
  }

  /// Pins of the block.
  package static let pinCount = 8

  private var words = [UInt32](repeating: 0, count: 0x6C / 4)
  private var external: UInt32 = 0
  /// What the pins had when they were looked at last.
  private var seen: UInt32 = 0
  /// Edges that were seen and not cleared.
  private var edges: UInt32 = 0

  /// All pins inputs and low.
  package init() {}

  private subscript(register: Register) -> UInt32 {
    get { words[register.rawValue / 4] }
    set { words[register.rawValue / 4] = newValue }
  }

  private var levels: UInt32 { external & ~self[.direction] | self[.dataOutput] & self[.direction] }

  /// The level that a pin drives, nil while it is an input.
  package func output(_ pin: Int) -> Bool? {
    guard 0..<Self.pinCount ~= pin, self[.direction] >> UInt32(pin) & 1 == 1 else { return nil }
    return self[.dataOutput] >> UInt32(pin) & 1 == 1
  }

  /// Drives a pin from outside.
  package mutating func setInput(_ pin: Int, _ isHigh: Bool, _ board: Backplane) {
    guard 0..<Self.pinCount ~= pin else { return }
    let bit: UInt32 = 1 << UInt32(pin)
    setInputs(isHigh ? external | bit : external & ~bit, board)
  }

  /// Drives all pins from outside, pin 0 by the lowest bit.
  package mutating func setInputs(_ levels: UInt32, _ board: Backplane) {
    guard external != levels & 0xFF else { return }
    external = levels & 0xFF
    settle(board)
  }

  /// Puts the registers back as after reset; what drives the pins from outside stays.
  package mutating func reset(_ board: Backplane) {
    let external = external
    self = GPIO()
    (self.external, seen) = (external, external)
    settle(board)
  }

  private var canInterrupt: UInt32 { self[.interruptEnable] & ~self[.direction] }

  /// What interrupts, masked or not: edges that were seen, levels that last.
  private var raw: UInt32 {
    let isEdge = self[.interruptLevel]
    return (edges & isEdge | ~(levels ^ self[.interruptPolarity]) & ~isEdge) & canInterrupt
  }

  /// Sees changes of the pins and drives the interrupt line.
  private mutating func settle(_ board: Backplane) {
    let levels = levels
    let (rise, fall) = (levels & ~seen, seen & ~levels)
    seen = levels
    let wanted = rise & self[.interruptPolarity] | fall & ~self[.interruptPolarity]
    edges |= (wanted | (rise | fall) & self[.interruptBothedge]) & canInterrupt & self[.interruptLevel]
    board.setInterrupt(.gpio, raw & ~self[.interruptMask] != 0)
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch Register(rawValue: offset) {
    case .interruptStatus: return UInt64(raw & ~self[.interruptMask])
    case .interruptStatusRaw: return UInt64(raw)
    case .dataInput: return UInt64(levels)
    case .interruptClear: return 0
    case .idCode, nil: return nil
    case .some(let register): return UInt64(self[register])
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    guard let register = Register(rawValue: offset), register != .idCode else { return false }
    switch register {
    case .interruptStatus, .interruptStatusRaw, .dataInput: break
    case .interruptClear: edges &= ~write.merged(into: UInt32(0))
    default: self[register] = write.merged(into: self[register]) & 0xFF
    }
    settle(board)
    return true
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}
