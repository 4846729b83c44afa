package import RV64

/// What all blocks of the board share: time, clocks, interrupt lines, memory, and what they have to report.
///
/// Blocks get it with every call and keep nothing of it. It is the board's, and so is its thread.
///
/// **Invariant** of the properties without run-time exclusivity checks, which cost a third of the time of programs that talk to devices: each access
/// is one read, one write, or a call of a value type that never comes back to the backplane.
package final class Backplane {
  /// Main memory and KPU RAM: 8 MiB at 0x80000000 and again at 0x40000000.
  package let memory: GuestMemory
  /// What will happen, and when.
  @safe @exclusivity(unchecked) package internal(set) var timeline = Timeline()
  /// The clocks as SYSCTL has set them.
  @safe @exclusivity(unchecked) package internal(set) var clocks: ClockTree
  /// Cycles of the harts and the time they stand for.
  @safe @exclusivity(unchecked) package internal(set) var cpuClock: CPUClock
  /// The interrupt controller, which blocks drive by ``setInterrupt(_:_:)``.
  @safe @exclusivity(unchecked) package var plic = PLIC()
  /// What happened that the user may want to know.
  package internal(set) var notices = NoticeLog()

  /// The cycle of whoever acts now: the hart that accesses a register, or the event that is due.
  @safe @exclusivity(unchecked) package internal(set) var cycle: UInt64 = 0
  /// Reads with effects and writes so far; loops during which it stands still can be skipped.
  @safe @exclusivity(unchecked) package private(set) var effectCount: UInt64 = 0
  /// Set when the running hart must stop, since something is now due before its slice ends.
  @safe @exclusivity(unchecked) package internal(set) var endsSlice = false
  /// Set when clocks changed, so that running timers have other deadlines.
  @safe @exclusivity(unchecked) package internal(set) var clocksChanged = false
  /// Set when pins or receivers changed, so that waiting bytes may have found one.
  @safe @exclusivity(unchecked) package internal(set) var routesChanged = false
  /// Set when an enabled DMA channel may be able to go on.
  @safe @exclusivity(unchecked) package internal(set) var needsDMA = false
  /// A reset that a program or a watchdog asked for.
  @safe @exclusivity(unchecked) package internal(set) var requestedReset: ResetCause?
  /// Blocks that a program has put into reset, as bits of SYSCTL's `peri_reset`.
  @safe @exclusivity(unchecked) package internal(set) var peripheralResets: UInt32 = 0
  /// When the running slice ends.
  @safe @exclusivity(unchecked) package internal(set) var sliceEnd = BoardTime.never

  /// A backplane at time 0.
  package init(memory: GuestMemory) {
    self.memory = memory
    clocks = ClockTree()
    cpuClock = CPUClock(hertz: clocks.cpuHertz, startsAt: .zero)
  }

  /// The time of whoever acts now.
  package var now: BoardTime { cpuClock.time(atCycle: cycle) }

  /// Takes out what has happened since the last time.
  package func takeNotices() -> [BoardNotice] { notices.take() }

  /// Says that a read changed something, or depends on the time.
  package func noteEffect() { effectCount &+= 1 }

  /// Has an event happen after a while, instead of any earlier arrangement.
  package func schedule(_ event: Timeline.Event, after duration: Duration) {
    schedule(event, at: now + duration)
  }

  /// Has an event happen at a moment, instead of any earlier arrangement.
  package func schedule(_ event: Timeline.Event, at time: BoardTime) {
    timeline.schedule(event, at: time)
    if time < sliceEnd { endsSlice = true }
  }

  /// Calls an event off.
  package func cancel(_ event: Timeline.Event) { timeline.cancel(event) }

  /// Drives the interrupt line of a source.
  package func setInterrupt(_ source: InterruptSource, _ isHigh: Bool) {
    if plic.setLine(source, isHigh) { endsSlice = true }
  }

  /// Drives the interrupt line of a source for a moment.
  package func pulseInterrupt(_ source: InterruptSource) {
    if plic.pulse(source) { endsSlice = true }
  }

  /// Says that a DMA channel may be able to go on.
  package func requestDMA() {
    needsDMA = true
    endsSlice = true
  }

  /// Says that the pins or a receiver changed.
  package func noteRouteChange() {
    routesChanged = true
    endsSlice = true
  }

  /// Asks for a reset of the whole chip.
  package func requestReset(_ cause: ResetCause) {
    if requestedReset == nil { requestedReset = cause }
    endsSlice = true
  }

  /// Has blocks start anew, by their bits in SYSCTL's `peri_reset`.
  package func resetPeripherals(_ bits: UInt32) {
    guard bits != 0 else { return }
    peripheralResets |= bits
    endsSlice = true
  }

  /// Puts everything that blocks share into the state after a reset; time goes on.
  func resetSignals() {
    let time = now
    timeline = Timeline()
    clocks = ClockTree()
    cpuClock = CPUClock(hertz: clocks.cpuHertz, startsAt: time)
    cycle = 0
    plic = PLIC()
    (endsSlice, routesChanged, needsDMA) = (false, true, false)
    (requestedReset, peripheralResets, sliceEnd) = (nil, 0, .never)
  }

  /// Goes on with other clocks.
  package func setClocks(_ tree: ClockTree) {
    clocks = tree
    cpuClock.change(to: tree.cpuHertz, atCycle: cycle)
    clocksChanged = true
    endsSlice = true
  }
}

/// Why the chip was reset; the bits of SYSCTL's `reset_status` tell programs.
package enum ResetCause: Sendable, Equatable {
  /// Power came on, or the RESET pin was low.
  case pin
  /// A watchdog was not fed.
  case watchdog(Int)
  /// A program wrote `soft_reset`.
  case software
}
