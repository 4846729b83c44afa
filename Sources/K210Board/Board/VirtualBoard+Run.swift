package import RV64

/// Why the board came back from a run.
package enum BoardStop: Sendable, Equatable {
  /// The asked-for moment is reached.
  case timeReached
  /// The asked-for number of instructions was run.
  case instructionsReached
  /// Nothing will ever happen unless the host does something.
  case idle
  /// A program did what nobody handles; its hart stands still from now on.
  case fault(HartFault)
  /// A hart came to what a debugger waits for.
  case debugger(DebugStop)
}

/// What ended the program of a hart.
package struct HartFault: Sendable, Equatable {
  /// Number of the hart.
  package let hart: Int
  /// Why and where.
  package let trap: Trap
  /// The instruction, nil when its address is not in memory.
  package let instruction: UInt32?
  /// Exceptions that the hart had before, handled ones.
  package let exceptionCount: Int
}

extension VirtualBoard {
  /// Cycles that one hart may be ahead of the other while both run.
  private static let bothRunSlice: UInt64 = 256
  /// The same while one of them spins, which looks at memory after each slice of the other.
  private static let oneSpinsSlice: UInt64 = 4096
  /// Instructions of the longest loop that is taken for waiting.
  private static let idleLoopLimit = 96

  /// Runs until a moment, or until `instructionLimit` instructions have been run since the board was made.
  package func run(until limit: BoardTime, instructionLimit: UInt64 = .max) -> BoardStop {
    while true {
      settle()
      if let event = backplane.timeline.takeDue(at: backplane.now) {
        handle(event)
        continue
      }
      guard backplane.now < limit else { return .timeReached }
      guard let index = nextHart else {
        if let stop = passIdleTime(until: limit) { return stop }
        continue
      }
      guard instructionCount < instructionLimit else { return .instructionsReached }
      let budget = min(instructionLimit - instructionCount, UInt64(Int32.max))
      if let stop = runSlice(of: index, until: limit, budget: budget) { return stop }
    }
  }

  /// Does what blocks have asked for and brings the harts' interrupt lines up to date.
  private func settle() {
    backplane.endsSlice = false
    if let cause = backplane.requestedReset { restart(cause) }
    if backplane.peripheralResets != 0 {
      bus.resetPeripherals(backplane.peripheralResets)
      backplane.peripheralResets = 0
    }
    if backplane.clocksChanged {
      backplane.clocksChanged = false
      bus.clint.reschedule(backplane)
      bus.peripherals.reschedule(backplane)
    }
    if backplane.needsDMA { bus.runDMA() }
    if backplane.routesChanged {
      backplane.routesChanged = false
      bus.routePins()
      pumpHost()
      // Whoever spins may look at a pin.
      wakeSpinning()
    }
    for hart in harts where activities[hart.id] != .halted { updateLines(of: hart) }
  }

  private func updateLines(of hart: Hart) {
    let cycle = max(hart.cycles, backplane.cycle)
    let isChanged = [
      hart.setLine(.software, bus.clint.softwareInterrupts[hart.id]),
      hart.setLine(.timer, bus.clint.timerInterrupts(hart: hart.id, atCycle: cycle)),
      hart.setLine(.external, backplane.plic.interrupts(hart: hart.id)),
    ].contains(true)
    switch activities[hart.id] {
    case .waiting: if hart.hasPendingInterrupt { wake(hart) }
    // A loop may look at the lines itself; interrupts that are off end none.
    case .spinning: if isChanged { wake(hart) }
    case .running, .halted: break
    }
  }

  /// Has harts that spin look whether they have found what they wait for.
  private func wakeSpinning() {
    for hart in harts where activities[hart.id] == .spinning { wake(hart) }
  }

  /// Lets a hart go on that had nothing to do; for it, too, it is now.
  private func wake(_ hart: Hart) {
    catchUp(hart)
    activities[hart.id] = .running
    patience[hart.id] = Patience()
  }

  /// Lets time pass for a hart up to now.
  func catchUp(_ hart: Hart) {
    if hart.cycles < backplane.cycle { hart.advance(cycles: backplane.cycle - hart.cycles) }
  }

  private func handle(_ event: Timeline.Event) {
    switch event {
    case .timer0Compare, .timer1Compare: break
    case .hostByte: deliverHostByte()
    case .uarthsSent: finishSending(.uarths)
    case .uart1Sent: finishSending(.uart1)
    case .uart2Sent: finishSending(.uart2)
    case .uart3Sent: finishSending(.uart3)
    case .uart1Quiet: bus.uart1.quiet(backplane)
    case .uart2Quiet: bus.uart2.quiet(backplane)
    case .uart3Quiet: bus.uart3.quiet(backplane)
    case .romByte: sendROMByte()
    case .bootSample: sampleBoot()
    case .kpu, .timerBlock0, .timerBlock1, .timerBlock2, .rtc, .watchdog0, .watchdog1:
      bus.peripherals.handle(event, backplane)
    case .spi0: bus.spi0.handleEvent(backplane)
    case .spi1: bus.spi1.handleEvent(backplane)
    case .spi3: bus.spi3.handleEvent(backplane)
    case .dma: bus.runDMA()
    }
    // Whoever spins may find what it waits for.
    wakeSpinning()
  }

