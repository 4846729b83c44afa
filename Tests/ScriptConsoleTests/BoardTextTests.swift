import ScriptConsole
import Testing

@Suite("Text of a board")
struct BoardTextTests {
  @Test(arguments: [("", ""), ("a", "a"), ("a\nb\n", "a\r\nb\r\n"), ("a\r\n", "a\r\r\n")])
  func lineFeeds_getACarriageReturn(text: String, sent: String) {
    #expect(BoardText.bytes(Array(text.utf8)) == Array(sent.utf8))
  }
}
