/// Bytes of a keyboard put together to keys; arrows and the like come as several bytes that begin with ESC.
///
/// **Source**: the sequences of VT100 and xterm, those that `lib/mp-readline/readline.c` of MicroPython 1.11
/// knows.
struct KeySequence: Sendable {
  /// A key that a line has a use for.
  enum Key: Equatable {
    case text(UInt8)
    case enter, tab, backspace, delete, left, right, up, down, home, end
    /// Ctrl-A (1) to Ctrl-E (5).
    case control(UInt8)
  }

  private enum Place: Equatable {
    case start, escape, bracket, applicationMode
    case number(UInt8)
    /// Behind a sequence that means nothing here, until it ends.
    case skipping
  }

  private var place = Place.start

  /// Nothing pressed yet.
  init() {}

  /// The key that ends with this byte, if one does.
  mutating func take(_ byte: UInt8) -> Key? {
    let before = place
    place = .start
    switch before {
    case .start: return start(byte)
    case .escape:
      if byte == UInt8(ascii: "[") { place = .bracket }
      if byte == UInt8(ascii: "O") { place = .applicationMode }
      return nil
    case .bracket, .applicationMode: return letter(byte)
    case .number(let number):
      if byte == UInt8(ascii: "~") { return Self.key(numbered: number) }
      if !Self.isFinal(byte) { place = .skipping }
      return nil
    case .skipping:
      if !Self.isFinal(byte) { place = .skipping }
      return nil
    }
  }

  private mutating func start(_ byte: UInt8) -> Key? {
    switch byte {
    case 1...5: return .control(byte)
    case 0x08, 0x7F: return .backspace
    case 0x09: return .tab
    case 0x0D: return .enter
    case 0x1B:
      place = .escape
      return nil
    case 0x20...0x7E: return .text(byte)
    default: return nil
    }
  }

  private mutating func letter(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return .right
    case UInt8(ascii: "D"): return .left
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "0")...UInt8(ascii: "9"): place = .number(byte)
    default: if !Self.isFinal(byte) { place = .skipping }
    }
    return nil
  }

  private static func key(numbered number: UInt8) -> Key? {
    switch number {
    case UInt8(ascii: "1"), UInt8(ascii: "7"): .home
    case UInt8(ascii: "4"), UInt8(ascii: "8"): .end
    case UInt8(ascii: "3"): .delete
    default: nil
    }
  }

  /// Whether a byte ends a sequence; control keys do, so that none is lost for ever.
  private static func isFinal(_ byte: UInt8) -> Bool { byte < 0x20 || (0x40...0x7E).contains(byte) }
}
