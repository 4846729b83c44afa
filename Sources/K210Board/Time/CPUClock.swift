/// Turns cycles of the harts into the board's time and back, across changes of the clock.
///
/// Both harts run on one clock. Since a change (``change(to:atCycle:)``), time and cycles are proportional.
package struct CPUClock: Sendable, Equatable {
  /// Cycles per second, at least 1.
  package private(set) var hertz: UInt64
  private var anchorCycle: UInt64 = 0
  private var anchorTime: BoardTime

  /// A clock whose cycle 0 is at `time`.
  package init(hertz: UInt64, startsAt time: BoardTime) {
    self.hertz = max(1, hertz)
    anchorTime = time
  }

  /// When a cycle starts.
  package func time(atCycle cycle: UInt64) -> BoardTime {
    guard cycle > anchorCycle else { return anchorTime }
    let (high, low) = (cycle - anchorCycle).multipliedFullWidth(by: BoardTime.second)
    guard high < hertz else { return .never }
    let picoseconds = hertz.dividingFullWidth((high, low)).quotient
    let (sum, overflows) = anchorTime.picoseconds.addingReportingOverflow(picoseconds)
    return overflows ? .never : BoardTime(picoseconds: sum)
  }

  /// The first cycle that starts at `time` or later.
  package func cycle(at time: BoardTime) -> UInt64 {
    guard time > anchorTime else { return anchorCycle }
    guard time != .never else { return .max }
    let (high, low) = (time.picoseconds - anchorTime.picoseconds).multipliedFullWidth(by: hertz)
    guard high < BoardTime.second else { return .max }
    let (quotient, remainder) = BoardTime.second.dividingFullWidth((high, low))
    let (sum, overflows) = quotient.addingReportingOverflow(anchorCycle &+ (remainder > 0 ? 1 : 0))
    return overflows ? .max : sum
  }

  /// Goes on at another speed.
  package mutating func change(to hertz: UInt64, atCycle cycle: UInt64) {
    anchorTime = time(atCycle: cycle)
    anchorCycle = max(cycle, anchorCycle)
    self.hertz = max(1, hertz)
  }
}
