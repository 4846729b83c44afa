import Flasher
import K210Boards
import K210Flash

/// What is at the other end of a scripted line.
protocol Peer: AnyObject {
  /// Takes bytes; what it says to them.
  func take(_ bytes: [UInt8]) throws(TransportError) -> [UInt8]
  /// Whether it sends all the time, and if so the next byte.
  func chatter() -> UInt8?
  /// A modem line changed.
  func set(_ line: ModemLine, _ isAsserted: Bool) -> [UInt8]
}

extension Peer {
  func chatter() -> UInt8? { nil }
  func set(_ line: ModemLine, _ isAsserted: Bool) -> [UInt8] { [] }
}

/// A line with a script at its other end, on a time of its own: only reading and waiting let it pass.
final class ScriptedTransport: Transport {
  let hasModemLines: Bool
  let peer: any Peer
  private(set) var now = Duration.zero
  private(set) var baud = 115_200
  /// How the lines were set, in order.
  private(set) var lineChanges: [(ModemLine, Bool)] = []
  private(set) var lines = ModemLines()
  /// Bytes on their way to the host, with the moment of their arrival.
  private var incoming: ArraySlice<(at: Duration, byte: UInt8)> = []
  private var chatterAt = Duration.zero
  /// The line is gone from this moment on.
  var unplugsAt: Duration?
  /// When it is there again.
  var plugsInAt: Duration?
  /// Until when somebody else has it open then.
  var isBusyUntil = Duration.zero

  private static let delay = Duration.milliseconds(2)
  /// Bytes that a system keeps for a reader.
  private static let bufferByteCount = 4096

  init(_ peer: any Peer, hasModemLines: Bool = false) {
    (self.peer, self.hasModemLines) = (peer, hasModemLines)
  }

  private var byteTime: Duration { .nanoseconds(10_000_000_000 / baud) }

  private func checkPlug() throws(TransportError) {
    if let unplugsAt, now >= unplugsAt { throw .unplugged }
  }

  func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    try checkPlug()
    do throws(TransportError) {
      send(try peer.take(bytes), after: byteTime * bytes.count)
    } catch {
      if error == .writeTimeout { now = max(now, deadline) }
      throw error
    }
  }

  private func send(_ bytes: [UInt8], after time: Duration) {
    var at = max(now + time + Self.delay, incoming.last?.at ?? .zero)
    for byte in bytes {
      at += byteTime
      incoming.append((at, byte))
    }
  }

  func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    while true {
      try checkPlug()
      let bytes = takeArrived()
      if !bytes.isEmpty { return bytes }
      let chatterNext = chatters ? chatterAt : nil
      guard let next = [incoming.first?.at, chatterNext, unplugsAt].compactMap({ $0 }).min(), next <= deadline
      else {
        now = max(now, deadline)
        return []
      }
      now = max(now, next)
    }
  }

  private lazy var chatters = peer.chatter() != nil

  private func takeArrived() -> [UInt8] {
    var bytes: [UInt8] = []
    while let first = incoming.first, first.at <= now {
      bytes.append(first.byte)
      incoming.removeFirst()
    }
    while chatters, chatterAt <= now, let byte = peer.chatter() {
      bytes.append(byte)
      chatterAt += byteTime
    }
    return bytes.suffix(Self.bufferByteCount)
  }

  func setBaud(_ rate: Int) throws(TransportError) {
    try checkPlug()
    baud = rate
  }

  func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError) {
    try checkPlug()
    lineChanges.append((line, isAsserted))
    lines[line] = isAsserted
    send(peer.set(line, isAsserted), after: .milliseconds(20))
  }

  func wait(until deadline: Duration) { now = max(now, deadline) }

  func reopen(until deadline: Duration) throws(TransportError) {
    guard let plugsInAt, plugsInAt <= deadline else {
      now = max(now, deadline)
      throw .unplugged
    }
    now = max(now, plugsInAt)
    guard now >= isBusyUntil else { throw .failed("in use") }
    unplugsAt = nil
    baud = 115_200
  }
}
