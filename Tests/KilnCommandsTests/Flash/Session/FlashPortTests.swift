import Flasher
import K210Boards
import KilnCommands
import SerialPorts
import Testing

@Suite("A port for the flasher")
struct FlashPortTests {
  @Test("bytes go both ways at the speed that is set") func bytes() throws {
    let board = try PseudoTerminal()
    let port = try FlashPort(path: board.path)
    defer { port.close() }
    #expect(!port.hasModemLines)
    #expect(board.speed == 115_200)
    try port.write([1, 0xC0, 13], until: port.now + .seconds(1))
    #expect(board.read().bytes == [1, 0xC0, 13])
    board.write([4, 5])
    #expect(try port.read(until: port.now + .seconds(1)) == [4, 5])
    #expect(try port.read(until: port.now) == [])
    try port.setBaud(1_500_000)
    #expect(board.speed == 1_500_000)
    #expect(throws: TransportError.self) { try port.set(.dtr, true) }
  }

  @Test("opening again begins at 115,200 baud") func reopen() throws {
    let board = try PseudoTerminal()
    let port = try FlashPort(path: board.path)
    defer { port.close() }
    try port.setBaud(1_500_000)
    try port.reopen(until: port.now + .seconds(1))
    #expect(board.speed == 115_200)
    try port.write([9], until: port.now + .seconds(1))
    #expect(board.read().bytes == [9])
  }

  @Test("a terminal that was a virtual board's is not opened again when nobody says it is one")
  func strangers() throws {
    let board = try PseudoTerminal()
    var socket: ControlSocket? = try ControlSocket(terminal: board.path)
    let port = try FlashPort(path: board.path)
    defer { port.close() }
    try port.reopen(until: port.now + .seconds(1))
    _ = socket?.requests()
    socket = nil
    #expect(throws: TransportError.unplugged) { try port.reopen(until: port.now + .milliseconds(300)) }
  }

  @Test("a port that has gone is unplugged for the flasher") func errors() {
    #expect(TransportError(.unplugged(path: "a")) == .unplugged)
    #expect(TransportError(.notExisting(path: "a", others: [])) == .unplugged)
    #expect(TransportError(.writeTimeout(path: "a", written: 1, of: 2)) == .writeTimeout)
    #expect(TransportError(.speedRefused(path: "a", rate: 3, found: nil)) == .speedRefused(3))
    #expect(
      TransportError(.noModemLines(path: "a")) == .failed("a: has no modem lines: DTR and RTS cannot be set"))
  }
}
