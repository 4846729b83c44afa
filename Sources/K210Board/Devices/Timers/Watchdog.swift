/// A DesignWare watchdog: counts down, interrupts or resets, and resets when nobody answers an interrupt.
///
/// **Source**: SDK `wdt.h` and `wdt.c`, DesignWare's scheme (certain): a period is 2^(16 + TOP) ticks, feeding is 0x76 into `crr`. Ours:
/// clearing the enable bit stops the dog, as the SDK's `wdt_stop` expects (DesignWare's own cannot be stopped); `torr`'s upper half
/// is the first period; component registers are not modelled.
package struct Watchdog: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case cr = 0x00
    case torr = 0x04
    case ccvr = 0x08
    case crr = 0x0C
    case stat = 0x10
    case eoi = 0x14
    case protLevel = 0x1C
    case compParam5 = 0xE4
    case compParam4 = 0xE8
    case compParam3 = 0xEC
    case compParam2 = 0xF0
    case compParam1 = 0xF4
    case compVersion = 0xF8
    case compType = 0xFC
  }

  /// What is written into `crr` to feed the dog.
  package static let food: UInt32 = 0x76

  /// Number of the watchdog, 0 or 1.
  package let index: Int
  private var control: UInt32 = 0
  private var timeoutRange: UInt32 = 0
  private var interrupts = false
  /// Counts ticks while the dog is on.
  private var clock: TickClock?
  /// The tick at which the running period ends.
  private var end: UInt64 = 0

  /// Watchdog `index` after reset.
  package init(index: Int) { self.index = index }

  /// The board's event for this watchdog.
  package var event: Timeline.Event { index == 0 ? .watchdog0 : .watchdog1 }

  private var source: InterruptSource { index == 0 ? .wdt0 : .wdt1 }

  private func hertz(_ board: Backplane) -> UInt64 {
    board.clocks.watchdogHertz.indices.contains(index) ? board.clocks.watchdogHertz[index] : 0
  }

  /// Ends a period when it is over: an interrupt, or a reset.
  package mutating func update(_ board: Backplane) {
    guard let clock, clock.tick(at: board.now) >= end else { return schedule(board) }
    guard control & 2 != 0, !interrupts else {
      self.clock = nil
      schedule(board)
      return board.requestReset(.watchdog(index))
    }
    interrupts = true
    board.setInterrupt(source, true)
    begin(periodOf: timeoutRange & 15, board)
  }

  /// Goes on with another clock.
  package mutating func reschedule(_ board: Backplane) {
    let hertz = hertz(board)
    clock?.change(to: hertz, at: board.now)
    schedule(board)
  }

  /// Puts everything back as after power came on.
  package mutating func reset(_ board: Backplane) {
    self = Watchdog(index: index)
    board.setInterrupt(source, false)
    board.cancel(event)
  }

  private func schedule(_ board: Backplane) {
    if let clock { board.schedule(event, at: clock.time(ofTick: end)) } else { board.cancel(event) }
  }

  private mutating func begin(periodOf exponent: UInt32, _ board: Backplane) {
    clock = TickClock(hertz: hertz(board), at: board.now)
    end = 1 << UInt64(16 + exponent)
    schedule(board)
  }

  private mutating func clearInterrupt(_ board: Backplane) {
    interrupts = false
    board.setInterrupt(source, false)
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch Register(rawValue: offset) {
    case .cr: return UInt64(control)
    case .torr: return UInt64(timeoutRange)
    case .ccvr:
      board.noteEffect()
      return clock.map { end - min(end, $0.tick(at: board.now)) } ?? 0
    case .crr: return 0
    case .stat: return interrupts ? 1 : 0
    case .eoi:
      board.noteEffect()
      clearInterrupt(board)
      return 0
    default: return nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    switch Register(rawValue: offset) {
    case .cr:
      control = write.merged(into: control) & 0x1F
      if control & 1 == 0 {
        clock = nil
        schedule(board)
      } else if clock == nil {
        begin(periodOf: timeoutRange >> 4 & 15, board)
      }
    case .torr: timeoutRange = write.merged(into: timeoutRange) & 0xFF
    case .ccvr, .stat, .eoi: break
    case .crr:
      guard write.merged(into: UInt32(0)) & 0xFF == Self.food else { break }
      clearInterrupt(board)
      if clock != nil { begin(periodOf: timeoutRange & 15, board) }
    default: return false
    }
    return true
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}