  /// The running hart that is furthest behind, nil when none runs.
  private var nextHart: Int? {
    let running = activities.indices.filter { activities[$0] == .running && !isHeldByDebugger($0) }
    return running.min { (harts[$0].cycles, $0) < (harts[$1].cycles, $1) }
  }

  // MARK: Nothing to do

  /// Goes to the next event, or says why it cannot.
  private func passIdleTime(until limit: BoardTime) -> BoardStop? {
    let next = backplane.timeline.next
    guard next != .never else { return .idle }
    let target = min(next, limit)
    let before = backplane.now
    if !isTrafficPending { idleTime += target - before }
    moveOn(to: target)
    return nil
  }

  private func moveOn(to time: BoardTime) {
    backplane.cycle = max(backplane.cycle, backplane.cpuClock.cycle(at: time))
    for hart in harts where activities[hart.id] != .halted { catchUp(hart) }
  }

  /// Lets time pass on a board that is idle, up to the next event.
  package func wait(until time: BoardTime) {
    guard nextHart == nil, time != .never else { return }
    moveOn(to: min(time, backplane.timeline.next))
  }

  /// Lets transmitters send what they hold, with all harts standing still, as they do on silicon when a program has died.
  package func finishSending() {
    activities = [.halted, .halted]
    let events: [Timeline.Event] = [.romByte] + SerialPort.allCases.map(\.sent)
    while let next = events.map({ backplane.timeline.deadline(of: $0) }).min(), next != .never {
      _ = run(until: next)
    }
  }

  /// Whether bytes travel or a controller works, so that waiting for the clock on the wall would be in vain.
  private var isTrafficPending: Bool {
    Timeline.Event.allCases.contains { $0.isTraffic && backplane.timeline.deadline(of: $0) != .never }
  }

  // MARK: A slice

  private func runSlice(of index: Int, until limit: BoardTime, budget: UInt64) -> BoardStop? {
    let (hart, other) = (harts[index], harts[1 - index])
    backplane.cycle = max(hart.cycles, backplane.cycle)
    let endTime = min(backplane.timeline.next, limit)
    var end = min(backplane.cpuClock.cycle(at: endTime), hart.cycles &+ patience[index].sliceLength)
    switch isHeldByDebugger(1 - index) ? .waiting : activities[1 - index] {
    case .running: end = min(end, other.cycles &+ Self.bothRunSlice)
    case .spinning: end = min(end, hart.cycles &+ Self.oneSpinsSlice)
    case .waiting, .halted: break
    }
    backplane.sliceEnd = backplane.cpuClock.time(atCycle: end)
    let count = Int(min(end > hart.cycles ? end - hart.cycles : 1, budget))

    let startPC = hart.pc
    let retired = hart.retired
    bus.running = hart
    let (stop, debugStop) = execute(hart, count)
    // Looking costs a turn of a loop, another one when it is skipped, and one of the other hart; none may be run beyond the limit.
    let mayLook = budget > hart.retired &- retired &+ 3 * UInt64(Self.idleLoopLimit)
    if stop == .sliceEnded, !isDebugged, mayLook {
      if hart.pc.isNear(startPC) {
        findIdleLoop(of: hart, until: endTime)
      } else {
        patience[index].lengthen()
      }
    }
    bus.running = nil
    hart.dropReservation()
    instructionCount &+= hart.retired &- retired
    backplane.cycle = furthestBehind ?? hart.cycles
    if let debugStop { return .debugger(debugStop) }
    if mayLook { recheck(1 - index) }
    return take(stop, of: hart)
  }

  /// Runs instructions of a hart, in the way that whoever looks on wants.
  private func execute(_ hart: Hart, _ count: Int) -> (HartStop, DebugStop?) {
    if let debugResume { return debugResume.run(hart, count) }
    if let tracer { return (runTraced(hart, count, tracer), nil) }
    return (profile == nil ? hart.run(count) : runSampled(hart, count), nil)
  }

