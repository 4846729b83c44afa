import CTerminals
import Glibc

// Calls on descriptors. **Invariant**: each pointer is lent by Swift for the length of one call, with the count of bytes
// behind it; texts end in a zero byte.

/// Calls on descriptors that do not block.
enum DescriptorCalls {
  /// What came of reading.
  enum Reading {
    case bytes([UInt8])
    /// None; a closed other end looks the same, but has events.
    case nothing
    case failed(Int32)
  }

  /// Bytes that are there now, at most so many.
  static func read(_ descriptor: Int32, atMost limit: Int) -> Reading {
    var code: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let result = unsafe Glibc.read(descriptor, buffer.baseAddress, limit)
      if result < 0 { code = errno }
      count = max(0, result)
    }
    if code == EAGAIN || code == EINTR { return .nothing }
    if code != 0 { return .failed(code) }
    return bytes.isEmpty ? .nothing : .bytes(bytes)
  }

  /// Writes what fits now; the count of bytes, and the error number or 0.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> (count: Int, error: Int32) {
    let (count, code) = unsafe bytes.withUnsafeBytes {
      unsafe (Glibc.write(descriptor, $0.baseAddress, $0.count), errno)
    }
    if count >= 0 { return (count, 0) }
    return (0, code == EAGAIN || code == EINTR ? 0 : code)
  }

  /// Waits for events of one descriptor, at most so long; the events, 0 when none came or a signal did.
  static func wait(_ descriptor: Int32, for events: Int32, atMost time: Duration) -> Int32 {
    var entry = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
    let ready = unsafe wait_for_events(&entry, 1, max(0, time.inSeconds))
    return ready > 0 ? Int32(entry.revents) : 0
  }

  /// Sleeps; a signal may end it early.
  static func sleep(_ time: Duration) { _ = wait_for_events(nil, 0, max(0, time.inSeconds)) }

  /// How DTR and RTS stand; nil with `errno` set.
  static func lines(of descriptor: Int32) -> (dtr: Bool, rts: Bool)? {
    var (dtr, rts) = (false, false)
    return unsafe terminal_lines(descriptor, &dtr, &rts) == 0 ? (dtr, rts) : nil
  }

  /// The speed that a terminal has; nil with `errno` set.
  static func speed(of descriptor: Int32) -> Int? {
    var speed: UInt32 = 0
    return unsafe terminal_speed(descriptor, &speed) == 0 ? Int(speed) : nil
  }

  /// Opens a pseudo-terminal's slave; below 0 with `errno` set.
  static func openSlave(_ path: String) -> Int32 { unsafe terminal_open_slave(path) }
}

/// The time on the system's monotonic clock.
func monotonicTime() -> Duration {
  var time = timespec()
  unsafe _ = clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }

extension Duration {
  /// Seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
