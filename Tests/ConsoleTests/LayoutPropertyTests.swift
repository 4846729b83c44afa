import Console
import Testing

@Suite("Text layout, on many strings")
struct LayoutPropertyTests {
  private static let pieces = [
    "a", "猫", "é", "e\u{301}", "🐱", "❤\u{FE0F}", "한", "\u{200B}", " ", "…", "🇫🇷", "👩‍👩‍👧",
  ]

  /// Strings of up to five pieces, counted through like digits.
  private static let texts: [String] = (0..<400).map { number in
    var rest = number * 617
    var text = ""
    while rest > 0 {
      text += pieces[rest % pieces.count]
      rest /= pieces.count
    }
    return text
  }

  @Test("the width of a text is that of its pieces together")
  func sum() {
    for text in Self.texts {
      #expect(DisplayWidth.of(text) == text.reduce(0) { $0 + DisplayWidth.of(String($1)) })
    }
  }

  @Test("a cut text fits, begins like the text, and wastes at most one column", arguments: [0, 1, 2, 3, 5])
  func truncation(width: Int) {
    for text in Self.texts {
      let cut = DisplayWidth.truncated(text, to: width)
      let columns = DisplayWidth.of(cut)
      #expect(columns <= width)
      if DisplayWidth.of(text) <= width {
        #expect(cut == text)
      } else {
        #expect(columns >= width - 1)
        #expect(text.hasPrefix(String(cut.dropLast())))
      }
    }
  }

  @Test("columns of a table begin at the same place in every line")
  func alignment() throws {
    var table = Table([.init("left"), .init("right", .right), .init("end")])
    for text in Self.texts.prefix(60) { table.append([text, text, "|"]) }
    let places = table.plain().split(separator: "\n").dropFirst().map { line in
      DisplayWidth.of(line.prefix { $0 != "|" })
    }
    #expect(Set(places).count == 1)
    #expect(places.count == 60)
  }
}
