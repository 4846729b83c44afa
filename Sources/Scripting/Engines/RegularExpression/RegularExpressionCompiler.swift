/// Turns a pattern into the program of a `RegularExpression`, in one pass and without recursion.
struct RegularExpressionCompiler {
  private typealias Operation = RegularExpression.Operation

  /// One level of parentheses.
  private struct Level {
    /// Where the level's program begins.
    var start: Int
    /// Where the last thing that can be repeated begins; the program's end if there is none.
    var term: Int
    /// Where the operand of the last alternative's closing jump is; 0 without an alternative.
    var alternativeJump = 0
    /// The number of the group; nil when it does not capture.
    var group: Int?
  }

  private let pattern: [UInt8]
  private var index = 0
  private var levels: [Level] = []
  private var level = Level(start: 0, term: 0)
  private(set) var code: [UInt8] = []
  private(set) var groupCount = 0

  private static let error = EngineFault(.valueError, "Error in regex")

  init(_ pattern: [UInt8]) {
    self.pattern = pattern
  }

  /// The byte `distance` ahead of the cursor; 0 behind the end, as in a C string.
  private func peek(_ distance: Int = 0) -> UInt8 {
    index + distance < pattern.count ? pattern[index + distance] : 0
  }

  private func relative(_ from: Int, _ target: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: target - from - 2)
  }

  mutating func compile() throws(EngineFault) {
    code = [
      Operation.splitThereFirst, 3, Operation.any, Operation.jump, UInt8(bitPattern: -5), Operation.save, 0,
    ]
    level = Level(start: code.count, term: code.count)
    while index < pattern.count {
      try compileNext()
      index += 1
    }
    guard levels.isEmpty else { throw Self.error }
    closeAlternatives()
    code += [Operation.save, 1, Operation.match]
  }

  private mutating func compileNext() throws(EngineFault) {
    switch peek() {
    case UInt8(ascii: "\\"): try compileEscape()
    case UInt8(ascii: "."): addTerm([Operation.any])
    case UInt8(ascii: "["): try compileClass()
    case UInt8(ascii: "("): openGroup()
    case UInt8(ascii: ")"): try closeGroup()
    case UInt8(ascii: "?"): try compileOption()
    case UInt8(ascii: "*"): try compileStar()
    case UInt8(ascii: "+"): try compilePlus()
    case UInt8(ascii: "|"): addAlternative()
    case UInt8(ascii: "^"): addAssertion(Operation.lineStart)
    case UInt8(ascii: "$"): addAssertion(Operation.lineEnd)
    case let other: addTerm([Operation.character, other])
    }
  }

  private mutating func addTerm(_ bytes: [UInt8]) {
    level.term = code.count
    code += bytes
  }

  private mutating func addAssertion(_ operation: UInt8) {
    code.append(operation)
    level.term = code.count
  }

  private mutating func compileEscape() throws(EngineFault) {
    index += 1
    let escaped = peek()
    guard escaped != 0 else { throw Self.error }
    switch escaped | 0x20 {
    case UInt8(ascii: "d"), UInt8(ascii: "s"), UInt8(ascii: "w"): addTerm([Operation.namedClass, escaped])
    default: addTerm([Operation.character, escaped])
    }
  }

  /// `[…]`: ranges as pairs of bytes; a backslash is an ordinary byte there, and `]` ends the class even as
  /// its first.
  private mutating func compileClass() throws(EngineFault) {
    let term = code.count
    level.term = term
    index += 1
    if peek() == UInt8(ascii: "^") {
      code.append(Operation.charactersNotIn)
      index += 1
    } else {
      code.append(Operation.charactersIn)
    }
    code.append(0)
    var count: UInt8 = 0
    while peek() != UInt8(ascii: "]") {
      guard peek() != 0 else { throw Self.error }
      code.append(peek())
      if peek(1) == UInt8(ascii: "-"), peek(2) != UInt8(ascii: "]") {
        index += 2
        guard peek() != 0 else { throw Self.error }
      }
      code.append(peek())
      index += 1
      count &+= 1
    }
    code[term + 1] = count
  }

  private mutating func openGroup() {
    level.term = code.count
    let captures = peek(1) != UInt8(ascii: "?") || peek(2) != UInt8(ascii: ":")
    levels.append(level)
    var group: Int?
    if captures {
      groupCount += 1
      group = groupCount
      code += [Operation.save, UInt8(truncatingIfNeeded: 2 * groupCount)]
    } else {
      index += 2
    }
    level = Level(start: code.count, term: code.count, group: group)
  }

  private mutating func closeGroup() throws(EngineFault) {
    guard let outer = levels.popLast() else { throw Self.error }
    closeAlternatives()
    if let group = level.group { code += [Operation.save, UInt8(truncatingIfNeeded: 2 * group + 1)] }
    level = outer
  }

  private func requireTerm() throws(EngineFault) {
    guard level.term < code.count else { throw Self.error }
  }

  /// Takes a `?` that follows a repetition and makes it reluctant.
  private mutating func takeReluctance() -> Bool {
    guard peek(1) == UInt8(ascii: "?") else { return false }
    index += 1
    return true
  }

  private mutating func insertSplit(at place: Int) {
    code.insert(contentsOf: [Operation.splitHereFirst, 0], at: place)
  }

  private mutating func compileOption() throws(EngineFault) {
    try requireTerm()
    let term = level.term
    insertSplit(at: term)
    if takeReluctance() { code[term] = Operation.splitThereFirst }
    code[term + 1] = relative(term, code.count)
    level.term = code.count
  }

  private mutating func compileStar() throws(EngineFault) {
    try requireTerm()
    let term = level.term
    insertSplit(at: term)
    code += [Operation.jump, relative(code.count, term)]
    if takeReluctance() { code[term] = Operation.splitThereFirst }
    code[term + 1] = relative(term, code.count)
    level.term = code.count
  }

  private mutating func compilePlus() throws(EngineFault) {
    try requireTerm()
    let operation = takeReluctance() ? Operation.splitHereFirst : Operation.splitThereFirst
    code += [operation, relative(code.count, level.term)]
    level.term = code.count
  }

  private mutating func closeAlternatives() {
    guard level.alternativeJump != 0 else { return }
    code[level.alternativeJump] = relative(level.alternativeJump, code.count) &+ 1
  }

  private mutating func addAlternative() {
    closeAlternatives()
    insertSplit(at: level.start)
    code += [Operation.jump, 0]
    level.alternativeJump = code.count - 1
    code[level.start + 1] = relative(level.start, code.count)
    level.term = code.count
  }
}
