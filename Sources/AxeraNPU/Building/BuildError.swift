/// Why a network cannot be built as it is asked for.
public struct BuildError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What it is about: an input, a layer, a chip.
  public let subject: String
  /// What was found, and what was expected.
  public let reason: String

  /// Records what was found where.
  public init(_ subject: String, _ reason: String) { (self.subject, self.reason) = (subject, reason) }

  /// One line.
  public var description: String { "\(subject): \(reason)" }
}
