import BenchmarkKit

/// Takes the times of pieces of work in turn, so that a machine's drift meets all of them alike.
///
/// A turn lasts some milliseconds, so that what one contender leaves in the caches disturbs the next one's first run alone.
struct Stopwatch {
  /// How long a run takes.
  enum Clock {
    /// Time of the calling thread on a processor: for work of one thread.
    case thread
    /// Time that passes: for work of several threads.
    case wall

    /// Seconds since some moment.
    var seconds: Double {
      switch self {
      case .thread: return ThreadClock.seconds
      case .wall:
        let time = ContinuousClock.now - Self.start
        return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
      }
    }

    private static let start = ContinuousClock.now
  }

  /// A piece of work that is measured.
  struct Contender {
    let clock: Clock
    let work: () throws -> Void
  }

  /// Seconds that a contender's runs may take together, warm-up not counted; at least three are made.
  let seconds: Double

  /// Seconds that a turn lasts at least: one run of slow work, several of fast work.
  private static let turn = 0.01

  /// Runs every contender once without counting it, then all in turn until each has had its time.
  func samples(_ contenders: [Contender]) throws -> [Samples] {
    for contender in contenders { try contender.work() }
    var samples = [Samples](repeating: Samples(), count: contenders.count)
    var spent = [Double](repeating: 0, count: contenders.count)
    func isDone(_ index: Int) -> Bool {
      samples[index].milliseconds.count >= 3 && spent[index] >= seconds
    }
    while let _ = contenders.indices.first(where: { !isDone($0) }) {
      for (index, contender) in contenders.enumerated() where !isDone(index) {
        let end = spent[index] + Self.turn
        repeat {
          let start = contender.clock.seconds
          try contender.work()
          let elapsed = contender.clock.seconds - start
          samples[index].append(elapsed * 1000)
          spent[index] += elapsed
        } while spent[index] < end
      }
    }
    return samples
  }

  /// The fifth percentile of one piece of work on the calling thread, in milliseconds.
  func milliseconds(_ work: @escaping () -> Void) throws -> Double {
    try samples([Contender(clock: .thread, work: work)])[0].fifthPercentile
  }
}
