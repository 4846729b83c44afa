/// The serial line between the board's pins IO4 and IO5 and a host.
///
/// Bytes from the host travel one after the other at the host's speed and then wait until a receiver owns the pin. A host that does not
/// say its speed has whatever speed the board has.
package struct HostLine: Sendable {
  /// A byte on its way, and the speed at which the host sent it in bits per second; nil when it did not say.
  struct Incoming: Sendable, Equatable {
    let byte: UInt8
    let baud: UInt64?
  }

  private var queue: [Incoming] = []
  private var head = 0
  /// Bytes that the board has sent and nobody has taken yet.
  private var sent: [UInt8] = []
  /// What the host says its speed is; nil when it does not.
  package var hostBaud: UInt64?
  /// When the last byte from the host had arrived.
  var lastArrival = BoardTime.zero
  /// Bytes that were dropped since nobody took them.
  package private(set) var droppedCount = 0

  /// Bytes from the host that were lost because too many waited.
  package private(set) var lostInputCount = 0

  /// Bytes from the host that wait at most.
  package static let inputLimit = 1 << 20
  /// Bytes that wait for somebody to take them at most.
  static let outputLimit = 16 << 20

  /// Bytes from the host that have not reached a receiver.
  package var waitingCount: Int { queue.count - head }

  /// The byte that arrives next.
  var first: Incoming? { head < queue.count ? queue[head] : nil }

  /// Adds bytes from the host, at its present speed; those beyond ``inputLimit`` are lost and counted.
  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if waitingCount < Self.inputLimit {
        queue.append(Incoming(byte: byte, baud: hostBaud))
      } else {
        lostInputCount += 1
      }
    }
  }

  /// Takes the byte that arrives next off the line.
  mutating func removeFirst() {
    guard head < queue.count else { return }
    head += 1
    guard head == queue.count || head > 1 << 16 else { return }
    queue.removeFirst(head)
    head = 0
  }

  /// Forgets what is on its way to the board.
  mutating func removeWaiting() { (queue, head) = ([], 0) }

  /// Adds a byte that the board sent at `baud`.
  mutating func send(_ byte: UInt8, baud: UInt64) {
    guard sent.count < Self.outputLimit else {
      droppedCount += 1
      return
    }
    sent.append(hostBaud.map { Self.sampled(byte, sentAt: baud, receivedAt: $0) } ?? byte)
  }

  /// Takes what the board has sent.
  package mutating func takeOutput() -> [UInt8] {
    defer { sent.removeAll(keepingCapacity: true) }
    return sent
  }

  /// Whether nothing the board sent waits to be taken.
  package var isOutputEmpty: Bool { sent.isEmpty }

  /// What a receiver makes of a byte at another speed: it looks at the line in the middle of each of its own bits.
  ///
  /// Within about 5 % that is the byte itself. What follows on the line is taken as idle, so a sender that is much faster gives one byte here
  /// where a real line may give another or none.
  static func sampled(_ byte: UInt8, sentAt sender: UInt64, receivedAt receiver: UInt64) -> UInt8 {
    guard sender != receiver, sender > 0, receiver > 0 else { return byte }
    var result: UInt8 = 0
    for bit in 0..<8 {
      // The middle of the receiver's bit, in the sender's bits: start bit first, then the byte, then idle.
      let place = (2 * UInt64(bit) + 3).multipliedFullWidth(by: sender)
      let index = place.high > 0 ? 9 : place.low / 2 / receiver
      let level = index == 0 ? false : index > 8 ? true : byte >> UInt8(index - 1) & 1 == 1
      if level { result |= 1 << UInt8(bit) }
    }
    return result
  }
}
