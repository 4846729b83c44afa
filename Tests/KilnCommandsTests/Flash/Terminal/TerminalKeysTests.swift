import KilnCommands
import Testing

@Suite("keys of the serial terminal")
struct TerminalKeysTests {
  private func actions(_ pieces: [UInt8]...) -> [TerminalKeys.Action] {
    var keys = TerminalKeys()
    return pieces.flatMap { keys.actions($0) }
  }

  @Test("every byte but two goes to the board as it is: Ctrl-C, Ctrl-D, escape sequences, Enter")
  func through() {
    let others = (0...255).map { UInt8($0) }.filter { $0 != 0x14 && $0 != 0x1D }
    #expect(actions(others) == [.send(others)])
  }

  @Test("Ctrl-] leaves, once what came before it is sent; what follows is not sent with it")
  func exit() {
    #expect(actions([0x61, 0x1D, 0x62]) == [.send([0x61]), .exit, .send([0x62])])
  }

  @Test(
    "Ctrl-T and a key, with Ctrl still held or not, in capitals or not, in one piece or two",
    arguments: [
      (UInt8(ascii: "h"), TerminalKeys.Action.help), (UInt8(ascii: "r"), .reset),
      (UInt8(ascii: "l"), .toggleLog),
      (UInt8(ascii: "x"), .toggleHexadecimal), (UInt8(ascii: "e"), .toggleEcho), (UInt8(ascii: "q"), .exit),
    ])
  func prefix(_ key: UInt8, _ action: TerminalKeys.Action) {
    for form in [key, key & 0x1F, key & 0xDF] {
      #expect(actions([0x14, form]) == [action])
      #expect(actions([0x14], [form]) == [action])
    }
  }

  @Test("t is Ctrl-T itself when Ctrl is still held; the two keys of the terminal can be sent")
  func twice() {
    #expect(actions([0x14, UInt8(ascii: "t")]) == [.toggleTimestamps])
    #expect(actions([0x14, 0x14, 0x14, 0x1D]) == [.send([0x14, 0x1D])])
    #expect(actions([0x14, UInt8(ascii: "?")]) == [.help])
  }

  @Test("a key that means nothing is told, not sent")
  func unknown() {
    #expect(actions([0x61, 0x14, 0x7A, 0x62]) == [.send([0x61]), .unknown(0x7A), .send([0x62])])
    #expect(actions([0x14]) == [])
  }

  @Test("text from a pipe has one carriage return per line end, whatever it had, across pieces too")
  func piped() {
    var text = PipedText()
    let keys = ["a\nb\r", "\nc\n\n", "\rd"].flatMap { text.keys(Array($0.utf8)) }
    #expect(String(decoding: keys, as: UTF8.self) == "a\rb\rc\r\r\rd")
  }
}
