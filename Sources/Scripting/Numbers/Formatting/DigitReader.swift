/// Reads the unsigned decimal numbers of format directives.
enum DigitReader {
  /// Reads digits at a position and moves it behind them; nil when there are none.
  ///
  /// Stops counting at 2^31 − 1.
  static func read(_ text: [UInt8], _ position: inout Int, end: Int) -> Int? {
    let start = position
    var value = 0
    while position < end, Ascii.isDigit(text[position]) {
      value = Swift.min(value * 10 + Int(text[position] - Ascii.zero), Int(Int32.max))
      position += 1
    }
    return position > start ? value : nil
  }
}
