import K210Board
import K210Boards
import Testing

@Suite("control replies")
struct ControlReplyTests {
  @Test("modem lines are answered in full")
  func lines() {
    #expect(ControlReply.lines(ModemLines(dtr: true)).line == "ok dtr=1 rts=0")
    #expect(ControlReply.lines(ModemLines(rts: true)).line == "ok dtr=0 rts=1")
  }

  @Test(
    "replies are read as they are written", arguments: [ControlReply.ok("{\"pc\":1}"), .error("no flash")])
  func roundTrip(reply: ControlReply) { #expect(ControlReply(line: reply.line) == reply) }

  @Test("a reply stays one line, whatever it says", arguments: ["a\nb", "a\rb", "a\r\nb"])
  func oneLine(words: String) {
    #expect(!ControlReply.error(words).line.utf8.contains { $0 == 10 || $0 == 13 })
  }

  @Test("anything else is no reply", arguments: ["", "okay", "OK x", "ok", "dtr=1"])
  func other(line: String) { #expect(ControlReply(line: line) == nil) }
}

@Suite("lines of the control channel")
struct ControlLinesTests {
  @Test("lines come out whole, however the bytes arrive", arguments: [1, 2, 3, 100])
  func pieces(size: Int) {
    let bytes = Array("reset\r\nlines?\n\nsta".utf8)
    var lines = ControlLines()
    var found: [ControlLines.Line] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      found += lines.append(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(found == [.text("reset"), .text("lines?"), .text("")])
    #expect(lines.append(Array("tus\n".utf8)) == [.text("status")])
  }

  @Test("a line beyond the limit is told once, and the next is read")
  func limit() {
    var lines = ControlLines()
    let longest = String(repeating: "x", count: ControlRequest.lineByteLimit)
    #expect(lines.append(Array((longest + "\n").utf8)) == [.text(longest)])
    #expect(lines.append(repeatElement(0x78, count: 100_000)).isEmpty)
    #expect(lines.append(Array("\nreset\n".utf8)) == [.tooLong, .text("reset")])
  }

  @Test("bytes that are no UTF-8 are text, too")
  func notUTF8() { #expect(ControlRequestText.of([0xFF, 0xFE, 10]) == [.text("\u{FFFD}\u{FFFD}")]) }

  private enum ControlRequestText {
    static func of(_ bytes: [UInt8]) -> [ControlLines.Line] {
      var lines = ControlLines()
      return lines.append(bytes)
    }
  }
}
