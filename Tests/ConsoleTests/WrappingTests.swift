import Console
import Testing

@Suite("wrapped lines and shell words")
struct WrappingTests {
  @Test("sentences break at spaces; what follows is indented; long words stay whole")
  func sentences() {
    #expect(DisplayWidth.wrapped("one two three", to: 13) == ["one two three"])
    #expect(DisplayWidth.wrapped("one two three", to: 12) == ["one two", "  three"])
    #expect(DisplayWidth.wrapped("  one two three", to: 11) == ["  one two", "    three"])
    #expect(DisplayWidth.wrapped("a verylongword b", to: 6) == ["a", "  verylongword", "  b"])
    #expect(DisplayWidth.wrapped("", to: 0) == [""] && DisplayWidth.wrapped("a b", to: 0) == ["a", "  b"])
  }

  @Test("no line is wider than asked for and every word stays, at every width", arguments: 1...40)
  func widths(width: Int) {
    let text = "  why: the model at 0x00300000 lies in the firmware, \u{6A21}\u{578B} which ends there"
    let words = text.split(separator: " ")
    let lines = DisplayWidth.wrapped(text, to: width)
    #expect(lines.flatMap { $0.split(separator: " ") } == words)
    for line in lines where DisplayWidth.of(line) > width {
      #expect(line.split(separator: " ").count == 1)
    }
  }

  @Test("words of a command are continued as a shell reads them")
  func commands() {
    let lines = DisplayWidth.wrapped(["kiln", "fit", "m"], to: 12, indent: "  ", lineEnd: " \\")
    #expect(lines == ["  kiln fit \\", "  m"])
  }

  @Test(
    "a shell takes the quoted word as the text",
    arguments: [
      ("a/b-1_2.kmodel", "a/b-1_2.kmodel"), ("", "''"), ("a b", "'a b'"), ("$x", "'$x'"),
      ("it's", "'it'\\''s'"), ("\u{6A21}.kmodel", "\u{6A21}.kmodel"), ("~/m", "'~/m'"), ("a*;", "'a*;'"),
    ])
  func shellWords(text: String, quoted: String) {
    #expect(ShellWord.quoted(text) == quoted)
  }
}
