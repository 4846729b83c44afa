/// Ratios of a run beside those of a baseline.
package struct BaselineComparison: Sendable, Equatable {
  /// One ratio then and now.
  package struct Change: Sendable, Equatable {
    /// The ratio's name.
    package let name: String
    /// In the baseline.
    package let before: Double
    /// In this run.
    package let now: Double

    /// This run's by the baseline's: below 1 it fell.
    package var factor: Double { before > 0 ? now / before : 1 }
  }

  /// Share by which a ratio may fall, since machines are noisy.
  package static let tolerance = 0.25
  /// Share from which on a change is worth a line.
  package static let notable = 0.10

  /// Ratios that both have, by name.
  package let changes: [Change]
  /// Names that only the baseline has: another processor's sets, or models that are not here.
  package let missing: [String]

  /// Compares by name.
  package init(baseline: [String: Double], now: [String: Double]) {
    changes = baseline.sorted { $0.key < $1.key }.compactMap { name, before in
      now[name].map { Change(name: name, before: before, now: $0) }
    }
    missing = baseline.keys.filter { now[$0] == nil }.sorted()
  }

  /// Ratios that fell by more than the tolerance.
  package var falls: [Change] { changes.filter { $0.factor < 1 - Self.tolerance } }

  /// Ratios that changed in either direction by more than a run's noise.
  package var notableChanges: [Change] { changes.filter { ($0.factor - 1).magnitude > Self.notable } }

  /// The better of each ratio in two runs: what was disturbed in one run rarely is in both.
  package static func best(_ first: [String: Double], _ second: [String: Double]) -> [String: Double] {
    first.merging(second, uniquingKeysWith: max)
  }

  /// The least of each ratio in several runs: what a yardstick reached by being slow in one run is not kept.
  package static func least(_ runs: [[String: Double]]) -> [String: Double] {
    runs.dropFirst().reduce(runs.first ?? [:]) { $0.merging($1, uniquingKeysWith: min) }
  }
}
