/// A line as it is typed at a prompt: a cursor that moves, lines typed before, Tab and Backspace for indents.
///
/// Bytes in, bytes for the terminal out; nothing is read or written here. As on a board, a line is ASCII:
/// other bytes are passed over.
package struct LineEditor: Sendable {
  /// What a byte has led to.
  package enum Event: Sendable, Equatable {
    /// The line goes on.
    case editing
    /// Enter: the line, which has no line end.
    case entered([UInt8])
    /// Tab, where it is not an indent: the name in front of the cursor may be completed.
    case completing
    /// A control key, 1 (Ctrl-A) to 5 (Ctrl-E), that is not for the line: any on an empty one, Ctrl-C always.
    case control(UInt8)
  }

  /// What has been typed.
  package private(set) var line: [UInt8] = []
  /// Where in it the next byte goes.
  package private(set) var cursor = 0
  private var history: [[UInt8]] = []
  /// How many lines ago the line in view was entered; 0 is the one being typed.
  private var age = 0
  private var draft: [UInt8] = []
  private var keys = KeySequence()
  private var completesEmptyLine = false

  /// Lines that Up can bring back.
  package static let historyLimit = 100
  /// Bytes in a line; further ones are passed over.
  package static let byteLimit = 1 << 16
  /// Columns of an indent.
  package static let indentWidth = 4

  /// An editor that knows of no earlier line.
  package init() {}

  /// Begins a line with so many spaces; what to show behind the prompt.
  ///
  /// - Parameter completesEmptyLine: whether Tab in front of all text is no indent: in the first line of a
  ///   statement, which has none.
  package mutating func begin(indent: Int = 0, completesEmptyLine: Bool = false) -> [UInt8] {
    self.completesEmptyLine = completesEmptyLine
    let indent = max(0, min(indent, Self.byteLimit / 2))
    line = Array(repeating: UInt8(ascii: " "), count: indent)
    (cursor, age, draft, keys) = (indent, 0, [], KeySequence())
    return line
  }

  /// Takes a byte of the keyboard, and adds to `shown` what the terminal gets for it.
  package mutating func take(_ byte: UInt8, shown: inout [UInt8]) -> Event {
    guard let key = keys.take(byte) else { return .editing }
    switch key {
    case .text(let byte): insert([byte], &shown)
    case .enter: return enter(&shown)
    case .tab:
      if completesEmptyLine || !line[..<cursor].allSatisfy({ $0 == UInt8(ascii: " ") }) { return .completing }
      insert(spacesToStop, &shown)
    case .control(let number):
      if number == 3 || line.isEmpty { return .control(number) }
      if number == 1 { move(to: 0, &shown) }
      if number == 5 { move(to: line.count, &shown) }
    case .backspace: erase(backspaceWidth, &shown)
    case .delete: if cursor < line.count { replace(cursor..<cursor + 1, with: [], &shown) }
    case .left: move(to: max(0, cursor - 1), &shown)
    case .right: move(to: min(line.count, cursor + 1), &shown)
    case .home: move(to: 0, &shown)
    case .end: move(to: line.count, &shown)
    case .up: recall(age + 1, &shown)
    case .down: recall(age - 1, &shown)
    }
    return .editing
  }

  private var spacesToStop: [UInt8] {
    Array(repeating: UInt8(ascii: " "), count: Self.indentWidth - cursor % Self.indentWidth)
  }

  /// How much Backspace takes: in front of the text a whole indent, as MicroPython has it.
  private var backspaceWidth: Int {
    let before = line[..<cursor]
    let isIndent = before.count >= Self.indentWidth && before.allSatisfy { $0 == UInt8(ascii: " ") }
    return isIndent ? Self.indentWidth : min(1, cursor)
  }

  private mutating func enter(_ shown: inout [UInt8]) -> Event {
    shown += [0x0D, 0x0A]
    if !line.isEmpty, history.last != line {
      history.append(line)
      if history.count > Self.historyLimit { history.removeFirst() }
    }
    return .entered(line)
  }

  /// Shows the line that was entered `age` lines ago, if there was one.
  private mutating func recall(_ age: Int, _ shown: inout [UInt8]) {
    guard age >= 0, age <= history.count, age != self.age else { return }
    if self.age == 0 { draft = line }
    self.age = age
    let recalled = age == 0 ? draft : history[history.count - age]
    replace(0..<line.count, with: recalled, &shown)
    move(to: line.count, &shown)
  }

  /// Puts in what follows from the name in front of the cursor, unless the line is full.
  package mutating func complete(_ bytes: [UInt8], shown: inout [UInt8]) { insert(bytes, &shown) }

  /// Shows the line anew, where a prompt stands and nothing behind it.
  package func showAgain(_ shown: inout [UInt8]) {
    shown += line
    let rest = line.count - cursor
    if rest > 0 { shown += Self.stepsBack(rest) }
  }

  private mutating func insert(_ bytes: [UInt8], _ shown: inout [UInt8]) {
    guard line.count + bytes.count <= Self.byteLimit else { return }
    replace(cursor..<cursor, with: bytes, &shown)
  }

  private mutating func erase(_ count: Int, _ shown: inout [UInt8]) {
    if count > 0 { replace(cursor - count..<cursor, with: [], &shown) }
  }

  /// Puts bytes in place of others, the cursor behind them, and shows the line from there on.
  private mutating func replace(_ range: Range<Int>, with bytes: [UInt8], _ shown: inout [UInt8]) {
    move(to: range.lowerBound, &shown)
    line.replaceSubrange(range, with: bytes)
    if bytes.count < range.count { shown += Array("\u{1B}[K".utf8) }
    let end = range.lowerBound + bytes.count
    shown += line[range.lowerBound...]
    cursor = line.count
    move(to: end, &shown)
  }

  private mutating func move(to index: Int, _ shown: inout [UInt8]) {
    if index < cursor {
      let count = cursor - index
      shown += Self.stepsBack(count)
    } else {
      shown += line[cursor..<index]
    }
    cursor = index
  }

  private static func stepsBack(_ count: Int) -> [UInt8] {
    count <= 4 ? Array(repeating: 0x08, count: count) : Array("\u{1B}[\(count)D".utf8)
  }
}
