/// A moment of the board's own time: picoseconds since it was made, 213 days at most.
///
/// No part of the board reads a real clock, so equal programs and inputs give equal runs.
package struct BoardTime: Sendable, Equatable, Comparable, Hashable {
  /// Picoseconds since the board was made.
  package let picoseconds: UInt64

  /// A moment.
  package init(picoseconds: UInt64) { self.picoseconds = picoseconds }

  /// When the board was made.
  package static let zero = BoardTime(picoseconds: 0)
  /// After every other moment.
  package static let never = BoardTime(picoseconds: .max)

  /// Picoseconds of a second.
  package static let second: UInt64 = 1_000_000_000_000

  /// Seconds since the board was made.
  package var seconds: Double { Double(picoseconds) / 1e12 }

  /// The moment `duration` later; ``never`` when there is none.
  package static func + (time: BoardTime, duration: Duration) -> BoardTime {
    let (sum, overflows) = time.picoseconds.addingReportingOverflow(duration.wholePicoseconds)
    return overflows ? .never : BoardTime(picoseconds: sum)
  }

  /// How long after `earlier` this is; zero when it is before.
  package static func - (time: BoardTime, earlier: BoardTime) -> Duration {
    guard time > earlier else { return .zero }
    let (seconds, rest) = (time.picoseconds - earlier.picoseconds).quotientAndRemainder(dividingBy: second)
    return Duration(secondsComponent: Int64(seconds), attosecondsComponent: Int64(rest) * 1_000_000)
  }

  package static func < (a: BoardTime, b: BoardTime) -> Bool { a.picoseconds < b.picoseconds }
}

extension Duration {
  /// Whole picoseconds, 0 for what is negative, all there are when it is longer.
  package var wholePicoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (scaled, overflows) = UInt64(seconds).multipliedReportingOverflow(by: BoardTime.second)
    let (sum, carries) = scaled.addingReportingOverflow(UInt64(attoseconds) / 1_000_000)
    return overflows || carries ? .max : sum
  }

  /// How long `count` ticks of a clock of `hertz` last; longest for a clock that stands still.
  package static func ticks(_ count: UInt64, of hertz: UInt64) -> Duration {
    guard hertz > 0 else { return .seconds(1 << 40) }
    let (seconds, rest) = count.quotientAndRemainder(dividingBy: hertz)
    let (high, low) = rest.multipliedFullWidth(by: 1_000_000_000_000_000_000)
    // The rest is below the divisor, so the quotient fits.
    let attoseconds = hertz.dividingFullWidth((high, low)).quotient
    return Duration(
      secondsComponent: Int64(min(seconds, 1 << 40)), attosecondsComponent: Int64(attoseconds))
  }
}