  /// Runs instructions in pieces of lengths that no program goes along with, and counts where it is after each.
  private func runSampled(_ hart: Hart, _ count: Int) -> HartStop {
    var left = count
    while left > 0 {
      // Numerical Recipes' generator; any would do.
      sampleSeed = sampleSeed &* 1_664_525 &+ 1_013_904_223
      let piece = min(left, 32 + Int(sampleSeed >> 24))
      let retired = hart.retired
      let stop = hart.run(piece)
      profile?.record(pc: hart.pc, count: hart.retired &- retired)
      guard stop == .sliceEnded else { return stop }
      left -= piece
    }
    return .sliceEnded
  }

  /// Draws the conclusions from the end of a slice.
  private func take(_ stop: HartStop, of hart: Hart) -> BoardStop? {
    switch stop {
    // Breakpoints are a debugger's; without one there are none.
    case .sliceEnded, .requested, .breakpoint, .watchpoint: return nil
    case .waiting:
      activities[hart.id] = .waiting
      return nil
    case .unhandled(let trap):
      activities[hart.id] = .halted
      return .fault(
        HartFault(
          hart: hart.id, trap: trap, instruction: memory.instructionBits(at: trap.pc),
          exceptionCount: hart.exceptionCount))
    }
  }
}

// MARK: - Waiting in loops

extension VirtualBoard {
  /// Looks whether a hart that stays where it is waits for something, and lets it wait without running.
  private func findIdleLoop(of hart: Hart, until end: BoardTime) {
    guard patience[hart.id].isOver else { return patience[hart.id].wait() }
    switch hart.probeIdleLoop(
      limit: Self.idleLoopLimit, effects: { self.backplane.effectCount }, willRun: tracer)
    {
    case nil: patience[hart.id].fail()
    case .steady:
      patience[hart.id] = Patience()
      activities[hart.id] = .spinning
    case .counting(let turn, let span):
      patience[hart.id] = Patience()
      guard activities[1 - hart.id] != .running else { return }
      skipDelay(of: hart, turn: turn, span: span, until: end)
    }
  }

  /// Lets the time of a delay loop pass, up to `end`.
  private func skipDelay(of hart: Hart, turn: [UInt64], span: UInt64, until end: BoardTime) {
    let endCycle = backplane.cpuClock.cycle(at: end)
    // A turn needs some cycles itself, and far away is far enough.
    let margin = UInt64(Self.idleLoopLimit)
    guard endCycle > hart.cycles + 4 * margin else { return }
    let limit = min(endCycle - hart.cycles - margin, span, 1 << 40)
    let start = backplane.cpuClock.time(atCycle: hart.cycles)
    guard hart.skipCountingLoop(turn: turn, limit: limit) > 0 else { return }
    if !isTrafficPending { idleTime += backplane.cpuClock.time(atCycle: hart.cycles) - start }
  }

  /// Has a hart that spins look at memory once more, after the other one has run.
  private func recheck(_ index: Int) {
    guard activities[index] == .spinning else { return }
    let hart = harts[index]
    catchUp(hart)
    let retired = hart.retired
    bus.running = hart
    let loop = hart.probeIdleLoop(
      limit: Self.idleLoopLimit, effects: { self.backplane.effectCount }, willRun: tracer)
    bus.running = nil
    instructionCount &+= hart.retired &- retired
    if loop != .steady { activities[index] = .running }
  }

  /// The cycle of the running hart that is furthest behind, nil when none runs.
  private var furthestBehind: UInt64? {
    nextHart.map { harts[$0].cycles }
  }

  /// Runs instructions one by one, and tells of each.
  private func runTraced(_ hart: Hart, _ count: Int, _ tracer: (Hart) -> Void) -> HartStop {
    for _ in 0..<count {
      if !hart.isWaiting || hart.hasPendingInterrupt { tracer(hart) }
      let stop = hart.run(1)
      guard stop == .sliceEnded else { return stop }
    }
    return .sliceEnded
  }
}

/// How long a hart runs before it is worth looking whether it waits: longer after each time it did not.
struct Patience: Sendable, Equatable {
  /// Slices that pass without looking, and how many it will be next.
  private var left = 0
  private var length = 1
  /// Cycles of a slice when nothing else limits it.
  private(set) var sliceLength: UInt64 = 256
  private static let longestSlice: UInt64 = 8192

  /// Whether to look now.
  var isOver: Bool { left == 0 }

  /// A slice has passed without looking.
  mutating func wait() {
    left -= 1
    lengthen()
  }

  /// It was no waiting.
  mutating func fail() {
    length = min(length * 2, 32)
    left = length
    lengthen()
  }

  /// The hart went elsewhere.
  mutating func lengthen() { sliceLength = min(sliceLength * 2, Self.longestSlice) }
}

extension UInt64 {
  /// Whether two addresses may lie in one short loop.
  fileprivate func isNear(_ other: UInt64) -> Bool { (self &- other &+ 128) <= 256 }
}
