internal import K210Boards
internal import RV64

extension DMAController {
  /// Cycles of the CPU's clock that moving an item takes.
  static let cyclesPerItem = Fact<UInt64>(2, .inferred, "a read and a write on a bus of the CPU's clock")
  /// Cycles that starting a block takes, at least.
  static let cyclesPerBlock = Fact<UInt64>(40, .chosen, "a few accesses to registers or a list item")
  /// Items that are moved before harts go on.
  static let itemsPerRun = 1 << 16

  /// Moves what can be moved now, ends blocks whose time has come, and arranges the next event.
  ///
  /// The board calls it at the event ``Timeline/Event/dma`` and when ``Backplane/needsDMA`` is set, with the controller taken out of the bus.
  package mutating func run(_ bus: inout some DMABus, _ board: Backplane) {
    var budget = Self.itemsPerRun
    if isEnabled {
      // Channels may wait for each other: what one sends, another receives.
      while runRound(&bus, board, &budget), budget > 0 {}
    }
    arrangeEvent(board, isExhausted: budget <= 0)
    update(board)
  }

  private mutating func runRound(
    _ bus: inout some DMABus, _ board: Backplane, _ budget: inout Int
  ) -> Bool {
    let order = channels.indices.filter { channels[$0].isEnabled && !channels[$0].isSuspended }
      .sorted { (-channels[$0].priority, $0) < (-channels[$1].priority, $1) }
    var goesOn = false
    for index in order where budget > 0 {
      // Taken out, so that what the channel reaches on the bus is not itself.
      var channel = channels[index]
      if channel.step(&bus, board, &budget) { goesOn = true }
      channels[index] = channel
    }
    return goesOn
  }

  private func arrangeEvent(_ board: Backplane, isExhausted: Bool) {
    var next = BoardTime.never
    for channel in channels where channel.isEnabled && !channel.isSuspended && isEnabled {
      if let doneAt = channel.block?.doneAt {
        next = min(next, doneAt)
      } else if channel.rest > board.now || isExhausted && !channel.waitsForResume {
        next = min(next, max(channel.rest, channel.workUntil))
      }
    }
    if next == .never { board.cancel(.dma) } else { board.schedule(.dma, at: next) }
  }
}

extension DMAChannel {
  /// Goes on as far as it can; false when nothing happened.
  fileprivate mutating func step(
    _ bus: inout some DMABus, _ board: Backplane, _ budget: inout Int
  ) -> Bool {
    guard !waitsForResume, board.now >= rest else { return false }
    if block == nil {
      guard beginBlock(board) else { return !isEnabled }
    }
    if let doneAt = block?.doneAt {
      guard board.now >= doneAt else { return false }
      endBlock(board)
      return true
    }
    let before = budget
    var mover = BlockMover(channel: self, board: board)
    let result = mover.move(&bus, &budget)
    mover.flush()
    block = mover.block
    let cycles = UInt64(before - budget) * DMAController.cyclesPerItem.value
    workUntil = max(workUntil, board.now) + .ticks(cycles, of: board.cpuClock.hertz)
    if budget <= 0 { rest = workUntil }
    switch result {
    case .blocked: return before != budget
    case .moved:
      block?.doneAt = max(workUntil, mover.settledAt(bus))
      return true
    case .failed(let event):
      stop(event)
      return true
    }
  }

  // MARK: Blocks

  /// Takes the next block from registers or the list; false when there is none yet, or the channel stopped.
  private mutating func beginBlock(_ board: Backplane) -> Bool {
    var item: UInt32?
    if sourceType == .list || destinationType == .list {
      let address = UInt32(truncatingIfNeeded: link) & ~63
      guard let words = board.memory.words(at: address, count: 5) else {
        stop(Event.listReadError)
        return false
      }
      guard words[4] & Control.isValid != 0 else { return waitForProgram() }
      if sourceType == .list { source = words[0] }
      if destinationType == .list { destination = words[1] }
      (blockSize, link, control) = (words[2] & 0x3F_FFFF, words[3], words[4])
      item = address
    } else if sourceType == .shadow || destinationType == .shadow {
      guard control & Control.isValid != 0 else { return waitForProgram() }
    }
    let count = Int(blockSize) + 1
    var next = Block(
      source: UInt32(truncatingIfNeeded: source), destination: UInt32(truncatingIfNeeded: destination),
      itemsLeft: count, itemCount: count, control: control, listItem: item)
    if sourceType == .contiguous, let reached = reached?.source { next.source = reached }
    if destinationType == .contiguous, let reached = reached?.destination { next.destination = reached }
    // The shadow registers are free for the next block.
    if item == nil { control &= ~Control.isValid }
    block = next
    workUntil =
      max(workUntil, board.now) + .ticks(DMAController.cyclesPerBlock.value, of: board.cpuClock.hertz)
    return true
  }

  private mutating func waitForProgram() -> Bool {
    interruptStatus |= Event.invalid
    waitsForResume = true
    return false
  }

  /// Tells that a block is done, and whether all of them are.
  private mutating func endBlock(_ board: Backplane) {
    guard let done = block else { return }
    block = nil
    let types = (sourceType, destinationType)
    let hasMore: Bool
    if let item = done.listItem {
      // A used item is marked, so that it is not used again by mistake.
      guard board.memory.write(word: done.control & ~Control.isValid, at: item &+ 32) else {
        return stop(Event.listWriteError)
      }
      hasMore = done.control & Control.isLast == 0
    } else if types.0 == .shadow || types.1 == .shadow {
      hasMore = done.control & Control.isLast == 0
    } else {
      // Reloading goes on until a program sets both types to contiguous.
      hasMore = types != (.contiguous, .contiguous)
    }
    let tells = done.listItem == nil || done.control & Control.interruptOnBlock != 0 || !hasMore
    if tells { interruptStatus |= Event.blockDone }
    guard hasMore else { return stop(Event.transferDone) }
    reached = Reached(source: done.source, destination: done.destination)
  }
}
