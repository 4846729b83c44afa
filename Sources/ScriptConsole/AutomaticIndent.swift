/// The indent that a prompt begins a line with.
enum AutomaticIndent {
  /// Columns in front of the line that follows; each line of `lines` ends in LF.
  ///
  /// As the line before, a step further behind a colon; none behind two lines of nothing but spaces, so that
  /// a further Enter ends the statement. **Source**: `readline_auto_indent` in `lib/mp-readline/readline.c`
  /// of MicroPython 1.11.
  static func columns(after lines: [UInt8]) -> Int {
    let ended = lines.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    guard let last = ended.last else { return 0 }
    if ended.count > 2, isBlank(last), let earlier = ended.dropLast().last, isBlank(earlier) { return 0 }
    let spaces = last.prefix { $0 == UInt8(ascii: " ") }.count
    let steps = spaces / LineEditor.indentWidth + (last.last == UInt8(ascii: ":") ? 1 : 0)
    return steps * LineEditor.indentWidth
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") }
  }
}
