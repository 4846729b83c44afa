/// A figure about a Rockchip NPU, with where it comes from and how it became known.
package struct RockchipFact<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The figure; its unit stands where the fact is declared.
  package let value: Value
  /// How the figure became known.
  package let standing: FactStanding
  /// Document, file or reasoning that it comes from, in a few words.
  package let source: String

  /// A figure and its source.
  package init(_ value: Value, _ standing: FactStanding, _ source: String) {
    self.value = value
    self.standing = standing
    self.source = source
  }
}

/// How a fact about a chip became known, the surest first.
package enum FactStanding: String, Sendable, CaseIterable {
  /// Read off a board, or off files that the vendor's compiler wrote.
  case measured
  /// Stated by the vendor's manuals, drivers or tables.
  case vendor
  /// Chosen so that a formula gives the figures that the vendor's compiler printed.
  case fitted
  /// None of these; judged from chips alike.
  case guessed
}
