/// Counts the ticks of one of the chip's clocks in the board's time, across changes of its frequency.
///
/// A part of a tick is lost with each change, as nobody knows how the chip's dividers take one.
struct TickClock: Sendable, Equatable {
  /// Ticks per second; 0 stands still.
  private(set) var hertz: UInt64
  private var anchorTick: UInt64
  private var anchorTime: BoardTime

  /// A clock that is at `tick` now.
  init(hertz: UInt64, tick: UInt64 = 0, at time: BoardTime) {
    (self.hertz, anchorTick, anchorTime) = (hertz, tick, time)
  }

  /// Whole ticks up to a moment.
  func tick(at time: BoardTime) -> UInt64 {
    guard time > anchorTime else { return anchorTick }
    let (high, low) = (time.picoseconds - anchorTime.picoseconds).multipliedFullWidth(by: hertz)
    guard high < BoardTime.second else { return .max }
    let (sum, overflows) = anchorTick.addingReportingOverflow(
      BoardTime.second.dividingFullWidth((high, low)).quotient)
    return overflows ? .max : sum
  }

  /// When a tick has come: the first moment whose ``tick(at:)`` is not below it; never when the clock stands still.
  func time(ofTick tick: UInt64) -> BoardTime {
    guard tick > anchorTick else { return anchorTime }
    let (high, low) = (tick - anchorTick).multipliedFullWidth(by: BoardTime.second)
    guard high < hertz else { return .never }
    let (quotient, remainder) = hertz.dividingFullWidth((high, low))
    let (sum, overflows) = anchorTime.picoseconds.addingReportingOverflow(quotient)
    guard !overflows, sum < UInt64.max - 1 else { return .never }
    return BoardTime(picoseconds: sum + (remainder > 0 ? 1 : 0))
  }

  /// Goes on at another speed.
  mutating func change(to hertz: UInt64, at time: BoardTime) {
    self = TickClock(hertz: hertz, tick: tick(at: time), at: time)
  }
}
