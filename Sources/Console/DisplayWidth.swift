/// How many columns of a terminal a text takes.
public enum DisplayWidth {
  /// Columns of the whole text; East-Asian wide characters and emoji count 2, control characters 0.
  public static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

  /// Columns of one character: that of its first scalar, since combining marks lie over it.
  ///
  /// **Source**: the main blocks of class W and F in Unicode's East Asian Width annex (UAX 11).
  static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    // The emoji variation selector asks for the picture, which is wide.
    if scalars.contains("\u{FE0F}") { return 2 }
    if first.value < 0x300 { return first.value < 0x20 || (0x7F..<0xA0).contains(first.value) ? 0 : 1 }
    if first.properties.isEmojiPresentation { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator: return 0
    default: return wideRanges.contains { $0.contains(first.value) } ? 2 : 1
    }
  }

  /// Cuts a text to at most `width` columns and marks the cut with `…`; shorter texts stay.
  public static func truncated(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    guard width >= 1 else { return "" }
    var used = 0
    let kept = text.prefix { character in
      used += of(character)
      return used <= width - 1
    }
    return kept + "…"
  }

  /// Replaces line breaks and other control characters by spaces, so that a text stays on its line and can't
  /// steer the terminal.
  public static func singleLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for character in text {
      result.append(character.unicodeScalars.contains(where: isControl) ? " " : character)
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
  }

  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
