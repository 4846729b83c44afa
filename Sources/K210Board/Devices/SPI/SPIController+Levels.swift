extension SPIController {
  // Programs that poll are here most of the time. What is inlined takes single properties; a call would copy the whole controller.

  /// Frames that the wires are not done with.
  @inline(__always) func framesInFlight(_ now: BoardTime) -> Int {
    guard now < settledAt else { return 0 }
    let left = settledAt.picoseconds - now.picoseconds
    // Mostly one is on the wires, and divisions are slow.
    guard left > frameTime.picoseconds else { return 1 }
    return Int(truncatingIfNeeded: min((left - 1) / frameTime.picoseconds + 1, 1 << 20))
  }

  /// When the next of the frames in flight is done, nil when none is on the wires.
  @inline(__always) private func nextChange(inFlight: Int, _ now: BoardTime) -> BoardTime? {
    guard inFlight > 0 else { return nil }
    let behind = UInt64(inFlight - 1).multipliedReportingOverflow(by: frameTime.picoseconds)
    guard !behind.overflow, behind.partialValue < settledAt.picoseconds else { return settledAt }
    return max(BoardTime(picoseconds: settledAt.picoseconds - behind.partialValue), now)
  }

  /// Frames in the FIFO that goes out: what waits, and what is behind the frame on the wires.
  @inline(__always) func transmitLevel(inFlight: Int) -> Int {
    let behind = isReceiving ? 0 : max(0, inFlight - 1)
    return min(Self.fifoDepth, queue.count + behind)
  }

  /// Frames in the FIFO that comes in.
  @inline(__always) func receiveLevel(inFlight: Int) -> Int {
    if isReceiving { return inFlight > 0 ? 0 : min(Self.fifoDepth, transfer?.toReceive ?? 0) }
    return min(Self.fifoDepth, max(0, received.count - inFlight))
  }

  /// Whether frames only come in now.
  @inline(__always) var isReceiving: Bool { (transfer?.toReceive ?? 0) > 0 }

  /// `risr`: TXE 0, TXO 1, RXU 2, RXO 3, RXF 4.
  @inline(__always) func rawInterrupts(inFlight: Int) -> UInt32 {
    guard isEnabled else { return stickyInterrupts }
    return stickyInterrupts | (transmitLevel(inFlight: inFlight) <= Int(transmitThreshold) ? 1 : 0)
      | (receiveLevel(inFlight: inFlight) > Int(receiveThreshold) ? 0x10 : 0)
  }

  /// Drives the interrupt line, and arranges to look again when the wires are done with a frame.
  mutating func update(_ board: Backplane) {
    guard interruptMask != 0 else { return board.setInterrupt(unit.interrupt, false) }
    let now = board.now
    let inFlight = framesInFlight(now)
    board.setInterrupt(unit.interrupt, rawInterrupts(inFlight: inFlight) & interruptMask != 0)
    if isEnabled, interruptMask & 0x11 != 0 { arrangeEvent(inFlight: inFlight, now, board) }
  }

  /// Has programs that poll see the next change when it comes: by an event that ends their waiting if it is long enough to be skipped.
  @inline(__always) func notePolling(inFlight: Int, _ now: BoardTime, _ board: Backplane) {
    guard let moment = nextChange(inFlight: inFlight, now) else { return }
    // Five microseconds.
    if moment.picoseconds - now.picoseconds < 5_000_000 {
      board.noteEffect()
    } else {
      arrangeEvent(inFlight: inFlight, now, board)
    }
  }

  /// Has something happen when the wires are done with a frame, so that nobody waits longer.
  @inline(__always) private func arrangeEvent(inFlight: Int, _ now: BoardTime, _ board: Backplane) {
    guard let moment = nextChange(inFlight: inFlight, now), board.timeline.deadline(of: unit.event) != moment
    else { return }
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
