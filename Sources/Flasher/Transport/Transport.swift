package import K210Boards

/// A serial line to a board, as a flasher needs it: bytes with a deadline, a speed, and perhaps two modem lines.
///
/// Whoever owns a port fulfils it: the tool with real ports and pseudo-terminals, tests with boards in memory. Deadlines are moments on the
/// transport's own clock (``now``), so a flasher knows no other time. Not for several threads.
package protocol Transport: AnyObject {
  /// Whether DTR and RTS can be set.
  var hasModemLines: Bool { get }
  /// The time since some moment; only differences mean something.
  var now: Duration { get }
  /// Hands bytes over; returns once they are on their way or in buffers that send them by themselves.
  func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError)
  /// Returns what has come as soon as that is at least one byte; nothing at the deadline.
  func read(until deadline: Duration) throws(TransportError) -> [UInt8]
  /// Sets the speed in bits per second, 8N1, once everything written has left.
  func setBaud(_ rate: Int) throws(TransportError)
  /// Asserts a modem line (true) or releases it.
  func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError)
  /// Lets time pass.
  func wait(until deadline: Duration)
  /// Opens a port anew that was unplugged, as soon as it is there again; 115,200 baud afterwards.
  func reopen(until deadline: Duration) throws(TransportError)
}

/// Why a transport cannot go on.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The port is gone.
  case unplugged
  /// Bytes could not be handed over in time: the other side does not take them.
  case writeTimeout
  /// The port cannot work at this speed.
  case speedRefused(Int)
  /// What the system said.
  case failed(String)

  /// One line.
  package var description: String {
    switch self {
    case .unplugged: "the port is gone"
    case .writeTimeout: "the port takes no more bytes"
    case .speedRefused(let rate): "the port does not work at \(rate) baud"
    case .failed(let words): words
    }
  }
}
