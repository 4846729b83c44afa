/// Waits for texts in bytes that come piece by piece.
package struct TextWatch: Sendable {
  /// What a text means.
  package enum Meaning: Sendable, Equatable {
    case until, fail
  }

  fileprivate struct Pattern {
    let bytes: [UInt8]
    let meaning: Meaning
    /// For each length of a match, how much of it is left when the next byte does not fit (Knuth, Morris and Pratt).
    let fallback: [Int]
    var matched = 0
  }

  private var patterns: [Pattern] = []

  /// Waits for nothing yet.
  package init() {}

  /// Waits for a text, too.
  package mutating func add(_ text: String, _ meaning: Meaning) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return }
    var fallback = [0]
    for index in 1..<max(1, bytes.count) {
      var length = fallback[index - 1]
      while length > 0, bytes[index] != bytes[length] { length = fallback[length - 1] }
      fallback.append(bytes[index] == bytes[length] ? length + 1 : 0)
    }
    patterns.append(Pattern(bytes: bytes, meaning: meaning, fallback: fallback))
  }

  /// Whether a text of `--until` is waited for.
  package var waitsForUntil: Bool { patterns.contains { $0.meaning == .until } }

  /// Looks at further bytes; the meaning of the text that ends first and how many bytes it took, nil for none.
  package mutating func take(_ bytes: some Sequence<UInt8>) -> (meaning: Meaning, byteCount: Int)? {
    var count = 0
    for byte in bytes {
      count += 1
      for index in patterns.indices where patterns[index].take(byte) {
        return (patterns[index].meaning, count)
      }
    }
    return nil
  }
}

extension TextWatch.Pattern {
  /// Takes a byte; true when it ends the text.
  fileprivate mutating func take(_ byte: UInt8) -> Bool {
    while matched > 0, bytes[matched] != byte { matched = fallback[matched - 1] }
    if bytes[matched] == byte { matched += 1 }
    guard matched == bytes.count else { return false }
    matched = fallback[matched - 1]
    return true
  }
}
