/// Walks through the pattern of a `%` operation, step by step in the device's order, so that what goes wrong
/// first is raised first.
///
/// The caller answers each step before it asks for the next: it copies literals, looks keys up, and gives
/// widths and precisions.
package struct PercentScanner: Sendable {
  /// What comes next.
  package enum Step: Equatable, Sendable {
    /// Bytes of the pattern that stand for themselves.
    case literal(Range<Int>)
    /// The key of the next directive, in the pattern: its argument comes from the dictionary.
    case key(Range<Int>)
    /// `*`: the next argument is the width, for `setWidth`.
    case width
    /// `*`: the next argument is the precision, for `setPrecision`.
    case precision
    /// A directive; its argument is the key's value if there was a key, or else the next one.
    case directive(PercentDirective)
  }

  /// What the next argument raises when there is none.
  package static let notEnoughArguments = FormatFault(.type, "format string needs more arguments")
  /// What arguments left over raise.
  package static let tooManyArguments = FormatFault(.type, "format string didn't convert all arguments")

  private enum State: Equatable {
    case text, key, flags, width, point, precision, type
  }

  private let pattern: [UInt8]
  private let hasDictionary: Bool
  private var position = 0
  private var state = State.text
  private var current = PercentDirective()

  /// - Parameters:
  ///   - pattern: The text before the operator.
  ///   - hasDictionary: Whether behind it stands a dictionary.
  package init(_ pattern: [UInt8], hasDictionary: Bool) {
    self.pattern = pattern
    self.hasDictionary = hasDictionary
  }

  /// Sets the width of the current directive; negative ones count as none.
  /// - Throws: `MemoryError` for a width beyond any device.
  package mutating func setWidth(_ width: Int) throws(FormatFault) {
    let width = Int(Int32(truncatingIfNeeded: width))
    try FormatStyle.check(width: width)
    current.style.width = width
  }

  /// Sets the precision of the current directive; negative ones count as none.
  /// - Throws: `MemoryError` for a precision beyond any device.
  package mutating func setPrecision(_ precision: Int) throws(FormatFault) {
    let precision = Int(Int32(truncatingIfNeeded: precision))
    try FormatStyle.check(width: precision)
    current.precision = precision
  }

  /// The next step; nil at the end.
  /// - Throws: `TypeError: format needs a dict`, `ValueError: incomplete format key`, `ValueError: incomplete
  ///   format`.
  package mutating func next() throws(FormatFault) -> Step? {
    while true {
      switch state {
      case .text:
        guard let literal = try literal() else {
          if state == .text { return nil }
          continue
        }
        return .literal(literal)
      case .key:
        state = .flags
        if let key = try key() { return .key(key) }
      case .flags:
        readFlags()
        state = .width
        if position < pattern.count, pattern[position] == Ascii.star {
          position += 1
          state = .point
          return .width
        }
      case .width:
        state = .point
        try setWidth(DigitReader.read(pattern, &position, end: pattern.count) ?? 0)
      case .point:
        state = .type
        guard position < pattern.count, pattern[position] == Ascii.point else { continue }
        position += 1
        guard position < pattern.count else { continue }
        if pattern[position] == Ascii.star {
          position += 1
          return .precision
        }
        state = .precision
      case .precision:
        state = .type
        try setPrecision(DigitReader.read(pattern, &position, end: pattern.count) ?? 0)
      case .type:
        guard position < pattern.count else { throw FormatFault(.value, "incomplete format") }
        current.type = pattern[position]
        current.index = position
        position += 1
        state = .text
        return .directive(current)
      }
    }
  }

  /// Bytes up to the next directive, of which the percent sign is skipped; a doubled sign is the end of a
  /// literal.
  private mutating func literal() throws(FormatFault) -> Range<Int>? {
    let start = position
    while position < pattern.count, pattern[position] != Ascii.percent { position += 1 }
    if position > start { return start..<position }
    guard position < pattern.count else { return nil }
    position += 1
    guard position < pattern.count else { throw FormatFault(.value, "incomplete format") }
    if pattern[position] == Ascii.percent {
      position += 1
      return position - 1..<position
    }
    state = .key
    current = PercentDirective()
    return nil
  }

  private mutating func key() throws(FormatFault) -> Range<Int>? {
    guard pattern[position] == Ascii.open else { return nil }
    guard hasDictionary else { throw FormatFault(.type, "format needs a dict") }
    let start = position + 1
    guard let end = pattern[start...].firstIndex(of: Ascii.close) else {
      throw FormatFault(.value, "incomplete format key")
    }
    position = end + 1
    return start..<end
  }

  private mutating func readFlags() {
    while position < pattern.count {
      switch pattern[position] {
      case Ascii.minus: current.style.isLeft = true
      case Ascii.plus: current.style.showsPlus = true
      case Ascii.space: current.style.showsSpace = true
      case Ascii.hash: current.isAlternate = true
      case Ascii.zero:
        current.style.padsAfterSign = true
        current.style.fill = Ascii.zero
      default: return
      }
      position += 1
    }
  }
}
