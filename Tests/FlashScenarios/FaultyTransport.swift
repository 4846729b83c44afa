package import Flasher
package import K210Boards
internal import TestSupport

/// What goes wrong between a host and a board.
package struct LineFaults: Sendable, Equatable {
  /// Chances per byte, either way.
  package var drops = 0.0, doubles = 0.0, flips = 0.0
  /// Chance per byte that an answer of the ROM or of a stub which says no comes from nowhere.
  package var refusals = 0.0
  /// Bytes behind a frame's mark of which the next one is lost, either way: a buffer that is too small; nil for none.
  package var frameLimit: Int?
  /// Times from the beginning in which nothing gets through.
  package var silences: [Range<Duration>] = []
  /// Times in which the port is not there.
  package var absences: [Range<Duration>] = []
  /// Times in which the board has no power.
  package var outages: [Range<Duration>] = []

  /// A good line.
  package init() {}
}

/// A transport that does to bytes what bad cables, bridges and hands do; equal seeds do it equally.
package final class FaultyTransport: Transport {
  private let inner: BoardTransport
  private let faults: LineFaults
  private var random: SplitMix64
  private let start: Duration
  private var isOut = false
  private var wasAbsent = false
  private var sentSinceMark = 0
  private var receivedSinceMark = 0

  /// Faults on the way to a board; their times count from now.
  package init(_ inner: BoardTransport, _ faults: LineFaults, seed: UInt64) {
    (self.inner, self.faults) = (inner, faults)
    random = SplitMix64(seed: seed)
    start = inner.now
  }

  package var hasModemLines: Bool { inner.hasModemLines }
  package var now: Duration { inner.now }

  private var elapsed: Duration { now - start }
  private var isSilent: Bool { faults.silences.contains { $0.contains(elapsed) } }

  /// Switches power off and on when it is time; throws while the port is not there.
  private func live() throws(TransportError) {
    let shouldBeOut = faults.outages.contains { $0.contains(elapsed) }
    if shouldBeOut, !isOut { inner.cutPower() }
    if !shouldBeOut, isOut { inner.restorePower() }
    isOut = shouldBeOut
    if faults.absences.contains(where: { $0.contains(elapsed) }) { wasAbsent = true }
    // Somebody must open the port again, even when it was back in no time.
    if wasAbsent { throw .unplugged }
  }

  package func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    try live()
    let sent = isSilent ? [] : garbled(bytes, &sentSinceMark)
    try inner.write(sent, until: deadline)
  }

  package func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    while true {
      try live()
      // Short steps, so that faults happen when they are due.
      let bytes = try inner.read(until: min(deadline, now + .milliseconds(5)))
      if !bytes.isEmpty, !isSilent {
        let arrived = garbled(bytes, &receivedSinceMark) + refusal(after: bytes.count)
        if !arrived.isEmpty { return arrived }
      }
      if now >= deadline { return [] }
    }
  }

  private func garbled(_ bytes: [UInt8], _ sinceMark: inout Int) -> [UInt8] {
    let bytes = faults.frameLimit.map { cut(bytes, $0, &sinceMark) } ?? bytes
    guard faults.drops + faults.doubles + faults.flips > 0 else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      let draw = chance()
      if draw < faults.drops { continue }
      if draw < faults.drops + faults.flips {
        result.append(byte ^ 1 << UInt8(random.next() & 7))
        continue
      }
      result.append(byte)
      if draw < faults.drops + faults.flips + faults.doubles { result.append(byte) }
    }
    return result
  }

  /// Loses a byte of each frame that is longer than a limit.
  private func cut(_ bytes: [UInt8], _ limit: Int, _ sinceMark: inout Int) -> [UInt8] {
    bytes.filter { byte in
      sinceMark = byte == 0xC0 ? 0 : sinceMark + 1
      return sinceMark != limit
    }
  }

  /// A frame that says no.
  private func refusal(after count: Int) -> [UInt8] {
    guard faults.refusals > 0, chance() < faults.refusals * Double(count) else { return [] }
    let codes: [UInt8] = [0xC3, 0xC2, 0xD4, 0xD3]
    return [0xC0, codes[Int(random.next() % 4)], 0xE2, 0xC0]
  }

  /// A number from 0 to 1.
  private func chance() -> Double { Double(random.next() >> 11) / Double(UInt64(1) << 53) }

  package func setBaud(_ rate: Int) throws(TransportError) {
    try live()
    try inner.setBaud(rate)
  }

  package func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError) {
    try live()
    try inner.set(line, isAsserted)
  }

  package func wait(until deadline: Duration) {
    while now < deadline {
      inner.wait(until: min(deadline, now + .milliseconds(5)))
      try? live()
    }
  }

  package func reopen(until deadline: Duration) throws(TransportError) {
    while faults.absences.contains(where: { $0.contains(elapsed) }) {
      guard now < deadline else { throw .unplugged }
      wait(until: now + .milliseconds(5))
    }
    wasAbsent = false
    try inner.reopen(until: deadline)
  }
}
