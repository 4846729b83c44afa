internal import K210Flash

/// Frames over a transport; what is no frame goes into a log.
package final class FrameLink {
  /// The line.
  package let transport: any Transport
  /// The speed that the host has set.
  package private(set) var baud = startBaud
  /// What came that nobody had asked for.
  package internal(set) var log = WireLog()
  private let shouldStop: () -> Bool
  private var decoder = SLIPDecoder(sharesMarks: true)
  private var frames: ArraySlice<[UInt8]> = []
  /// How often it was looked for bytes though a deadline had passed.
  private var late: (deadline: Duration, count: Int) = (.zero, 0)

  /// The speed at which the ROM and all stubs begin.
  package static let startBaud = 115_200
  /// Bits that a byte takes on the line.
  private static let bitsPerByte = 10
  /// Looks that are due after a deadline: whoever was held up finds what has come meanwhile, and no chatter keeps us for ever.
  private static let lateLimit = 16

  /// A link at the speed at which everything begins.
  package init(_ transport: any Transport, shouldStop: @escaping () -> Bool = { false }) {
    self.transport = transport
    self.shouldStop = shouldStop
  }

  /// The transport's time.
  package var now: Duration { transport.now }

  /// How long bytes travel at the present speed.
  package func wireTime(_ byteCount: Int) -> Duration {
    .nanoseconds(byteCount * Self.bitsPerByte * 1_000_000_000 / max(1, baud))
  }

  /// Ends whatever goes on when the user wants it to stop.
  func checkStop() throws(FlashFault) {
    guard !shouldStop() else { throw .cancelled }
  }

  /// Sends a body as a frame.
  func send(_ body: [UInt8]) throws(FlashFault) {
    try checkStop()
    log.noteSent(body)
    let wire = SLIP.encode(body)
    try through { transport throws(TransportError) in
      try transport.write(wire, until: now + wireTime(2 * wire.count) + .seconds(2))
    }
  }

  /// The next frame, nil when none came by the deadline.
  func receive(until deadline: Duration) throws(FlashFault) -> [UInt8]? {
    while true {
      if let frame = frames.popFirst() { return frame }
      if now >= deadline {
        if late.deadline != deadline { late = (deadline, 0) }
        guard late.count < Self.lateLimit else { return nil }
        late.count += 1
      }
      let bytes = try read(until: deadline)
      if bytes.isEmpty { return nil }
      frames = decoder.frames(in: bytes).map(\.body)[...]
    }
  }

  /// Throws away what came, until nothing has come for a while (at most half a second).
  func drain(quiet: Duration = .milliseconds(20)) throws(FlashFault) {
    let end = now + .milliseconds(500)
    while now < end {
      let bytes = try read(until: min(end, now + quiet))
      if bytes.isEmpty { break }
    }
    (decoder, frames) = (SLIPDecoder(sharesMarks: true), [])
  }

  /// Changes the speed of the host's side.
  func setBaud(_ rate: Int) throws(FlashFault) {
    guard rate != baud else { return }
    try through { transport throws(TransportError) in try transport.setBaud(rate) }
    baud = rate
  }

  /// Begins anew at 115,200 baud, whatever was before.
  func restart() throws(FlashFault) {
    forget()
    try through { transport throws(TransportError) in try transport.setBaud(Self.startBaud) }
    baud = Self.startBaud
    try drain()
  }

  /// Forgets what came so far, so that the log says something about what is to come.
  func forget() { log = WireLog() }

  /// Waits for a port that is gone to be there again.
  func reopen(until deadline: Duration) throws(FlashFault) {
    while true {
      try checkStop()
      let turn = min(deadline, now + .milliseconds(500))
      do throws(TransportError) {
        try transport.reopen(until: turn)
        baud = Self.startBaud
        return
      } catch {
        // One that is there again may still be somebody else's: systems and modem managers look at new ports.
        guard turn < deadline else { throw .transport(error) }
        transport.wait(until: turn)
      }
    }
  }

  private func read(until deadline: Duration) throws(FlashFault) -> [UInt8] {
    let bytes = try through { transport throws(TransportError) in try transport.read(until: deadline) }
    log.noteReceived(bytes)
    return bytes
  }

  /// Does something with the transport, whose errors become ours.
  func through<Result>(
    _ body: (any Transport) throws(TransportError) -> Result
  ) throws(FlashFault) -> Result {
    do throws(TransportError) {
      return try body(transport)
    } catch {
      throw .transport(error)
    }
  }
}
