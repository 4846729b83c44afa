import CTerminals
import Glibc

/// A terminal's descriptor and what all kinds of port do with it in the same way.
final class OpenLine {
  let path: String
  let descriptor: Int32
  let hasModemLines: Bool
  private(set) var isOpen = true
  /// The device takes no bytes: closing shall not wait for those that it did not take.
  private var isStuck = false

  /// Most bytes of one call to `read`.
  static let readLimit = 1 << 16

  /// Takes over a descriptor, makes it raw and keeps others out.
  ///
  /// - Throws: what the system refused; the descriptor is the caller's still.
  init(path: String, descriptor: Int32, isPseudo: Bool) throws(SerialError) {
    (self.path, self.descriptor) = (path, descriptor)
    guard terminal_claim(descriptor, isPseudo) == 0 else {
      let code = errno
      if code == EBUSY { throw .busy(path: path, holders: PortHolders.of(descriptor: descriptor)) }
      throw .other(path: path, doing: "cannot be claimed", message: systemMessage(code))
    }
    guard terminal_make_raw(descriptor) == 0 else {
      let code = errno
      // A serial port of the PC whose hardware is missing says EIO.
      let words = code == EIO ? "a port without hardware behind it" : "no terminal (\(systemMessage(code)))"
      throw .notASerialPort(path: path, found: words)
    }
    hasModemLines = DescriptorCalls.lines(of: descriptor) != nil
  }

  func write(_ bytes: [UInt8], until deadline: Duration) throws(SerialError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      try checkIsOpen()
      let (count, code) = DescriptorCalls.write(descriptor, rest)
      if code != 0 { throw failure(code, doing: "cannot be written") }
      rest = rest.dropFirst(count)
      if count > 0 { continue }
      let left = deadline - monotonicTime()
      guard left > .zero else {
        isStuck = true
        throw .writeTimeout(path: path, written: bytes.count - rest.count, of: bytes.count)
      }
      let events = DescriptorCalls.wait(descriptor, for: POLLOUT, atMost: left)
      if events & (POLLERR | POLLHUP | POLLNVAL) != 0 { throw unplugged() }
    }
  }

  func read(until deadline: Duration) throws(SerialError) -> [UInt8] {
    while true {
      try checkIsOpen()
      let left = deadline - monotonicTime()
      let events = DescriptorCalls.wait(descriptor, for: POLLIN, atMost: left)
      if events != 0 {
        switch DescriptorCalls.read(descriptor, atMost: Self.readLimit) {
        case .bytes(let bytes): return bytes
        case .failed(let code): throw failure(code, doing: "cannot be read")
        case .nothing:
          if events & (POLLERR | POLLHUP | POLLNVAL) != 0 { throw unplugged() }
          // Ready and empty: somebody else took the bytes. Not a reason to spin.
          DescriptorCalls.sleep(.milliseconds(1))
        }
      }
      if left <= .zero { return [] }
    }
  }

  /// Waits until what was written has left, then sets the speed.
  func setBaud(_ rate: Int) throws(SerialError) {
    try checkIsOpen()
    // B0 hangs up.
    guard rate > 0, let speed = UInt32(exactly: rate) else {
      throw .speedRefused(path: path, rate: rate, found: nil)
    }
    try drain()
    guard terminal_set_speed(descriptor, speed) == 0 else {
      let code = errno
      if code == EINVAL { throw .speedRefused(path: path, rate: rate, found: nil) }
      throw failure(code, doing: "\(rate) bit/s cannot be set")
    }
    guard let found = DescriptorCalls.speed(of: descriptor) else {
      throw failure(errno, doing: "the speed cannot be read")
    }
    // A start bit, 8 data bits and a stop bit stand some 5 % in all.
    guard abs(found - rate) <= rate / 100 * 3 + 1 else {
      throw .speedRefused(path: path, rate: rate, found: found)
    }
  }

  /// Waits until what was written has left; bounded, also when the device takes no bytes.
  private func drain() throws(SerialError) {
    var before = Int.max
    var patience = monotonicTime() + .seconds(2)
    while case let unsent = Int(terminal_unsent(descriptor)), unsent > 0 {
      // As long as it moves, it may take its time: 64 KiB at 9600 bit/s last a minute.
      if unsent < before { patience = monotonicTime() + .seconds(2) }
      before = unsent
      guard monotonicTime() < patience else {
        isStuck = true
        throw .writeTimeout(path: path, written: 0, of: unsent)
      }
      DescriptorCalls.sleep(.milliseconds(1))
    }
    // The rest is in the chip's own buffer, whose driver waits no longer than it takes to send.
    while tcdrain(descriptor) != 0 {
      let code = errno
      if code != EINTR { throw failure(code, doing: "cannot be drained") }
    }
  }

  func setLines(dtr: Bool?, rts: Bool?) throws(SerialError) {
    try checkIsOpen()
    guard hasModemLines else { throw .noModemLines(path: path) }
    for (isRTS, level) in [(false, dtr), (true, rts)] {
      guard let level else { continue }
      guard terminal_set_line(descriptor, isRTS, level) == 0 else {
        let code = errno
        if code == ENOTTY || code == EINVAL { throw .noModemLines(path: path) }
        throw failure(code, doing: "\(isRTS ? "RTS" : "DTR") cannot be set")
      }
    }
  }

  func discardInput() throws(SerialError) {
    try checkIsOpen()
    guard tcflush(descriptor, TCIFLUSH) == 0 else {
      throw failure(errno, doing: "input cannot be discarded")
    }
  }

  func wait(until deadline: Duration) {
    while case let left = deadline - monotonicTime(), left > .zero { DescriptorCalls.sleep(left) }
  }

  /// Prepares for closing: what a stuck device has not taken goes, or closing would wait for half a minute.
  func finish() {
    guard isOpen else { return }
    isOpen = false
    if isStuck { tcflush(descriptor, TCOFLUSH) }
  }

  private func checkIsOpen() throws(SerialError) {
    if !isOpen { throw .unplugged(path: path) }
  }

  private func unplugged() -> SerialError {
    isStuck = true
    return .unplugged(path: path)
  }

  /// What an error number means.
  private func failure(_ code: Int32, doing: String) -> SerialError {
    switch code {
    // EPIPE: not seen on a terminal, but what a closed other end is elsewhere.
    case EIO, ENXIO, ENODEV, EPIPE, EBADF: unplugged()
    default: .other(path: path, doing: doing, message: systemMessage(code))
    }
  }
}

/// A port whose work is done by an `OpenLine`.
protocol OpenLineOwner: DescriptorLine {
  var line: OpenLine { get }
}

extension OpenLineOwner {
  package var path: String { line.path }
  package var descriptor: Int32 { line.descriptor }
  package var hasModemLines: Bool { line.hasModemLines }
  package var now: Duration { monotonicTime() }

  package func write(_ bytes: [UInt8], until deadline: Duration) throws(SerialError) {
    try line.write(bytes, until: deadline)
  }
  package func read(until deadline: Duration) throws(SerialError) -> [UInt8] {
    try line.read(until: deadline)
  }
  package func setBaud(_ rate: Int) throws(SerialError) { try line.setBaud(rate) }
  package func setLines(dtr: Bool?, rts: Bool?) throws(SerialError) {
    try line.setLines(dtr: dtr, rts: rts)
  }
  package func discardInput() throws(SerialError) { try line.discardInput() }
  package func wait(until deadline: Duration) { line.wait(until: deadline) }
}
