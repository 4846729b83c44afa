/// One of the four channels of a timer block: counts down to 0, interrupts, and loads again.
///
/// Nothing is counted tick by tick: the channel knows when it was loaded and works out the rest.
struct TimerChannel: Sendable, Equatable {
  /// `control`: enable 0, count from `load_count` 1 (else from all ones), interrupt masked 2, PWM 3.
  private(set) var control: UInt32 = 0
  /// `load_count`.
  private(set) var load: UInt32 = 0
  /// `load_count2`, ticks of the high phase in PWM mode, less one.
  private(set) var load2: UInt32 = 0
  /// Whether the channel interrupts, masked or not.
  private(set) var isExpired = false
  /// Counts ticks since the channel was switched on; nil while it is off.
  private var clock: TickClock?
  /// The tick up to which expiries were seen.
  private var seenTick: UInt64 = 0
  /// What the count goes by, and the tick from which on it does.
  private var phases = Phases(low: 1, high: 0)
  private var origin: UInt64 = 0
  /// The tick, a period's end, from which on the load registers count that were written meanwhile.
  private var changeTick: UInt64?

  /// Ticks of the two phases that follow each other; one that does not exist has none.
  struct Phases: Sendable, Equatable {
    /// The first one, in which a PWM output is low.
    let low: UInt64
    /// The second one, in which it is high.
    let high: UInt64

    /// Ticks until everything repeats.
    var total: UInt64 { low + high }

    /// The last tick up to `tick` at which a phase ended, 0 for none.
    func lastEnd(upTo tick: UInt64) -> UInt64 {
      let start = tick - tick % total
      return tick - start >= low ? start + low : start
    }

    /// The first tick behind `tick` at which a phase ends.
    func nextEnd(after tick: UInt64) -> UInt64 {
      let start = tick - tick % total
      let (end, overflows) = start.addingReportingOverflow(tick - start < low ? low : total)
      return overflows ? .max : end
    }
  }

  var isEnabled: Bool { control & 1 != 0 }
  /// Whether the channel interrupts.
  var interrupts: Bool { isExpired && control & 4 == 0 }

  /// What a PWM output shows; nil in other modes.
  var signal: Phases? { isEnabled && control & 8 != 0 ? phases : nil }

  /// When the channel expires next, as far as that changes anything.
  var nextExpiry: BoardTime {
    guard let clock, !isExpired else { return .never }
    return clock.time(ofTick: origin &+ phases.nextEnd(after: seenTick - origin))
  }

  /// The tick that it is; one hart may act a little before what the other has seen, for which no time has passed then.
  private func tick(at time: BoardTime) -> UInt64? { clock.map { max($0.tick(at: time), seenTick) } }

  /// Sees what happened up to now.
  mutating func update(at time: BoardTime) {
    guard let tick = tick(at: time) else { return }
    if let changeTick, tick >= changeTick {
      isExpired = true
      (origin, seenTick, self.changeTick) = (changeTick, changeTick, nil)
      phases = loadedPhases
    }
    if phases.lastEnd(upTo: tick - origin) > seenTick - origin { isExpired = true }
    seenTick = tick
  }

  /// Phases by the registers.
  private var loadedPhases: Phases {
    Phases(
      low: control & 2 != 0 ? UInt64(load) + 1 : 1 << 32, high: control & 8 != 0 ? UInt64(load2) + 1 : 0)
  }

  /// Writes the load registers, which count from the end of the running period on.
  mutating func setLoads(_ load: UInt32, _ load2: UInt32, at time: BoardTime) {
    update(at: time)
    (self.load, self.load2) = (load, load2)
    let position = (seenTick - origin) % phases.total
    changeTick = clock == nil || loadedPhases == phases ? nil : seenTick &- position &+ phases.total
  }

  /// `current_value`: ticks that are left of the phase, 0 while the channel is off.
  func currentValue(at time: BoardTime) -> UInt32 {
    guard let tick = tick(at: time) else { return 0 }
    return UInt32(truncatingIfNeeded: phases.nextEnd(after: tick - origin) &- (tick - origin) &- 1)
  }

  /// Whether a PWM output is high.
  func isHigh(at time: BoardTime) -> Bool {
    guard let tick = tick(at: time), signal != nil else { return false }
    return (tick - origin) % phases.total >= phases.low
  }

  mutating func setControl(_ value: UInt32, hertz: UInt64, at time: BoardTime) {
    update(at: time)
    let restarts = (control ^ value) & 0b1011 != 0
    control = value & 15
    guard restarts else { return }
    clock = isEnabled ? TickClock(hertz: hertz, at: time) : nil
    (seenTick, origin, changeTick) = (0, 0, nil)
    phases = loadedPhases
  }

  mutating func clearInterrupt(at time: BoardTime) {
    update(at: time)
    isExpired = false
  }

  mutating func changeClock(to hertz: UInt64, at time: BoardTime) {
    update(at: time)
    clock?.change(to: hertz, at: time)
  }
}
