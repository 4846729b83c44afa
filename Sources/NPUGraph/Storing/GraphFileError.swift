/// Why a stored graph could not be read or written.
public struct GraphFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The node or value that is wrong; empty for the whole graph.
  public let place: String
  /// What was found, and what was expected.
  public let reason: String

  /// Records what was found where.
  public init(_ reason: String, at place: String = "") { (self.reason, self.place) = (reason, place) }

  /// One line.
  public var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
