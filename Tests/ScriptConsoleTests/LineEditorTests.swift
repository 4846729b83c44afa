import ScriptConsole
import Testing

@Suite("Line editor")
struct LineEditorTests {
  private static let left = "\u{1B}[D"
  private static let right = "\u{1B}[C"
  private static let up = "\u{1B}[A"
  private static let down = "\u{1B}[B"

  /// The lines entered by these keys, and whether the screen always showed what the editor holds.
  private func enter(_ keys: String, into editor: inout LineEditor) -> [String] {
    var (screen, lines) = (ScreenLine(), [String]())
    screen.show(editor.begin())
    for byte in keys.utf8 {
      var shown: [UInt8] = []
      let event = editor.take(byte, shown: &shown)
      screen.show(shown)
      if case .entered(let line) = event {
        lines.append(String(decoding: line, as: UTF8.self))
        screen.show(editor.begin())
      } else {
        #expect(screen.text == editor.line, "after \(byte) of \(keys.debugDescription)")
        #expect(screen.column == editor.cursor)
      }
    }
    return lines
  }

  private func enter(_ keys: String) -> [String] {
    var editor = LineEditor()
    return enter(keys, into: &editor)
  }

  @Test(arguments: [
    ("abc\r", "abc"), ("ac\(left)b\r", "abc"), ("bc\u{1B}[Ha\r", "abc"), ("bc\u{1B}OHa\r", "abc"),
    ("bc\u{1B}[1~a\u{1B}[4~d\r", "abcd"), ("bc\u{01}a\u{05}d\r", "abcd"), ("abx\u{7F}c\r", "abc"),
    ("abx\u{08}c\r", "abc"), ("abxc\(left)\(left)\u{1B}[3~\r", "abc"),
    ("ab\(left)\(left)\(left)\(right)x\r", "axb"),
    ("abcdefgh\u{1B}[H\u{1B}[3~\r", "bcdefgh"), ("\u{7F}\u{1B}[3~a\r", "a"), ("a中b\r", "ab"),
    ("a\u{1B}[5~b\u{1B}[1;5Cc\u{1B}[24~d\r", "abcd"), ("a\u{1B}xb\r", "ab"),
  ])
  func keys_editTheLine(keys: String, line: String) {
    #expect(enter(keys) == [line])
  }

  @Test func history_comesBackAndTheDraftToo() {
    #expect(
      enter("one\rtwo\r\(Self.up)\(Self.up)\r\(Self.up)\(Self.up)!\rdraft\(Self.up)\(Self.down)\r")
        == ["one", "two", "one", "two!", "draft"])
  }

  @Test func history_leavesOutRepeatsAndEmptyLines() {
    #expect(enter("a\rb\rb\r\r\(Self.up)\(Self.up)\r") == ["a", "b", "b", "", "a"])
  }

  @Test func history_isBounded() {
    var editor = LineEditor()
    let lines = (0...LineEditor.historyLimit).map { "\($0)\r" }.joined()
    _ = enter(lines, into: &editor)
    let ups = String(repeating: Self.up, count: LineEditor.historyLimit + 5)
    #expect(enter(ups + "\r", into: &editor) == ["1"])
  }

  @Test func tab_indentsInFrontOfTextOnly() {
    #expect(enter("\tx\r \tx\rx\ty\r") == ["    x", "    x", "xy"])
  }

  @Test func backspace_takesAWholeIndent() {
    #expect(enter("\t\t\u{7F}x\r   \u{7F}x\r") == ["    x", "  x"])
  }

  @Test func controlKeys_comeOutOnAnEmptyLineOnly() {
    var (editor, shown) = (LineEditor(), [UInt8]())
    _ = editor.begin()
    for key in UInt8(1)...5 { #expect(editor.take(key, shown: &shown) == .control(key)) }
    _ = editor.take(UInt8(ascii: "x"), shown: &shown)
    #expect(editor.take(4, shown: &shown) == .editing)
    #expect(editor.take(3, shown: &shown) == .control(3))
  }

  @Test func line_isBounded() {
    let long = String(repeating: "x", count: LineEditor.byteLimit + 10)
    var (editor, shown) = (LineEditor(), [UInt8]())
    _ = editor.begin()
    for byte in long.utf8 { _ = editor.take(byte, shown: &shown) }
    #expect(editor.line.count == LineEditor.byteLimit)
  }
}
