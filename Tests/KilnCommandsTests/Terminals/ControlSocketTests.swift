import Foundation
import K210Board
import K210Boards
import KilnCommands
import TestSupport
import Testing

@Suite("the control channel's socket")
struct ControlSocketTests {
  /// A name that no terminal has and no other test uses.
  private static func name(_ word: String) -> String { "/test/\(word)/\(getpid())" }

  private static func client(_ terminal: String) throws -> LocalClient {
    try #require(LocalClient(name: ControlSocket.name(terminal: terminal)))
  }

  @Test("requests come in order, each is answered, and bad lines are answered in their place")
  func order() throws {
    let name = Self.name("order")
    let socket = try ControlSocket(terminal: name)
    let client = try Self.client(name)
    client.send("dtr=1 rts=0\nwhat\nreset\n")
    let requests = socket.requests()
    #expect(requests.map(\.request) == [.setLines(dtr: true, rts: false), .reset])
    socket.reply(to: requests[0].client, .lines(ModemLines(dtr: true)))
    socket.reply(to: requests[1].client, .ok("reset"))
    let lines = client.receive().split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.first == "ok dtr=1 rts=0")
    #expect(lines.dropFirst().first?.hasPrefix("error 'what': must be") == true)
    #expect(lines.last == "ok reset")
  }

  @Test("several clients are told apart, and one that has gone is not missed")
  func clients() throws {
    let name = Self.name("clients")
    let socket = try ControlSocket(terminal: name)
    let stays = try Self.client(name)
    var goes: LocalClient? = try Self.client(name)
    stays.send("boot=1\n")
    goes?.send("power=0\n")
    let requests = socket.requests()
    #expect(requests.map(\.request) == [.boot(true), .power(false)])
    #expect(requests[0].client != requests[1].client)
    goes = nil
    socket.reply(to: requests[1].client, .ok("off"))
    #expect(socket.requests().isEmpty)
    socket.reply(to: requests[1].client, .ok("off"))
    socket.reply(to: requests[0].client, .ok("held"))
    #expect(stays.receive() == "ok held\n")
  }

  @Test("a line may come in pieces; one that is too long is refused")
  func pieces() throws {
    let name = Self.name("pieces")
    let socket = try ControlSocket(terminal: name)
    let client = try Self.client(name)
    client.send("sta")
    #expect(socket.requests().isEmpty)
    client.send("tus\n")
    let requests = socket.requests()
    #expect(requests.map(\.request) == [.status])
    socket.reply(to: requests[0].client, .ok("{\n}"))
    #expect(client.receive() == "ok { }\n")
    client.send(String(repeating: "x", count: 1000) + "\n")
    #expect(socket.requests().isEmpty)
    #expect(client.receive() == "error line of more than 256 bytes\n")
  }

  @Test("who asks without end and reads no answer is cut off")
  func flood() throws {
    let name = Self.name("flood")
    let socket = try ControlSocket(terminal: name)
    let client = try Self.client(name)
    client.send(String(repeating: "reset\n", count: 200))
    #expect(socket.requests().isEmpty)
    #expect(client.receive().isEmpty)
    #expect(socket.interests.count == 1)
  }

  @Test("connections beyond the limit wait for their turn")
  func limit() throws {
    let name = Self.name("limit")
    let socket = try ControlSocket(terminal: name)
    var clients = try (0...ControlSocket.connectionLimit).map { _ in try Self.client(name) }
    for client in clients { client.send("lines?\n") }
    #expect(socket.requests().count == ControlSocket.connectionLimit)
    clients.removeFirst()
    _ = socket.requests()
    #expect(socket.requests().count == 1)
  }

  @Test("a second board of the same name is refused")
  func twice() throws {
    let name = Self.name("twice")
    let socket = try ControlSocket(terminal: name)
    #expect(throws: CommandFailure.self) { try ControlSocket(terminal: name) }
    #expect(socket.requests().isEmpty)
  }

  @Test("a name that a child of the last board holds for a moment is waited for")
  func lingering() throws {
    let name = Self.name("lingering")
    let listener = try #require(SilentListener(name: ControlSocket.name(terminal: name)))
    let closer = Thread {
      usleep(50_000)
      listener.close()
    }
    closer.start()
    _ = try ControlSocket(terminal: name)
  }
}
