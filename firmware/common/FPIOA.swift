/// The field-programmable array of inputs and outputs: which pin serves which function.
///
/// **Source**: fields of the vendor's SDK headers.
enum FPIOA {
  /// One word per pin, 0…47.
  static var pins: Register { Register(0x502B_0000) }
  /// One bit per function: its input is tied to a constant.
  static var tieEnable: Register { Register(0x502B_00C0) }
  /// One bit per function: that constant.
  static var tieValue: Register { Register(0x502B_00E0) }

  /// Functions by their number.
  enum Function: UInt32 {
    case uarthsReceive = 18
    case uarthsTransmit = 19
  }

  /// Fields of a pin's word.
  private enum Field {
    static let fullDrive: UInt32 = 0xF << 8
    static let outputEnable: UInt32 = 1 << 12
    static let inputEnable: UInt32 = 1 << 20
    static let schmittTrigger: UInt32 = 1 << 23
  }

  /// Gives a pin a function, and its input or output buffer.
  static func connect(pin: Int, to function: Function) {
    switch function {
    case .uarthsReceive: pins[pin].value = function.rawValue | Field.inputEnable | Field.schmittTrigger
    case .uarthsTransmit: pins[pin].value = function.rawValue | Field.fullDrive | Field.outputEnable
    }
  }

  /// Ties the input of a function to a constant, or frees it.
  static func tie(function: UInt32, to level: Bool?) {
    let (word, bit) = (Int(function / 32), (1 as UInt32) &<< (function % 32))
    if let level {
      if level { tieValue[word].set(bit) } else { tieValue[word].clear(bit) }
      tieEnable[word].set(bit)
    } else {
      tieEnable[word].clear(bit)
    }
  }
}
