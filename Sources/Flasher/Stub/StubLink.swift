package import K210Flash

/// Talks to Kiln's stub about anything but flash: greeting, speed, epochs, reset.
package final class StubLink {
  /// The frames below.
  package let link: FrameLink
  /// The run of sequence numbers that the stub counts in.
  private(set) var epoch: UInt8 = 0
  private var nonce: UInt32 = 0x4B69_6C6E
  /// The number of the last state request outside of a queue.
  private var stateRequest: UInt16 = 0x4000

  /// How long a short answer may take beyond the wire: USB bridges and systems are slow.
  static let latency = Duration.milliseconds(250)
  /// After damaged bytes and this long without a good frame, the stub is back at 115,200 baud; it waits longer where frames last longer.
  static func fallbackTime(from baud: Int) -> Duration {
    baud < FrameLink.startBaud ? .milliseconds(10_200) : .milliseconds(1_100)
  }

  /// A stub behind a link.
  package init(_ link: FrameLink) { self.link = link }

  /// Asks who is there, once; nil when nobody answers in time.
  package func hello(_ patience: Duration) throws(FlashFault) -> StubHello? {
    nonce &+= 0x9E37_79B9
    let reply = try ask(StubRequest(.hello, first: nonce), patience)
    guard let hello = reply.flatMap({ StubHello(payload: $0.payload) }), hello.nonce == nonce else {
      return nil
    }
    return hello
  }

  /// Asks up to so many times.
  package func hello(attempts: Int) throws(FlashFault) -> StubHello? {
    for _ in 0..<attempts {
      if let hello = try hello(Self.latency) { return hello }
    }
    return nil
  }

  /// Sends an immediate request and returns its answer; nil when none came in time.
  private func ask(_ request: StubRequest, _ patience: Duration) throws(FlashFault) -> StubReply? {
    try link.send(request.body)
    let deadline = link.now + patience
    while let frame = try link.receive(until: deadline) {
      if let reply = StubReply(body: frame), reply.operation == request.operation, reply.sequence == 0,
        reply.status != .damaged
      {
        return reply
      }
      link.log.noteStranger(frame)
    }
    return nil
  }

  /// Has both sides work at another speed; the speed at which they do in the end, nil when the stub is lost.
  package func setBaud(_ rate: Int) throws(FlashFault) -> Int? {
    let old = link.baud
    guard rate != old else { return old }
    for _ in 0..<3 {
      let reply = try ask(StubRequest(.baud, first: UInt32(truncatingIfNeeded: rate)), Self.latency)
      if reply?.status == .refused { return old }
      // Without an answer the stub may have changed or not; greeting tells.
      do throws(FlashFault) {
        try link.setBaud(rate)
      } catch {
        guard case .transport(.speedRefused) = error else { throw error }
        return try findAgain()
      }
      // A UART needs some bits of silence to find the first start bit.
      link.transport.wait(until: link.now + .milliseconds(5))
      if try hello(attempts: 2) != nil { return rate }
      try link.setBaud(old)
      if try hello(attempts: 2) == nil { return try findAgain() }
    }
    return old
  }

  /// Looks for a stub that got lost, where it was last and then where it goes by itself; its speed, nil when nobody answers.
  package func findAgain() throws(FlashFault) -> Int? {
    try link.drain()
    if try hello(attempts: 2) != nil { return link.baud }
    link.transport.wait(until: link.now + Self.fallbackTime(from: link.baud))
    try link.setBaud(FrameLink.startBaud)
    try link.drain()
    return try hello(attempts: 3) == nil ? nil : link.baud
  }

  /// Forgets all that waits at the stub; its state, nil when it does not answer, or does not come to rest.
  ///
  /// Whatever it works at comes to its end first: an erase of 64 KiB, which may take seconds.
  func newEpoch() throws(FlashFault) -> StubState? {
    let end = link.now + Self.restTime
    for _ in 0..<Self.epochAttempts where link.now < end {
      epoch &+= 1
      try link.send(StubRequest(.newEpoch, epoch: epoch).body)
      if let state = try awaitEpoch(until: end) { return state }
    }
    return nil
  }

  private static let epochAttempts = 4
  /// The longest that one command of a flash chip may take.
  private static let restTime = Duration.seconds(9)

  /// Waits until the stub is in the new epoch; nil when the request was lost, or nothing comes.
  private func awaitEpoch(until end: Duration) throws(FlashFault) -> StubState? {
    var silences = 0
    while link.now < end, silences < 4 {
      guard let frame = try link.receive(until: link.now + Self.latency) else {
        silences += 1
        try askForState()
        continue
      }
      guard let reply = StubReply(body: frame), let state = StubState(payload: reply.payload) else {
        continue
      }
      if reply.epoch == epoch, state.next == 1, state.done == 0, !state.isBusy { return state }
      // What was on its way before says nothing.
      guard reply.operation == .state, reply.sequence == stateRequest else { continue }
      silences = 0
      // A stub that works waits for that to end; one at rest has not got the request.
      guard state.isBusy else { return nil }
      link.transport.wait(until: link.now + .milliseconds(20))
      try askForState()
    }
    return nil
  }

  private func askForState() throws(FlashFault) {
    stateRequest &+= 1
    try link.send(StubRequest(.state, epoch: epoch, sequence: stateRequest).body)
  }

  /// Has the chip reset itself; whether the stub said that it will.
  package func reboot() throws(FlashFault) -> Bool {
    for _ in 0..<3 {
      if try ask(StubRequest(.reboot), Self.latency)?.status == .done { return true }
    }
    return false
  }
}
