/// Ratios of a run beside those of a baseline.
public struct BaselineComparison: Sendable, Equatable {
  /// One ratio then and now.
  public struct Change: Sendable, Equatable {
    /// The ratio's name.
    public let name: String
    /// In the baseline.
    public let before: Double
    /// In this run.
    public let now: Double

    /// This run's by the baseline's: below 1 it fell.
    public var factor: Double { before > 0 ? now / before : 1 }
  }

  /// Share by which a ratio may fall, since machines are noisy.
  public static let tolerance = 0.25
  /// Share from which on a change is worth a line.
  public static let notable = 0.10

  /// Ratios that both have, by name.
  public let changes: [Change]
  /// Names that only the baseline has: another processor's sets, or models that are not here.
  public let missing: [String]

  /// Compares by name.
  public init(baseline: [String: Double], now: [String: Double]) {
    changes = baseline.sorted { $0.key < $1.key }.compactMap { name, before in
      now[name].map { Change(name: name, before: before, now: $0) }
    }
    missing = baseline.keys.filter { now[$0] == nil }.sorted()
  }

  /// Ratios that fell by more than the tolerance.
  public var falls: [Change] { changes.filter { $0.factor < 1 - Self.tolerance } }

  /// Ratios that changed in either direction by more than a run's noise.
  public var notableChanges: [Change] { changes.filter { ($0.factor - 1).magnitude > Self.notable } }

  /// The better of each ratio in two runs: what was disturbed in one run rarely is in both.
  public static func best(_ first: [String: Double], _ second: [String: Double]) -> [String: Double] {
    first.merging(second, uniquingKeysWith: max)
  }
}
