extension SPIController {
  /// Frames that the wires are not done with.
  func framesInFlight(_ now: BoardTime) -> Int {
    guard now < settledAt else { return 0 }
    let left = settledAt.picoseconds - now.picoseconds
    return Int(truncatingIfNeeded: min((left - 1) / frameTime.picoseconds + 1, 1 << 20))
  }

  /// When the next of them is done, nil when none is on the wires.
  func nextChange(_ now: BoardTime) -> BoardTime? {
    let count = framesInFlight(now)
    guard count > 0 else { return nil }
    let behind = UInt64(count - 1).multipliedReportingOverflow(by: frameTime.picoseconds)
    guard !behind.overflow, behind.partialValue < settledAt.picoseconds else { return settledAt }
    return max(BoardTime(picoseconds: settledAt.picoseconds - behind.partialValue), now)
  }

  /// Frames in the FIFO that goes out: what waits, and what is behind the frame on the wires.
  func transmitLevel(_ now: BoardTime) -> Int {
    let behind = isReceiving ? 0 : max(0, framesInFlight(now) - 1)
    return min(Self.fifoDepth, queue.count + behind)
  }

  /// Frames in the FIFO that comes in.
  func receiveLevel(_ now: BoardTime) -> Int {
    let inFlight = framesInFlight(now)
    if isReceiving { return inFlight > 0 ? 0 : min(Self.fifoDepth, transfer?.toReceive ?? 0) }
    return min(Self.fifoDepth, max(0, received.count - inFlight))
  }

  /// Whether frames only come in now.
  var isReceiving: Bool { (transfer?.toReceive ?? 0) > 0 }

  /// `risr`: TXE 0, TXO 1, RXU 2, RXO 3, RXF 4.
  func rawInterrupts(_ now: BoardTime) -> UInt32 {
    guard isEnabled else { return stickyInterrupts }
    return stickyInterrupts | (transmitLevel(now) <= Int(transmitThreshold) ? 1 : 0)
      | (receiveLevel(now) > Int(receiveThreshold) ? 0x10 : 0)
  }

  /// Drives the interrupt line, and arranges to look again when the wires are done with a frame.
  mutating func update(_ board: Backplane) {
    let isPending = interruptMask != 0 && rawInterrupts(board.now) & interruptMask != 0
    board.setInterrupt(unit.interrupt, isPending)
    if isEnabled, interruptMask & 0x11 != 0 { arrangeEvent(board) }
  }

  /// Has programs that poll see the next change when it comes: by an event that ends their waiting if it is long enough to be skipped.
  func notePolling(_ board: Backplane) {
    guard let moment = nextChange(board.now) else { return }
    if moment - board.now < .microseconds(5) { board.noteEffect() } else { arrangeEvent(board) }
  }

  /// Has something happen when the wires are done with a frame, so that nobody waits longer.
  func arrangeEvent(_ board: Backplane) {
    guard let moment = nextChange(board.now), board.timeline.deadline(of: unit.event) != moment else {
      return
    }
    board.schedule(unit.event, at: moment)
  }

  // MARK: DMA

  /// Whether the controller asks the DMA controller for frames.
  package var wantsTransmitData: Bool {
    guard isEnabled, dmaControl & 2 != 0, queue.count <= Int(dmaTransmitLevel) else { return false }
    // Frames that come in meanwhile must be fetched as well.
    return dmaControl & 1 == 0 || control.mode != .both || received.count < Self.fifoDepth
  }

  /// Whether the controller asks the DMA controller to fetch frames, also such as the wires have yet to bring.
  ///
  /// A controller asks for single frames below `dmardlr`, so that level does not count.
  package var offersReceivedData: Bool {
    isEnabled && dmaControl & 1 != 0 && (!received.isEmpty || isReceiving)
  }
}
