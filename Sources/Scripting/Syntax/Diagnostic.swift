/// A fault as people read it: where, the line, a caret below the place, and a hint.
package struct Diagnostic: Equatable, Sendable {
  /// Lines of the text, without line ends; two to four of them.
  package let lines: [String]
  /// What the writer may have had in mind; the last line says it, too.
  package let hint: SyntaxHint?

  /// Renders `fault`, which came of `source`.
  package init(_ fault: SyntaxFault, in source: SourceText) {
    hint = fault.hint
    var lines = [fault.description]
    let bytes = source.lineBytes(fault.line)
    // A line may be a megabyte of anything; what lies near the place is enough.
    let text = Diagnostic.window(bytes, around: fault.column)
    if !text.line.isEmpty {
      lines.append("  " + text.line)
      lines.append("  " + text.padding + "^")
    }
    if let hint = fault.hint { lines.append("hint: " + hint.text) }
    self.lines = lines
  }

  /// All lines, each with its LF.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  private static let windowBefore = 70
  private static let windowAfter = 30

  /// The part of a line near a column, and what stands before the caret: tabs stay tabs, wide characters are
  /// two blanks.
  private static func window(_ bytes: ArraySlice<UInt8>, around column: Int) -> (
    line: String, padding: String
  ) {
    // Characters have at most four bytes, so this many hold the window.
    let scalars = String(decoding: bytes.prefix(4 * (column + windowAfter)), as: UTF8.self).unicodeScalars
    let first = max(0, column - 1 - windowBefore)
    var line = ""
    var padding = ""
    for (index, scalar) in scalars.dropFirst(first).prefix(windowBefore + windowAfter).enumerated() {
      let isPrintable = scalar == "\t" || (scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
      line.unicodeScalars.append(isPrintable ? scalar : "?")
      guard first + index < column - 1 else { continue }
      padding += scalar == "\t" ? "\t" : isWide(scalar) ? "  " : " "
    }
    return (line, padding)
  }

  /// Whether terminals give a character two columns: the East Asian blocks and emoji, roughly.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
