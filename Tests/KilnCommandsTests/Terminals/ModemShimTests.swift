import K210Board
import K210Boards
import Testing

@Suite("programs under the preload library")
struct ModemShimTests {
  private static func lines(_ dtr: Bool, _ rts: Bool) -> ProbeBoard.Event {
    .lines(ModemLines(dtr: dtr, rts: rts))
  }

  @Test("set, clear and assign arrive in order and are read back; no input is ever asserted")
  func orders() throws {
    let board = try ProbeBoard()
    let output = try Probe.run(
      ["get", "+dtr", "+rts", "get", "-dtr", "get", "=dtr", "get", "=dtr,rts", "=", "get", "count"], at: board
    )
    #expect(
      output == ["0x0", "0", "0", "0x6", "0", "0x4", "0", "0x2", "0", "0", "0x0", "cts 0"])
    #expect(
      board.events == [
        Self.lines(true, false), Self.lines(true, true), Self.lines(false, true), Self.lines(true, false),
        Self.lines(true, true), Self.lines(false, false),
      ])
  }

  @Test("two lines change at once, others change nothing")
  func together() throws {
    let board = try ProbeBoard()
    #expect(try Probe.run(["+dtr,rts", "+", "-", "-dtr,rts"], at: board) == ["0", "0", "0", "0"])
    #expect(board.events == [Self.lines(true, true), Self.lines(false, false)])
  }

  @Test("bytes and lines keep their order")
  func bytes() throws {
    let board = try ProbeBoard()
    _ = try Probe.run(["one", "+dtr", "two", "-dtr", "three"], at: board)
    #expect(
      board.events == [
        .bytes("one"), Self.lines(true, false), .bytes("two"), Self.lines(false, false), .bytes("three"),
      ])
  }

  @Test(
    "a child and a program that takes the process's place have the lines, too", arguments: ["fork", "exec"])
  func children(_ way: String) throws {
    let board = try ProbeBoard()
    #expect(try Probe.run(["+dtr", way, "get", "+rts", way, "get"], at: board) == ["0", "0x2", "0", "0x6"])
  }

  @Test("two threads do not disturb each other")
  func threads() throws {
    let board = try ProbeBoard()
    #expect(try Probe.run(["threads"], at: board) == ["0"])
    #expect(board.events.count == 40)
  }

  @Test("two terminals at once have lines of their own")
  func twoTerminals() throws {
    let (first, second) = (try ProbeBoard(), try ProbeBoard())
    let output = try Probe.run([(["+dtr", "get", "-dtr"], first), (["+rts", "get"], second)])
    #expect(output == [["0", "0x2", "0"], ["0", "0x4"]])
    #expect(first.events == [Self.lines(true, false), Self.lines(false, false)])
    #expect(second.events == [Self.lines(false, true)])
  }

  @Test("without a board every request fails as without the library, and others work")
  func noBoard() throws {
    let operations = ["get", "+dtr", "-rts", "=dtr", "count", "wait", "size"]
    let board = try ProbeBoard(hasControl: false)
    let output = try Probe.run(operations, at: board)
    #expect(output == ["ENOTTY", "ENOTTY", "ENOTTY", "ENOTTY", "ENOTTY", "ENOTTY", "0"])
    #expect(try Probe.run(operations, at: board, withShim: false) == output)
  }

  @Test("without the library a board's terminal has no lines")
  func noShim() throws {
    let board = try ProbeBoard()
    #expect(try Probe.run(["get", "+dtr"], at: board, withShim: false) == ["ENOTTY", "ENOTTY"])
    #expect(board.events.isEmpty)
  }

  @Test(
    "a board that refuses is an input/output error", arguments: [ControlReply.error("no power"), .ok("what")])
  func refusal(_ reply: ControlReply) throws {
    let board = try ProbeBoard()
    board.refusal = reply
    #expect(try Probe.run(["+dtr", "get", "count", "size"], at: board) == ["EIO", "EIO", "EIO", "0"])
  }

  @Test("waiting for an input ends with a signal; a missing argument is a fault")
  func odd() throws {
    #expect(try Probe.run(["wait", "null"], at: ProbeBoard()) == ["EINTR", "EFAULT"])
  }
}
