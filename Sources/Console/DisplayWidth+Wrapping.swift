extension DisplayWidth {
  /// The lines of a sentence broken at spaces to at most `width` columns; longer words stay whole.
  ///
  /// Lines behind the first are indented by two spaces more than the first.
  public static func wrapped(_ text: String, to width: Int) -> [String] {
    guard of(text) > width else { return [text] }
    let indent = String(text.prefix { $0 == " " })
    let words = text.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false)
    var lines = wrapped(words.map { String($0) }, to: width, indent: indent + "  ")
    if let first = lines.first { lines[0] = String(first.dropFirst(2)) }
    return lines
  }

  /// Words in lines of at most `width` columns, each line behind `indent`, each but the last with `lineEnd`.
  ///
  /// A word that is too wide has a line of its own.
  public static func wrapped(
    _ words: [String], to width: Int, indent: String, lineEnd: String = ""
  ) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, of(last) + 1 + of(word) + of(lineEnd) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(indent + word)
      }
    }
    return lines.enumerated().map { $0 < lines.count - 1 ? $1 + lineEnd : $1 }
  }

  /// Facts behind a label, joined by commas and broken between facts where a line would leave `width` columns.
  ///
  /// Each line begins at column `indent`; a fact that is too long by itself stays whole. Without a width it is one line.
  public static func wrapped(_ facts: [String], label: String, indent: Int, width: Int?) -> [String] {
    let words = facts.enumerated().map { index, fact in index < facts.count - 1 ? fact + "," : fact }
    let space = String(repeating: " ", count: indent)
    var lines = width.map { wrapped(words, to: $0, indent: space) } ?? [space + words.joined(separator: " ")]
    let rest = lines.first.map { $0.dropFirst(indent) } ?? ""
    let start = label + String(repeating: " ", count: max(1, indent - of(label))) + rest
    lines.replaceSubrange(0..<min(1, lines.count), with: [start])
    return lines
  }
}
