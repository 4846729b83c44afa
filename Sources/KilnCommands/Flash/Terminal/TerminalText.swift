/// What a board says, as a terminal shows it: as it is, with times, or in hexadecimal.
package struct TerminalText {
  /// Whether each line begins with the time of its first byte.
  package var showsTimes: Bool
  /// Whether bytes are shown as numbers.
  package var isHexadecimal: Bool {
    didSet { if isHexadecimal != oldValue, !isAtLineStart { needsLineBreak = true } }
  }
  /// Whether the last byte ended a line, or there was none.
  package private(set) var isAtLineStart = true
  private var needsLineBreak = false

  /// Bytes in a line of hexadecimal numbers.
  package static let bytesPerLine = 16

  /// Shows text in one of these forms.
  package init(showsTimes: Bool = false, isHexadecimal: Bool = false) {
    (self.showsTimes, self.isHexadecimal) = (showsTimes, isHexadecimal)
  }

  /// What to show for bytes that came at a time, counted from the start of the terminal.
  package mutating func shown(_ bytes: [UInt8], at time: Duration) -> [UInt8] {
    if bytes.isEmpty { return [] }
    var shown: [UInt8] = []
    if needsLineBreak { startLine(&shown) }
    if isHexadecimal {
      startLine(&shown)
      for start in stride(from: 0, to: bytes.count, by: Self.bytesPerLine) {
        let row = bytes[start..<min(start + Self.bytesPerLine, bytes.count)]
        if showsTimes { shown += Self.stamp(time) }
        shown += Self.row(row)
      }
      return shown
    }
    for byte in bytes {
      if isAtLineStart, showsTimes { shown += Self.stamp(time) }
      shown.append(byte)
      isAtLineStart = byte == 0x0A
    }
    return shown
  }

  /// A line break where the last line has not ended.
  package mutating func startLine(_ shown: inout [UInt8]) {
    if !isAtLineStart { shown += [0x0D, 0x0A] }
    (isAtLineStart, needsLineBreak) = (true, false)
  }

  /// `[  12.345] `: seconds.
  static func stamp(_ time: Duration) -> [UInt8] {
    let (seconds, rest) = time.components
    let milliseconds = String(rest / 1_000_000_000_000_000)
    let digits = String(repeating: "0", count: max(0, 3 - milliseconds.count)) + milliseconds
    let whole = String(repeating: " ", count: max(0, 4 - "\(seconds)".count)) + "\(seconds)"
    return Array("[\(whole).\(digits)] ".utf8)
  }

  /// `68 69 0a                                         |hi.|`, with a line end.
  private static func row(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let numbers = bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined(separator: " ")
    let space = String(repeating: " ", count: bytesPerLine * 3 - 1 - numbers.utf8.count)
    let letters = bytes.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }
    return Array("\(numbers)\(space)  |".utf8) + letters + Array("|\r\n".utf8)
  }
}
