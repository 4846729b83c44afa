/// Where a match and its groups lie in the subject.
package struct RegularExpressionMatch: Equatable, Sendable {
  /// Start and end of the whole, then of each group; nil where a group took no part.
  package let groups: [Range<Int>?]

  /// The whole match.
  package var whole: Range<Int> { groups.first.flatMap { $0 } ?? 0..<0 }
}

extension RegularExpression {
  /// Frames of the device's matcher when the caller knows no better number.
  ///
  /// Measured on the unix port of 1.11, whose 80,000 bytes of stack hold between 950 and 1,000 of them.
  package static let defaultDepthLimit = 980

  /// Matches at `begin` alone, as method `match`; `^` holds at `begin`, `$` at the end of the subject.
  ///
  /// - Parameters:
  ///   - depthLimit: how many calls of the device's recursive matcher fit its stack.
  ///   - steps: operations that may still be done; counted down.
  /// - Throws: `RuntimeError` "maximum recursion depth exceeded" or the step limit.
  package func match(
    _ subject: Span<UInt8>, from begin: Int = 0, depthLimit: Int = defaultDepthLimit, steps: inout Int
  ) throws(EngineFault) -> RegularExpressionMatch? {
    try run(subject, begin, Self.searchPrefixLength, depthLimit, &steps)
  }

  /// Finds the first match at or after `begin`, as method `search`.
  ///
  /// - Throws: as `match` does.
  package func search(
    _ subject: Span<UInt8>, from begin: Int = 0, depthLimit: Int = defaultDepthLimit, steps: inout Int
  ) throws(EngineFault) -> RegularExpressionMatch? {
    try run(subject, begin, 0, depthLimit, &steps)
  }

  private func run(
    _ subject: Span<UInt8>, _ begin: Int, _ entry: Int, _ depthLimit: Int, _ steps: inout Int
  ) throws(EngineFault) -> RegularExpressionMatch? {
    guard begin >= 0, begin <= subject.count else { return nil }
    var matcher = RegularExpressionMatcher(
      captures: [Int](repeating: -1, count: 2 * (groupCount + 1)), depthLimit: depthLimit, begin: begin)
    guard try matcher.run(code.span, subject, entry: entry, steps: &steps) else { return nil }
    let captures = matcher.captures
    return RegularExpressionMatch(
      groups: (0...groupCount).map { group in
        let (start, end) = (captures[2 * group], captures[2 * group + 1])
        return start >= 0 && end >= start ? start..<end : nil
      })
  }
}

/// One run of a program: backtracking with a stack of its own, whose height is the depth of the device's
/// recursion.
private struct RegularExpressionMatcher {
  private typealias Operation = RegularExpression.Operation

  /// What to go back to: another branch, or a capture as it was before.
  private struct Choice {
    /// Where the branch goes on; a negative number stands for a capture.
    var counter: Int
    /// The branch's place in the subject, or the capture's former value.
    var position: Int
  }

  var captures: [Int]
  let depthLimit: Int
  let begin: Int
  private var choices: [Choice] = []
  private var counter = 0
  private var position = 0

  init(captures: [Int], depthLimit: Int, begin: Int) {
    self.captures = captures
    self.depthLimit = depthLimit
    self.begin = begin
  }

  /// A byte of the program that only a jump gone astray can look for behind its end.
  private func operand(_ code: Span<UInt8>, _ index: Int) throws(EngineFault) -> UInt8 {
    guard index >= 0, index < code.count else { throw EngineFault(.valueError, "Error in regex") }
    return code[index]
  }

  private mutating func remember(_ choice: Choice) throws(EngineFault) {
    guard choices.count < depthLimit else {
      throw EngineFault(.runtimeError, "maximum recursion depth exceeded")
    }
    choices.append(choice)
  }

  /// Takes the last branch not yet tried; false when there is none.
  private mutating func backtrack() -> Bool {
    while let choice = choices.popLast() {
      if choice.counter >= 0 {
        counter = choice.counter
        position = choice.position
        return true
      }
      captures[-choice.counter - 1] = choice.position
    }
    return false
  }

  mutating func run(
    _ code: Span<UInt8>, _ subject: Span<UInt8>, entry: Int, steps: inout Int
  ) throws(EngineFault) -> Bool {
    counter = entry
    position = begin
    while true {
      steps -= 1
      guard steps >= 0 else { throw .stepLimit }
      let operation = try operand(code, counter)
      counter += 1
      if operation == Operation.match { return true }
      let goesOn =
        operation < Operation.lineStart
        ? try consume(operation, code, subject, &steps)
        : try perform(operation, code, subject.count)
      if !goesOn, !backtrack() { return false }
    }
  }

  /// An operation that takes a byte; false when it does not fit.
  private mutating func consume(
    _ operation: UInt8, _ code: Span<UInt8>, _ subject: Span<UInt8>, _ steps: inout Int
  ) throws(EngineFault) -> Bool {
    guard position < subject.count else { return false }
    let byte = subject[position]
    switch operation {
    case Operation.character:
      guard try operand(code, counter) == byte else { return false }
      counter += 1
    case Operation.any: break
    case Operation.charactersIn, Operation.charactersNotIn:
      let count = Int(try operand(code, counter))
      steps -= count
      var isInside = false
      for pair in 0..<count where !isInside {
        let low = try operand(code, counter + 1 + 2 * pair)
        let high = try operand(code, counter + 2 + 2 * pair)
        isInside = byte >= low && byte <= high
      }
      guard isInside == (operation == Operation.charactersIn) else { return false }
      counter += 2 * count + 1
    case Operation.namedClass:
      guard Self.matches(byte, named: try operand(code, counter)) else { return false }
      counter += 1
    default: return true
    }
    position += 1
    return true
  }

  private static func matches(_ byte: UInt8, named name: UInt8) -> Bool {
    let isMember: Bool
    switch name | 0x20 {
    case UInt8(ascii: "d"): isMember = isDigit(byte)
    case UInt8(ascii: "s"): isMember = byte == 0x20 || (0x09...0x0D).contains(byte)
    default: isMember = isDigit(byte) || byte == UInt8(ascii: "_") || (0x61...0x7A).contains(byte | 0x20)
    }
    // Names in lower case have the bit 0x20 and mean the class itself.
    return isMember == (name & 0x20 != 0)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// An operation that takes no byte; false when an assertion fails.
  private mutating func perform(
    _ operation: UInt8, _ code: Span<UInt8>, _ end: Int
  ) throws(EngineFault) -> Bool {
    switch operation {
    case Operation.lineStart: return position == begin
    case Operation.lineEnd: return position == end
    case Operation.jump, Operation.splitHereFirst, Operation.splitThereFirst:
      let distance = Int(Int8(bitPattern: try operand(code, counter)))
      let (here, there) = (counter + 1, counter + 1 + distance)
      guard there >= 0 else { throw EngineFault(.valueError, "Error in regex") }
      counter = operation == Operation.splitHereFirst ? here : there
      if operation != Operation.jump {
        let other = operation == Operation.splitHereFirst ? there : here
        try remember(Choice(counter: other, position: position))
      }
    case Operation.save:
      let slot = Int(try operand(code, counter))
      counter += 1
      if slot < captures.count {
        try remember(Choice(counter: -slot - 1, position: captures[slot]))
        captures[slot] = position
      }
    default: break
    }
    return true
  }
}
