import CTerminals
import Glibc

/// Something that a main loop can sleep on.
package struct WaitInterest: Sendable, Equatable {
  /// The file descriptor.
  package let descriptor: Int32
  /// Whether it shall wake when it can take bytes, besides when it has some.
  package let wakesForWriting: Bool

  /// An interest in bytes to read, and in room for bytes to write if wanted.
  package init(_ descriptor: Int32, wakesForWriting: Bool = false) {
    self.descriptor = descriptor
    self.wakesForWriting = wakesForWriting
  }
}

/// Sleeping until there is something to do.
package enum Waiting {
  /// Waits until something happens to one of the descriptors, a signal comes or the time is over.
  ///
  /// **Units**: seconds; nil waits for ever, 0 only looks.
  /// - Returns: the descriptors to which something happened, hanging up included.
  package static func wait(for interests: [WaitInterest], seconds: Double?) -> [Int32] {
    var entries = interests.map { interest in
      pollfd(
        fd: interest.descriptor, events: Int16(interest.wakesForWriting ? POLLIN | POLLOUT : POLLIN),
        revents: 0)
    }
    let events = DescriptorCalls.wait(&entries, seconds: seconds.map { max(0, $0) } ?? -1)
    return zip(interests, events).filter { $1 != 0 }.map(\.0.descriptor)
  }
}

/// SIGINT, SIGTERM and SIGHUP as something to read: the first of each only tells, the second ends the process as usual.
package struct StopSignals: Sendable {
  private let descriptor: Int32

  /// Catches these signals from here on, for the whole process.
  ///
  /// - Throws: exit code 1 when the system has no descriptors left.
  package init() throws(CommandFailure) {
    descriptor = stop_signals_catch()
    guard descriptor >= 0 else {
      throw CommandFailure(.work, "signals cannot be caught: \(systemMessage(errno))")
    }
  }

  /// What to sleep on.
  package var interests: [WaitInterest] { [WaitInterest(descriptor)] }

  /// The number of a signal that came since the last call; nil when none did.
  package func next() -> Int32? {
    (DescriptorCalls.read(descriptor, atMost: 1) ?? []).first.map { Int32($0) }
  }
}
