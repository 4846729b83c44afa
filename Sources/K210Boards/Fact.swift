/// How surely a figure is known.
package enum Certainty: String, Sendable, CaseIterable {
  /// Read off a board or a file.
  case measured
  /// Stated by the vendor's documents, sources or configuration.
  case vendor
  /// Concluded from what else is known.
  case inferred
  /// Chosen so that reports and rules of thumb hold.
  case chosen

  /// Whether a board may well answer differently.
  package var isEstimate: Bool { self == .inferred || self == .chosen }
}

/// A figure about hardware or firmware, with where it comes from and how sure it is.
package struct Fact<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The figure; its unit stands where the fact is declared.
  package let value: Value
  /// How surely it is known.
  package let certainty: Certainty
  /// Document, report or reasoning that it comes from, in a few words.
  package let source: String

  /// A figure and its source.
  package init(_ value: Value, _ certainty: Certainty, _ source: String) {
    self.value = value
    self.certainty = certainty
    self.source = source
  }
}
