/// Where a constant of a cost model comes from and how far it may be off.
public struct CostBasis: Sendable, Hashable {
  /// What the constant says: `v4 transpose, per element`.
  public let name: String
  /// How the constant became known.
  public let certainty: Certainty
  /// How far a cost from this constant may be off, as a share of it: 0.05 for 5 %.
  public let relativeError: Double
  /// Who measured or stated it, and where.
  public let source: String

  /// A constant and its origin.
  public init(_ name: String, _ certainty: Certainty, relativeError: Double, source: String) {
    self.name = name
    self.certainty = certainty
    self.relativeError = relativeError
    self.source = source
  }
}

/// How surely something about a chip is known, the surest first.
public enum Certainty: String, Sendable, CaseIterable {
  /// Read off a real chip by somebody who says how.
  case measured
  /// Found so that a model agrees with measurements.
  case fitted
  /// Neither measured nor stated; judged from how the code or the chip works.
  case guessed
}
