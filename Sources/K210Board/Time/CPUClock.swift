/// Turns cycles of the harts into the board's time and back, across changes of the clock.
///
/// Both harts run on one clock. Since a change (``change(to:atCycle:)``), time and cycles are proportional: their ratio is kept in lowest terms,
/// so that for days a product fits a machine word and a plain division does, which programs ask for with each access to a device.
package struct CPUClock: Sendable, Equatable {
  /// Cycles per second, at least 1.
  package private(set) var hertz: UInt64
  /// So many cycles last ``ratioPicoseconds``.
  private var ratioCycles: UInt64
  private var ratioPicoseconds: UInt64
  private var anchorCycle: UInt64 = 0
  private var anchorTime: BoardTime

  /// A clock whose cycle 0 is at `time`.
  package init(hertz: UInt64, startsAt time: BoardTime) {
    self.hertz = max(1, hertz)
    (ratioCycles, ratioPicoseconds) = Self.ratio(self.hertz)
    anchorTime = time
  }

  /// `hertz` cycles last a second, in lowest terms.
  private static func ratio(_ hertz: UInt64) -> (cycles: UInt64, picoseconds: UInt64) {
    var (divisor, rest) = (BoardTime.second, hertz)
    while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
    return (hertz / divisor, BoardTime.second / divisor)
  }

  /// When a cycle starts.
  package func time(atCycle cycle: UInt64) -> BoardTime {
    guard cycle > anchorCycle else { return anchorTime }
    let (high, low) = (cycle - anchorCycle).multipliedFullWidth(by: ratioPicoseconds)
    guard high < ratioCycles else { return .never }
    let picoseconds = high == 0 ? low / ratioCycles : ratioCycles.dividingFullWidth((high, low)).quotient
    let (sum, overflows) = anchorTime.picoseconds.addingReportingOverflow(picoseconds)
    return overflows ? .never : BoardTime(picoseconds: sum)
  }

  /// The first cycle that starts at `time` or later.
  package func cycle(at time: BoardTime) -> UInt64 {
    guard time > anchorTime else { return anchorCycle }
    guard time != .never else { return .max }
    let (high, low) = (time.picoseconds - anchorTime.picoseconds).multipliedFullWidth(by: ratioCycles)
    guard high < ratioPicoseconds else { return .max }
    let (quotient, remainder) =
      high == 0
      ? low.quotientAndRemainder(dividingBy: ratioPicoseconds)
      : ratioPicoseconds.dividingFullWidth((high, low))
    let (sum, overflows) = quotient.addingReportingOverflow(anchorCycle &+ (remainder > 0 ? 1 : 0))
    return overflows ? .max : sum
  }

  /// Goes on at another speed.
  package mutating func change(to hertz: UInt64, atCycle cycle: UInt64) {
    anchorTime = time(atCycle: cycle)
    anchorCycle = max(cycle, anchorCycle)
    self.hertz = max(1, hertz)
    (ratioCycles, ratioPicoseconds) = Self.ratio(self.hertz)
  }
}
