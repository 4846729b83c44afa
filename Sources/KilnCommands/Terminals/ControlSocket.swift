import CTerminals
import Glibc
package import K210Board

/// The board's end of the control channel: a local socket whose name follows from the terminal's path.
///
/// A main loop keeps the order of lines and bytes when it asks for `requests()` first, then reads the terminal and gives the
/// bytes to the board, and only then does what was asked and replies: who asks waits for the reply before it writes on.
/// Not for several threads.
package final class ControlSocket {
  /// One connection; equal for all requests that come through it.
  package struct Client: Hashable, Sendable {
    fileprivate let number: Int
  }

  /// What is known of a connection.
  private struct Connection {
    let descriptor: Int32
    var lines = ControlLines()
    /// Replies in the order of the requests; nil where the board has not replied yet.
    var replies: [ControlReply?] = []
  }

  private let listener: Int32
  private var connections: [Client: Connection] = [:]
  private var nextNumber = 0

  /// Connections at one time; further ones wait until one ends.
  package static let connectionLimit = 32
  /// Requests of one connection that wait for their reply; who sends more is cut off.
  package static let requestLimit = 64

  /// The abstract name of the socket for a terminal, without its leading zero byte.
  package static func name(terminal path: String) -> String { "kiln-board" + path }

  /// Times that a name in use is tried, and microseconds between them: a quarter of a second in all.
  private static let (attempts, pause) = (25, UInt32(10_000))

  /// Listens for the clients of the terminal at `path`.
  ///
  /// The system gives a terminal's number anew as soon as it is closed, while a child that the last owner has forked and that
  /// is not yet another program still holds that owner's socket; so a name in use is tried again for a moment.
  /// - Throws: exit code 1 when somebody else goes on listening there, or the system refuses.
  package init(terminal path: String) throws(CommandFailure) {
    var listener = DescriptorCalls.listen(Self.name(terminal: path))
    for _ in 1..<Self.attempts where listener < 0 && errno == EADDRINUSE {
      usleep(Self.pause)
      listener = DescriptorCalls.listen(Self.name(terminal: path))
    }
    self.listener = listener
    guard listener >= 0 else {
      throw CommandFailure(.work, "\(path): no control channel: \(systemMessage(errno))")
    }
  }

  deinit {
    for connection in connections.values { close(connection.descriptor) }
    if listener >= 0 { close(listener) }
  }

  /// What to sleep on.
  package var interests: [WaitInterest] {
    let isFull = connections.count >= Self.connectionLimit
    return (isFull ? [] : [WaitInterest(listener)]) + connections.values.map { WaitInterest($0.descriptor) }
  }

  /// What was asked since the last call, in order per client, each of which needs a `reply`; never waits.
  ///
  /// Lines that are no request are answered here.
  package func requests() -> [(client: Client, request: ControlRequest)] {
    acceptClients()
    var requests: [(client: Client, request: ControlRequest)] = []
    for client in connections.keys.sorted(by: { $0.number < $1.number }) {
      requests += receive(from: client).map { (client, $0) }
    }
    return requests
  }

  /// Answers the oldest request of a client that has no answer yet; one that has gone is not missed.
  package func reply(to client: Client, _ reply: ControlReply) {
    guard let index = connections[client]?.replies.firstIndex(where: { $0 == nil }) else { return }
    connections[client]?.replies[index] = reply
    sendReplies(to: client)
  }

  /// Takes new connections, those of this user and of root.
  private func acceptClients() {
    while connections.count < Self.connectionLimit {
      let descriptor = local_socket_accept(listener)
      if descriptor < 0 { return }
      guard let user = DescriptorCalls.peer(of: descriptor), user == 0 || user == geteuid() else {
        close(descriptor)
        continue
      }
      connections[Client(number: nextNumber)] = Connection(descriptor: descriptor)
      nextNumber += 1
    }
  }

  private func receive(from client: Client) -> [ControlRequest] {
    guard var connection = connections[client] else { return [] }
    guard let bytes = DescriptorCalls.read(connection.descriptor, atMost: 4096) else {
      end(client)
      return []
    }
    var requests: [ControlRequest] = []
    for line in connection.lines.append(bytes) {
      do throws(ControlError) {
        switch line {
        case .tooLong:
          connection.replies.append(.error("line of more than \(ControlRequest.lineByteLimit) bytes"))
        case .text(let text):
          requests.append(try ControlRequest(line: text))
          connection.replies.append(nil)
        }
      } catch {
        connection.replies.append(.error("\(error)"))
      }
    }
    connections[client] = connection
    sendReplies(to: client)
    guard let connection = connections[client], connection.replies.count <= Self.requestLimit else {
      end(client)
      return []
    }
    return requests
  }

  /// Sends the replies up to the first that is still missing; a client that does not read is cut off.
  private func sendReplies(to client: Client) {
    guard let connection = connections[client] else { return }
    let ready = connection.replies.prefix { $0 != nil }.compactMap(\.self)
    guard !ready.isEmpty else { return }
    connections[client]?.replies.removeFirst(ready.count)
    let text = ready.map { $0.line + "\n" }.joined()
    if !DescriptorCalls.send(connection.descriptor, Array(text.utf8)) { end(client) }
  }

  private func end(_ client: Client) {
    guard let connection = connections.removeValue(forKey: client) else { return }
    close(connection.descriptor)
  }
}
