/// A figure about a chip, with where it comes from and how it became known.
public struct ChipFact<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The figure; its unit stands where the fact is declared.
  public let value: Value
  /// How the figure became known.
  public let standing: FactStanding
  /// Document, file or reasoning that it comes from, in a few words.
  public let source: String

  /// A figure and its source.
  public init(_ value: Value, _ standing: FactStanding, _ source: String) {
    self.value = value
    self.standing = standing
    self.source = source
  }
}

/// How a fact about a chip became known, the surest first.
public enum FactStanding: String, Sendable, CaseIterable {
  /// Read off a board, or off files that the vendor's compiler wrote.
  case measured
  /// Stated by the vendor's manuals, drivers or tables.
  case vendor
  /// Chosen so that a formula gives figures that the vendor's compiler or boards show.
  case fitted
  /// None of these; judged from chips alike.
  case guessed
}
