import Scripting

extension FloatText {
  /// C's `%f` as the firmware prints it (`mp_printf`), the errors of its single precision with it.
  static func fixed(_ number: Float) -> [UInt8] {
    format(Double(number), style: UInt8(ascii: "f"), precision: 6, single: true)
  }
}
