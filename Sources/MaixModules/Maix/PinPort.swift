import Scripting

/// One of the chip's GPIOs.
final class PinPort: ScriptObject {
  /// 0 to 31 are GPIOHS0 to GPIOHS31, 32 to 39 are GPIO0 to GPIO7.
  let number: Int
  /// The number of its mode, one of `Mode`'s or anything that the script set.
  var mode = Mode.input
  /// What an output shows.
  var output = false
  /// What comes in from outside; nil if nobody drives the pin.
  var input: Bool?
  /// The script's function for edges; null if there is none.
  var handler = Value.null
  /// Bits: 1 falling, 2 rising.
  var edges = 0

  init(number: Int) { self.number = number }

  /// Modes, as the SDK numbers them (`gpio_common.h`).
  enum Mode {
    static let none = -1
    static let input = 0
    static let pullDown = 1
    static let pullUp = 2
    static let output = 3
  }

  /// Whether it is one of the fast ones, which alone have interrupts.
  var isFast: Bool { number < 32 }

  /// Its number among its kind.
  var ownNumber: Int { isFast ? number : number - 32 }

  /// Its name: `GPIOHS3`.
  var name: String { isFast ? "GPIOHS\(number)" : "GPIO\(ownNumber)" }

  /// The function to which its pin must be connected.
  var function: Int { isFast ? PinFunction.fastPort + number : PinFunction.port + ownNumber }

  /// What is read from it; a pin that nobody drives follows its pull.
  var level: Bool { mode == Mode.output ? output : input ?? (mode == Mode.pullUp) }

  /// Whether the script wants to know of an edge.
  func watches(rising: Bool) -> Bool { !handler.isNull && edges & (rising ? 2 : 1) != 0 }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? { Array("Pin(\(ownNumber))".utf8) }
}
