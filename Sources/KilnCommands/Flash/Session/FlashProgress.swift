import Console

/// How far a piece of work has come: a bar on a terminal, now and then a line elsewhere; a value that is told the time.
package struct FlashProgress {
  private var label: String?
  private var start = 0.0
  private var saidShare = 0
  private var saidAt = 0.0
  private var drawnAt = -1.0
  /// Columns of the terminal; nil when lines cannot be drawn over.
  private let width: Int?

  /// Lines are at least so much of the work apart, in percent.
  private static let step = 10
  /// And at least so many seconds.
  private static let pause = 2.0
  /// Bars are drawn so often.
  private static let redraw = 0.1

  /// What to put on standard error.
  package enum Output: Equatable {
    /// A bar in place of the last one.
    case bar(String)
    /// A line.
    case line(String)
  }

  /// Progress on a terminal of some columns, or elsewhere.
  package init(width: Int?) { self.width = width }

  /// Takes a figure at a time in seconds; nil when there is nothing to show yet.
  package mutating func take(label: String, done: Int, total: Int, at time: Double) -> Output? {
    if label != self.label { (self.label, start, saidAt, saidShare, drawnAt) = (label, time, time, 0, -1) }
    let bar = ProgressBar(label: label, unit: .bytes, total: total)
    if let width {
      guard done >= total || time - drawnAt >= Self.redraw else { return nil }
      drawnAt = time
      return .bar(bar.line(done: done, elapsed: time - start, width: width - 1))
    }
    let share = total > 0 ? done * 100 / total : 100
    guard share >= saidShare + Self.step, time - saidAt >= Self.pause, done < total else { return nil }
    (saidShare, saidAt) = (share, time)
    return .line(bar.line(done: done, elapsed: time - start, width: 120))
  }

  /// Forgets the work, so that the next is timed from its own start.
  package mutating func finish() { label = nil }
}
