/// Something that a run has to reach.
package struct Limit: Sendable {
  /// Whether a limit means the same on every machine.
  package enum Kind: String, Sendable {
    /// A quotient of two figures of one run; a miss is a fault of the code.
    case ratio
    /// A time or a rate, which depends on the clock and on who else uses the machine.
    case absolute
  }

  /// The side on which values have to stay.
  package enum Bound: Sendable, Equatable {
    /// No value may be below.
    case atLeast(Double)
    /// No value may be above.
    case atMost(Double)

    /// Whether a value stays on its side.
    func holds(_ value: Double) -> Bool {
      switch self {
      case .atLeast(let bound): value >= bound
      case .atMost(let bound): value <= bound
      }
    }

    /// Whether `value` is nearer to breaking the bound than `other`.
    func isWorse(_ value: Double, than other: Double) -> Bool {
      switch self {
      case .atLeast: value < other
      case .atMost: value > other
      }
    }
  }

  /// How values are written.
  package enum Unit: Sendable {
    case percent, times, milliseconds, nanoseconds, gmacs, mips
  }

  /// One value of a run that the limit is about.
  package struct Observation: Sendable, Equatable {
    /// Which layer, model or network.
    package let subject: String
    /// In the limit's unit.
    package let value: Double

    /// A value and what it belongs to.
    package init(_ subject: String, _ value: Double) {
      self.subject = subject
      self.value = value
    }
  }

  /// What a run has to say about a limit.
  package enum Evidence: Sendable, Equatable {
    /// Values, at least one.
    case values([Observation])
    /// Why there are none.
    case missing(String)
  }

  /// What is limited, under which conditions.
  package let title: String
  /// Whether a miss is a fault on any machine.
  package let kind: Kind
  /// The bound, in the unit's scale.
  package let bound: Bound
  /// How values are written.
  package let unit: Unit
  /// Finds the values in a run.
  package let evidence: @Sendable (BenchmarkReport) -> Evidence

  /// A limit.
  package init(
    _ title: String, _ kind: Kind, _ bound: Bound, _ unit: Unit,
    evidence: @escaping @Sendable (BenchmarkReport) -> Evidence
  ) {
    self.title = title
    self.kind = kind
    self.bound = bound
    self.unit = unit
    self.evidence = evidence
  }
}

/// What became of a limit in a run.
package struct JudgedLimit: Sendable {
  /// The three outcomes.
  package enum Verdict: Sendable, Equatable {
    /// Every value holds.
    case pass
    /// At least one does not.
    case miss
    /// The run has no values, and why.
    case notMeasurable(String)
  }

  /// The limit.
  package let limit: Limit
  /// The value nearest to breaking it, or beyond.
  package let worst: Limit.Observation?
  /// Values that break it, and all of them.
  package let missed: Int
  /// Count of values.
  package let count: Int

  /// Why there is no value.
  private let reason: String

  /// Judges a run.
  package init(_ limit: Limit, _ report: BenchmarkReport) {
    self.limit = limit
    switch limit.evidence(report) {
    case .missing(let reason):
      self.reason = reason
      (worst, missed, count) = (nil, 0, 0)
    case .values(let values):
      reason = ""
      worst = values.reduce(values.first) { worst, value in
        guard let worst else { return value }
        return limit.bound.isWorse(value.value, than: worst.value) ? value : worst
      }
      missed = values.count { !limit.bound.holds($0.value) }
      count = values.count
    }
  }

  /// The outcome.
  package var verdict: Verdict {
    guard worst != nil else { return .notMeasurable(reason) }
    return missed == 0 ? .pass : .miss
  }

  /// Whether a run should fail for it.
  package var isFault: Bool { verdict == .miss && limit.kind == .ratio }
}
