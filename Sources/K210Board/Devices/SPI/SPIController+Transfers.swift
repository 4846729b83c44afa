extension SPIController {
  /// Writes `ssienr`; switching off empties the FIFOs and ends what goes on.
  mutating func enable(_ isOn: Bool, _ board: Backplane) {
    guard isOn != isEnabled else { return }
    isEnabled = isOn
    guard !isOn else { return requestDMA(board) }
    endTransfer(board)
    queue.removeAll()
    received.removeAll()
  }

  /// Writes `ser`.
  mutating func select(_ chips: UInt32, _ board: Backplane) {
    guard chips != chipSelects else { return }
    fetchRest(board)
    endTransfer(board)
    chipSelects = chips
    requestDMA(board)
  }

  private func requestDMA(_ board: Backplane) {
    if isEnabled, dmaControl != 0 { board.requestDMA() }
  }

  /// Deselects the peripheral; what is still on the wires is over.
  mutating func endTransfer(_ board: Backplane) {
    guard transfer != nil else { return }
    transfer = nil
    toldFrames = 0
    peripheral.deselect(at: board.now)
    settledAt = min(settledAt, board.now)
  }

  /// Fetches what the wires have brought by the end of a reception, as far as the FIFO would have held all of it.
  private mutating func fetchRest(_ board: Backplane) {
    guard isReceiving, let left = transfer?.toReceive, left <= Self.fifoDepth else { return }
    for _ in 0..<left { received.append(receiveFrame(board)) }
  }

  // MARK: The data register

  mutating func writeData(_ word: UInt32, _ board: Backplane) {
    guard isEnabled else { return }
    let isFull =
      isStrict
      ? transmitLevel(inFlight: framesInFlight(board.now)) >= Self.fifoDepth : queue.count >= Self.fifoDepth
    guard !isFull else {
      stickyInterrupts |= 2
      return
    }
    queue.append(word)
  }

  mutating func readData(_ board: Backplane) -> UInt32 {
    board.noteEffect()
    defer { update(board) }
    guard isEnabled, !isStrict || toldFrames > 0 || receiveLevel(inFlight: framesInFlight(board.now)) > 0
    else { return underflow() }
    toldFrames = max(0, toldFrames - 1)
    if !received.isEmpty {
      let frame = received.removeFirst()
      requestDMA(board)
      return frame
    }
    guard isReceiving else { return underflow() }
    let frame = receiveFrame(board)
    if !isReceiving { pump(board) }
    return frame
  }

  private mutating func underflow() -> UInt32 {
    stickyInterrupts |= 4
    return 0
  }

  // MARK: The wires

  /// Sends what waits, as far as it can go out.
  mutating func pump(_ board: Backplane) {
    guard isEnabled, chipSelects != 0, baud >= 2 else { return }
    beginBareReception(board)
    while let word = queue.first {
      if let transfer, transfer.hasReceived {
        // The number of frames in `ctrlr1` is one transaction.
        guard transfer.toReceive == 0 else { return }
        endTransfer(board)
      }
      if isStrict, transfer != nil, board.now > settledAt, !isReceiving { endTransfer(board) }
      queue.removeFirst()
      begin(board)
      send(word, board)
    }
  }

  private mutating func begin(_ board: Backplane) {
    guard transfer == nil else { return }
    peripheral.select(chipSelects, at: board.now)
    transfer = Transfer(headerWords: control.lanes > 1 ? header.wordCount : 0)
  }

  /// With several lines and neither instruction nor address, receiving starts without a word to send.
  private mutating func beginBareReception(_ board: Backplane) {
    let control = control
    guard transfer == nil, control.lanes > 1, header.wordCount == 0,
      control.mode == .receive || control.mode == .eepromRead
    else { return }
    begin(board)
    transfer?.toReceive = Int(control1) + 1
    requestDMA(board)
  }

  private mutating func send(_ word: UInt32, _ board: Backplane) {
    let control = control
    if control.lanes > 1 { return sendEnhanced(word, control, board) }
    switch control.mode {
    case .both, .transmit:
      let answer = exchange(word, control, board)
      if control.mode == .both { keep(answer, board) }
    case .eepromRead:
      _ = exchange(word, control, board)
      expectFrames(board)
    case .receive:
      // The word only starts the clock.
      expectFrames(board)
    }
  }

  private mutating func sendEnhanced(_ word: UInt32, _ control: SPIUnit.Control, _ board: Backplane) {
    let reads = control.mode == .receive || control.mode == .eepromRead
    guard let left = transfer?.headerWords, left > 0 else {
      // Words behind the header of a read have no place to go.
      if !reads { _ = exchange(word, control, board) }
      return
    }
    let header = header
    let isInstruction = header.instructionBitCount > 0 && left == header.wordCount
    let bitCount: Int
    if isInstruction {
      bitCount = header.instructionBitCount
    } else {
      // Of an address of more than 32 bits, the first word has the upper ones.
      bitCount = left == 2 ? header.addressBitCount - 32 : min(32, header.addressBitCount)
    }
    let usesAll = isInstruction ? header.usesAllLanes.instruction : header.usesAllLanes.address
    let frame = SPIFrame(word, bitCount: bitCount, lanes: usesAll ? control.lanes : 1)
    let now = board.now
    _ = peripheral.exchange(frame, at: now)
    pass(clocks: frame.clockCount, now, board)
    transfer?.headerWords = left - 1
    if left == 1, reads {
      peripheral.idle(clocks: header.waitCycles, at: now)
      pass(clocks: header.waitCycles, now, board)
      expectFrames(board)
    }
  }

  private mutating func expectFrames(_ board: Backplane) {
    transfer?.toReceive = Int(control1) + 1
    requestDMA(board)
  }

  /// Sends a frame of data, whose bits the peripheral has at once.
  private mutating func exchange(_ word: UInt32, _ control: SPIUnit.Control, _ board: Backplane) -> UInt32 {
    let value = swapped(word, control)
    let frame = SPIFrame(value, bitCount: control.frameBitCount, lanes: control.lanes)
    let now = board.now
    let answer = peripheral.exchange(frame, at: now)
    pass(clocks: frame.clockCount, now, board)
    return swapped(control.isLoopback ? value & frame.mask : answer, control)
  }

  /// Fetches the next frame that comes in.
  private mutating func receiveFrame(_ board: Backplane) -> UInt32 {
    let control = control
    let frame = SPIFrame(nil, bitCount: control.frameBitCount, lanes: control.lanes)
    transfer?.toReceive -= 1
    transfer?.hasReceived = true
    let now = board.now
    let answer = peripheral.exchange(frame, at: now)
    pass(clocks: frame.clockCount, now, board)
    return swapped(answer, control)
  }

  /// `endian` turns the bytes of frames with 32 bits around; those of instructions and addresses stay.
  private func swapped(_ word: UInt32, _ control: SPIUnit.Control) -> UInt32 {
    isBigEndian && control.frameBitCount == 32 ? word.byteSwapped : word
  }

  private mutating func keep(_ frame: UInt32, _ board: Backplane) {
    // Twice the depth, since the frames that are on the wires are among them.
    guard received.count < 2 * Self.fifoDepth else {
      stickyInterrupts |= 8
      return
    }
    received.append(frame)
    requestDMA(board)
  }

  /// Has the wires be busy for some clocks more.
  private mutating func pass(clocks: Int, _ now: BoardTime, _ board: Backplane) {
    guard clocks > 0 else { return }
    let key = FrameTime.Key(ticks: UInt64(clocks) * UInt64(baud), hertz: board.clocks.spiHertz[unit.rawValue])
    if frameTime.key != key { frameTime = FrameTime(key) }
    settledAt = max(settledAt, now).advanced(byPicoseconds: frameTime.picoseconds)
  }
}

/// How long a frame takes on the wires, kept since most frames are like the one before.
struct FrameTime: Sendable, Equatable {
  /// What it depends on.
  struct Key: Sendable, Equatable {
    let ticks: UInt64
    let hertz: UInt64
  }

  let key: Key
  let picoseconds: UInt64

  init(_ key: Key) {
    self.key = key
    picoseconds = max(1, Duration.ticks(key.ticks, of: key.hertz).wholePicoseconds)
  }
}

extension BoardTime {
  /// The moment some picoseconds later; ``never`` when there is none.
  fileprivate func advanced(byPicoseconds count: UInt64) -> BoardTime {
    let (sum, overflows) = picoseconds.addingReportingOverflow(count)
    return overflows ? .never : BoardTime(picoseconds: sum)
  }
}
