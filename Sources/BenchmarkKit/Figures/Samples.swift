/// The times of one piece of work, run many times.
package struct Samples: Sendable, Equatable {
  /// Milliseconds in the order of the runs.
  package private(set) var milliseconds: [Double] = []

  /// No runs yet.
  package init() {}

  /// The given times, in milliseconds.
  package init(_ milliseconds: [Double]) { self.milliseconds = milliseconds }

  /// Adds one run.
  package mutating func append(_ milliseconds: Double) { self.milliseconds.append(milliseconds) }

  /// One in twenty runs was this short or shorter; infinite without runs.
  ///
  /// Runs that others disturb are longer, and a neighbour on the same core may disturb three of four. The shortest is no better:
  /// the clock of a thread in a virtual machine runs some 50 to 80 µs short in fewer than one of a hundred runs, and rates above
  /// what the processor can do come out.
  package var fifthPercentile: Double {
    milliseconds.isEmpty ? .infinity : milliseconds.sorted()[(milliseconds.count - 1) / 20]
  }

  /// The shortest run; infinite without runs.
  package var shortest: Double { milliseconds.min() ?? .infinity }

  /// What a run takes that nobody disturbs.
  ///
  /// For one thread, measured by its own clock, the fifth percentile. For several, measured by time that passes,
  /// the shortest: such a clock is never short, and on a busy machine most runs wait for a processor.
  package func undisturbed(threads: Int) -> Double { threads == 1 ? fifthPercentile : shortest }

  /// The middle one, or the mean of the middle two; infinite without runs.
  package var median: Double { Self.median(of: milliseconds) }

  /// The median of the quotients of runs made in pairs, theirs by ours; nil without pairs.
  ///
  /// What disturbs a machine lasts longer than a pair, so that it leaves quotients nearly as they are.
  package func medianRatio(to ours: Samples) -> Double? {
    let ratios = zip(milliseconds, ours.milliseconds).filter { $1 > 0 }.map { $0 / $1 }
    return ratios.isEmpty ? nil : Self.median(of: ratios)
  }

  private static func median(of values: [Double]) -> Double {
    if values.isEmpty { return .infinity }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
