internal import K210Boards
internal import K210Flash

/// Getting to a stub that is not ours, and getting to know it.
extension ForeignFlasher {
  private static let greetings = 8
  private static let questions = 5

  /// From whatever the board does to a stub that works at full speed.
  func connectOnce() throws(FlashFault) {
    let choice = board.map { BoardChoice.board($0) } ?? options.session.board
    let answer = try BoardConnector(link: link, choice: choice, events: events).connect()
    guard case .rom(let found) = answer else {
      throw .stubCannot(
        stub: "the flash stub that runs already", operation: "load another one; reset the board first")
    }
    if let found { board = found }
    events(.romAnswers(board: found?.id))
    try loadStub()
    try initialize()
    stub = ForeignStub(try findKind())
    events(.stubRuns(name: stub.name))
    try raiseSpeed()
    if stub.canIdentify { try identify() }
  }

  private func loadStub() throws(FlashFault) {
    let rom = ROMClient(link: link)
    try rom.load(program, at: options.stubAddress) {
      self.events(.progress(.loadingStub, done: $0, total: self.program.count))
    }
    try rom.boot(at: options.stubAddress)
    link.forget()
    for attempt in 0..<Self.greetings {
      if try wire.greet() { return }
      // The request to boot may have been lost; a stub that runs does not know it.
      if attempt % 2 == 1 { try rom.boot(at: options.stubAddress) }
    }
    throw .stubSilent(link.log.impression)
  }

  /// Has the stub start the flash chip; without that it does nothing.
  func initialize() throws(FlashFault) {
    var status: ISPStatus?
    for _ in 0..<Self.questions {
      status = try wire.ask(.initializeFlash(options.session.chip), patience: .seconds(2))
      if status == .ok { return }
      try wire.resynchronize()
    }
    throw .stubRefused(operation: "start the flash chip", status: words(status))
  }

  /// Finds out which stub it is, by questions that do no harm to any.
  ///
  /// A flash identity is ktool's alone; others know no such question. Only those are asked for their status: the number of that question has ktool's
  /// start whatever is in memory.
  private func findKind() throws(FlashFault) -> ForeignStub.Kind {
    var isKFlash = false
    for _ in 0..<Self.questions where !isKFlash {
      let reply = try askIdentity()
      if reply?.ktoolFlashIdentity != nil { return .ktool }
      isKFlash = reply?.status == .standard
      if !isKFlash { try wire.resynchronize() }
    }
    guard isKFlash else { return .olderKFlash }
    for _ in 0..<Self.questions {
      switch try wire.ask(.short(.status)) {
      case .ok, .busy: return .kflash
      case .standard: return .olderKFlash
      default: try wire.resynchronize()
      }
    }
    return .olderKFlash
  }

  private func askIdentity() throws(FlashFault) -> ISPReply? {
    try wire.ask(.short(.ktoolFlashIdentity), patience: .seconds(1)) { $0.count == 27 || $0.count == 2 }
  }

  /// Whether an answer of ktool's stub has the checksum that it says.
  private static func isSound(_ reply: ISPReply) -> Bool {
    (try? ISPRequest(body: reply.body))?.form == .full
  }

  /// Identifies the flash chip; one that is not the one from before is refused.
  private func identify() throws(FlashFault) {
    for _ in 0..<Self.questions {
      guard let reply = try askIdentity(), let id = reply.ktoolFlashIdentity, Self.isSound(reply) else {
        try wire.resynchronize()
        continue
      }
      let found = FlashChipIdentity(jedecID: id, uniqueID: Array(reply.payload.dropFirst(17)))
      guard !found.isAbsent, found.byteCount != nil else { throw .noFlashChip(jedecID: id) }
      guard chip == nil || chip == found else {
        let old = chip.map { $0.jedecID + $0.uniqueID } ?? []
        throw .otherChip(found: found.jedecID + found.uniqueID, expected: old)
      }
      if chip == nil { events(.chip(found)) }
      chip = found
      return
    }
    throw .linkLost
  }

  // MARK: Speed

  /// Goes to the target speed, or to the next lower one that works.
  func raiseSpeed() throws(FlashFault) {
    while targetBaud != link.baud {
      if try setBaud(targetBaud) { break }
      // When there is none below, the present one will do.
      guard let lower = Flasher.baud(below: targetBaud) else { break }
      events(.baudRefused(asked: targetBaud, works: lower))
      targetBaud = lower
    }
    events(.baud(link.baud))
  }

  /// Has both sides work at another speed; false when they stay at the old one.
  private func setBaud(_ rate: Int) throws(FlashFault) -> Bool {
    let old = link.baud
    guard rate != old, try portTakes(rate, old) else { return rate == old }
    for _ in 0..<2 {
      // ktool's answers at the new speed, so no answer says nothing.
      let status = try wire.ask(.baud(UInt32(truncatingIfNeeded: rate), .kflash))
      if let status, status != .ok { return false }
      try link.setBaud(rate)
      link.transport.wait(until: link.now + .milliseconds(20))
      try link.drain()
      if try wire.greet(attempts: 3) { return true }
      try link.setBaud(old)
      try link.drain()
      guard try wire.greet(attempts: 3) else { throw .linkLost }
    }
    return false
  }

  /// Whether the host's port works at a speed; asked before the stub is sent there for good.
  private func portTakes(_ rate: Int, _ old: Int) throws(FlashFault) -> Bool {
    do throws(FlashFault) {
      try link.setBaud(rate)
    } catch {
      guard case .transport(.speedRefused) = error else { throw error }
      return false
    }
    try link.setBaud(old)
    return true
  }

  /// A status in words, with what the stub said to it.
  func words(_ status: ISPStatus?) -> String {
    let name = status?.name ?? "no answer"
    return wire.text.isEmpty ? name : "\(name) ('\(wire.text)')"
  }
}
