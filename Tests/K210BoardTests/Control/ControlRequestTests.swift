import K210Board
import Testing

@Suite("control requests")
struct ControlRequestTests {
  @Test(
    "each line is read, and written the same",
    arguments: [
      ("dtr=1 rts=0", ControlRequest.setLines(dtr: true, rts: false)),
      ("rts=1", .setLines(dtr: nil, rts: true)),
      ("dtr=0", .setLines(dtr: false, rts: nil)), ("lines?", .readLines), ("reset", .reset),
      ("boot=1", .boot(true)), ("boot=0", .boot(false)), ("power=0", .power(false)),
      ("power=1", .power(true)),
      ("status", .status),
    ])
  func roundTrip(line: String, request: ControlRequest) throws {
    #expect(try ControlRequest(line: line) == request)
    #expect(request.line == line)
  }

  @Test("order and blanks do not matter")
  func freedom() throws {
    #expect(try ControlRequest(line: "  rts=0   dtr=1 ") == .setLines(dtr: true, rts: false))
  }

  @Test("nothing to set asks how the lines stand")
  func nothing() { #expect(ControlRequest.setLines(dtr: nil, rts: nil).line == "lines?") }

  @Test(
    "other lines are refused with the word at fault",
    arguments: [
      ("", ""), ("hello", "hello"), ("dtr", "dtr"), ("dtr=2", "dtr=2"), ("dtr=", "dtr="),
      ("dtr=1 dtr=0", "dtr=0"),
      ("cts=1", "cts"), ("boot=1 power=0", "boot=1 power=0"), ("dtr=1 boot=0", "dtr=1 boot=0"),
      ("reset now", "reset"), ("DTR=1", "DTR"),
    ])
  func refused(line: String, found: String) {
    #expect(throws: ControlError(found: found)) { try ControlRequest(line: line) }
  }

  @Test("an error shows what was expected, and no more than 40 characters of what was found")
  func words() {
    let words = "\(ControlError(found: String(repeating: "x", count: 1000)))"
    #expect(words.contains("must be dtr=0|1"))
    #expect(words.count < 160)
  }
}
