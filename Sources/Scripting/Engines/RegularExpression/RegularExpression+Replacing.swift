/// Methods `split` and `sub` of module `ure`.
extension RegularExpression {
  /// The next match that `split` and `sub` go on with: the first at or after `begin` unless it is empty,
  /// which ends their work.
  ///
  /// For `sub` with a function: call this from 0, then from the end of each match. `^` holds at `begin`.
  ///
  /// - Throws: as `match` does.
  package func nextNonemptyMatch(
    _ subject: Span<UInt8>, from begin: Int, depthLimit: Int = defaultDepthLimit, steps: inout Int
  ) throws(EngineFault) -> RegularExpressionMatch? {
    guard let match = try search(subject, from: begin, depthLimit: depthLimit, steps: &steps) else {
      return nil
    }
    return match.whole.isEmpty ? nil : match
  }

  /// The pieces between matches, as `split` gives them.
  ///
  /// - Parameter limit: the most splits to do; no limit when it is 0 or less.
  /// - Throws: `NotImplementedError` when the pattern has groups and matches; else as `match` does.
  package func split(
    _ subject: Span<UInt8>, limit: Int = 0, depthLimit: Int = defaultDepthLimit, steps: inout Int
  ) throws(EngineFault) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var begin = 0
    while let match = try nextNonemptyMatch(subject, from: begin, depthLimit: depthLimit, steps: &steps) {
      if groupCount > 0 { throw EngineFault(.notImplementedError, "Splitting with sub-captures") }
      pieces.append(begin..<match.whole.lowerBound)
      begin = match.whole.upperBound
      if limit > 0, pieces.count == limit { break }
    }
    pieces.append(begin..<subject.count)
    return pieces
  }

  /// The subject with its matches replaced, as `sub` with a string; nil when nothing matched and the subject
  /// itself is the answer.
  ///
  /// - Parameters:
  ///   - limit: the most matches to replace; no limit when it is 0 or less.
  ///   - byteLimit: the largest answer, in bytes.
  /// - Throws: what `expand` and `match` throw; a memory fault.
  package func substitute(
    _ replacement: Span<UInt8>, in subject: Span<UInt8>, limit: Int = 0, depthLimit: Int = defaultDepthLimit,
    byteLimit: Int = 1 << 28, steps: inout Int
  ) throws(EngineFault) -> [UInt8]? {
    var text: [UInt8] = []
    var begin = 0
    var count = 0
    while let match = try nextNonemptyMatch(subject, from: begin, depthLimit: depthLimit, steps: &steps) {
      Self.append(subject, begin..<match.whole.lowerBound, to: &text)
      try Self.expand(replacement, match, subject, into: &text)
      guard text.count <= byteLimit else { throw .memory(text.count) }
      begin = match.whole.upperBound
      count += 1
      if count == limit { break }
    }
    guard count > 0 else { return nil }
    Self.append(subject, begin..<subject.count, to: &text)
    return text
  }

  /// Appends a replacement text with `\1` and `\g<1>` filled in; like a C string it ends at a zero byte.
  ///
  /// A backslash before anything else vanishes, and so does `\g<` without a number.
  ///
  /// - Throws: `IndexError` with the number of a group that the pattern does not have.
  package static func expand(
    _ replacement: Span<UInt8>, _ match: RegularExpressionMatch, _ subject: Span<UInt8>,
    into text: inout [UInt8]
  ) throws(EngineFault) {
    var index = 0
    func peek(_ distance: Int = 0) -> UInt8 {
      index + distance < replacement.count ? replacement[index + distance] : 0
    }
    while peek() != 0 {
      guard peek() == UInt8(ascii: "\\") else {
        text.append(peek())
        index += 1
        continue
      }
      index += 1
      let isNamed = peek() == UInt8(ascii: "g") && peek(1) == UInt8(ascii: "<")
      if isNamed { index += 2 }
      guard (0x30...0x39).contains(peek()) else { continue }
      var group: UInt32 = 0
      while (0x30...0x39).contains(peek()) {
        group = group &* 10 &+ UInt32(peek() - 0x30)
        index += 1
      }
      if isNamed, peek() == UInt8(ascii: ">") { index += 1 }
      guard Int(group) < match.groups.count else { throw EngineFault(.indexError, .number(Int(group))) }
      if let range = match.groups[Int(group)] { append(subject, range, to: &text) }
    }
  }

  private static func append(_ subject: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8]) {
    for index in range { text.append(subject[index]) }
  }
}
