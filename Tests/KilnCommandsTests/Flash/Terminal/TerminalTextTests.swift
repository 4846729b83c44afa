import KilnCommands
import Testing

@Suite("text of the serial terminal")
struct TerminalTextTests {
  private func shown(_ text: inout TerminalText, _ bytes: String, at milliseconds: Int) -> String {
    String(decoding: text.shown(Array(bytes.utf8), at: .milliseconds(milliseconds)), as: UTF8.self)
  }

  @Test("bytes are shown as they are, broken UTF-8 and escape sequences included")
  func plain() {
    var text = TerminalText()
    let all = (0...255).map { UInt8($0) }
    #expect(text.shown(all, at: .seconds(1)) == all)
    #expect(text.shown([], at: .seconds(1)) == [])
  }

  @Test("times stand in front of each line, those of its first byte")
  func times() {
    var text = TerminalText(showsTimes: true)
    #expect(shown(&text, "a", at: 5) == "[   0.005] a")
    #expect(shown(&text, "b\r\nc", at: 12_345) == "b\r\n[  12.345] c")
    #expect(shown(&text, "\n", at: 20_000) == "\n")
    text.showsTimes = false
    #expect(shown(&text, "d\ne", at: 20_000) == "d\ne")
    text.showsTimes = true
    #expect(shown(&text, "f\ng", at: 99_999_900) == "f\n[99999.900] g")
  }

  @Test("hexadecimal numbers, sixteen a line, and what can be printed beside them")
  func hexadecimal() {
    var text = TerminalText(isHexadecimal: true)
    #expect(
      shown(&text, "0123456789abcdef\u{1B}\n", at: 0) == """
        30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  |0123456789abcdef|\r
        1b 0a                                            |..|\r

        """)
    text.showsTimes = true
    #expect(shown(&text, "a", at: 1500).hasPrefix("[   1.500] 61 "))
  }

  @Test("a line that has not ended is ended before words and before another form")
  func breaks() {
    var text = TerminalText()
    _ = shown(&text, "prompt>", at: 0)
    text.isHexadecimal = true
    #expect(shown(&text, "a", at: 0).hasPrefix("\r\n61 "))
    text.isHexadecimal = false
    #expect(shown(&text, "b", at: 0) == "b")
    var lineBreak: [UInt8] = []
    text.startLine(&lineBreak)
    text.startLine(&lineBreak)
    #expect(lineBreak == [13, 10])
  }
}
