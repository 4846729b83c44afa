/// How a value stands in its field: what the device's printing routines take as flags, fill and width.
struct FormatStyle: Equatable, Sendable {
  var isLeft = false
  var isCentered = false
  /// The padding goes between the sign and the digits.
  var padsAfterSign = false
  var showsPlus = false
  var showsSpace = false
  /// `0b`, `0o` and `0x` before digits.
  var showsPrefix = false
  var showsCommas = false
  var addsPercent = false
  /// The padding; zero means spaces.
  var fill: UInt8 = Ascii.space
  /// The least number of bytes; none when below 1.
  var width = 0

  /// The widest field: more than the memory of any device, so that the device itself would raise MemoryError.
  static let widthLimit = 1 << 24

  /// Refuses fields wider than any device's memory.
  static func check(width: Int) throws(FormatFault) {
    guard width <= widthLimit else {
      throw FormatFault(
        .memory,
        Ascii.bytes("memory allocation failed, allocating ") + IntegerText.format(width)
          + Ascii.bytes(" bytes"))
    }
  }

  /// Bytes in their field.
  func padded(_ text: [UInt8]) -> [UInt8] {
    let padding = width - text.count
    guard padding > 0 else { return text }
    let filling = fill == 0 ? Ascii.space : fill
    let left = isCentered ? padding / 2 : (isLeft ? 0 : padding)
    return [UInt8](repeating: filling, count: left) + text
      + [UInt8](repeating: filling, count: padding - left)
  }

  /// What a number without a minus begins with.
  var sign: UInt8? { showsPlus ? Ascii.plus : (showsSpace ? Ascii.space : nil) }
}
