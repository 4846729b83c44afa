internal import Bytes
internal import K210Boards
internal import K210Flash

/// Getting to a board, and getting back to it.
extension Flasher {
  private static let helloAttempts = 8
  /// A first try that took longer is the only one: users wait 15 s for an answer at most.
  private static let secondTryLimit = Duration.seconds(6)

  /// Has the board listen, loads the stub, has both work at full speed, and identifies the flash chip.
  package func connect() throws(FlasherError) {
    do throws(FlashFault) {
      let start = link.now
      do throws(FlashFault) {
        try link.restart()
        try connectOnce()
      } catch {
        let isUnplugged = error == .transport(.unplugged)
        guard isUnplugged || error.isWorthAnotherTry && link.now < start + Self.secondTryLimit else {
          throw error
        }
        events(.recovering("\(error)"))
        if isUnplugged { try link.reopen(until: link.now + options.patience) }
        try link.restart()
        try connectOnce()
      }
    } catch {
      throw FlasherError(error, phase: .connecting)
    }
  }

  /// Loads a program into memory by the mask ROM and starts it; flash stays as it is.
  package func runInMemory(_ program: [UInt8]) throws(FlasherError) {
    do throws(FlashFault) {
      try link.restart()
      let rom = ROMClient(link: link)
      let connector = BoardConnector(link: link, choice: choice, takesStub: false, events: events)
      let answer = try connector.connect()
      guard case .rom(let found) = answer else {
        throw .stubCannot(
          stub: "the flash stub that runs already", operation: "load programs; reset the board first")
      }
      note(found)
      try rom.load(program, at: Self.stubAddress) {
        self.events(.progress(.loadingProgram, done: $0, total: program.count))
      }
      try rom.boot(at: Self.stubAddress)
    } catch {
      throw FlasherError(error, phase: .loadingProgram)
    }
    events(.rebooted)
  }

  private var choice: BoardChoice { board.map { .board($0) } ?? options.board }

  private func note(_ found: Board?) {
    if let found { board = found }
    events(.romAnswers(board: found?.id))
  }

  /// From whatever the board does to a stub that works at full speed.
  private func connectOnce() throws(FlashFault) {
    let connector = BoardConnector(link: link, choice: choice, takesStub: !distrustsStub, events: events)
    switch try connector.connect() {
    case .rom(let found):
      note(found)
      try loadStub()
    case .stub(let hello):
      // Should it be another one, or not work, the next try begins with a reset.
      distrustsStub = true
      try check(hello)
      events(.stubAnswers)
    }
    events(.stubRuns(name: "kiln"))
    try raiseSpeed()
    try identify()
    distrustsStub = false
  }

  private func check(_ hello: StubHello) throws(FlashFault) {
    let expected = CRC32.checksum(of: FlashStubImage.bytes)
    guard hello.imageChecksum == expected else {
      throw .wrongStub(found: hello.imageChecksum, expected: expected)
    }
  }

  private func loadStub() throws(FlashFault) {
    let rom = ROMClient(link: link)
    let program = FlashStubImage.bytes
    try rom.load(program, at: Self.stubAddress) {
      self.events(.progress(.loadingStub, done: $0, total: program.count))
    }
    try rom.boot(at: Self.stubAddress)
    // What the ROM said is no sign of the stub.
    link.forget()
    for attempt in 0..<Self.helloAttempts {
      if let hello = try stub.hello(StubLink.latency) { return try check(hello) }
      // The request to boot may have been lost; a stub that runs does not take it for anything.
      if attempt % 2 == 1 { try rom.boot(at: Self.stubAddress) }
    }
    throw .stubSilent(link.log.impression)
  }

  /// Goes to the target speed, or to the next lower one that works.
  private func raiseSpeed() throws(FlashFault) {
    while targetBaud != link.baud {
      guard let works = try stub.setBaud(targetBaud) else { throw .linkLost }
      if works == targetBaud { break }
      // When there is none below, the present one will do.
      guard let lower = Self.baud(below: targetBaud) else { break }
      events(.baudRefused(asked: targetBaud, works: lower))
      targetBaud = lower
    }
    events(.baud(link.baud))
  }

  /// Selects the flash chip; one that is not the one from before is refused.
  private func identify() throws(FlashFault) {
    let task = SingleTask(
      StubWork(operation: .select, address: options.chip == .spi3 ? 3 : 0, byteCount: 0))
    try run(task)
    guard let identity = StubFlashIdentity(payload: task.result) else { throw .linkLost }
    let found = FlashChipIdentity(
      jedecID: identity.jedecID, status: identity.status, uniqueID: identity.uniqueID)
    guard !found.isAbsent, found.byteCount != nil else { throw .noFlashChip(jedecID: found.jedecID) }
    if let chip {
      guard chip.jedecID == found.jedecID, chip.uniqueID == found.uniqueID else {
        throw .otherChip(found: found.jedecID + found.uniqueID, expected: chip.jedecID + chip.uniqueID)
      }
    } else {
      chip = found
      events(.chip(found))
    }
  }

  // MARK: Recovery

  /// Gets back to a board that was lost, slower if the line was to blame.
  func recover(from fault: FlashFault, failures: Int) throws(FlashFault) {
    events(.recovering("\(fault)"))
    let end = link.now + options.patience
    if case .lineTooBad = fault { slowDown() }
    // Twice the same may be chance; then the line is taken for the cause.
    if case .linkLost = fault, failures > 1 { slowDown() }
    var (last, isFirst) = (fault, true)
    while true {
      do throws(FlashFault) {
        try reach(after: last, isFirst: isFirst, until: end)
        return events(.resumed)
      } catch {
        guard error.isWorthAnotherTry || error.isSilence, link.now < end else {
          throw error.isSilence ? fault : error
        }
        (last, isFirst) = (error, false)
        link.transport.wait(until: link.now + .milliseconds(200))
      }
    }
  }

  private func slowDown() {
    guard let lower = Self.baud(below: targetBaud) else { return }
    quality.slowDown()
    events(.lineGarbles(from: targetBaud, to: lower))
    targetBaud = lower
  }

  /// Finds the stub where it may be; when that does not help, begins with a reset.
  private func reach(after fault: FlashFault, isFirst: Bool, until end: Duration) throws(FlashFault) {
    if case .transport = fault {
      try link.reopen(until: end)
      try link.restart()
      return try connectOnce()
    }
    if isFirst, try stub.findAgain() != nil, let hello = try stub.hello(attempts: 3) {
      distrustsStub = true
      try check(hello)
      try raiseSpeed()
      try identify()
      distrustsStub = false
      return
    }
    try link.restart()
    try connectOnce()
  }
}

extension FlashFault {
  /// Whether nobody answered.
  fileprivate var isSilence: Bool {
    if case .noAnswer = self { true } else { false }
  }
}
