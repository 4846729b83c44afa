/// Why a build configuration is refused.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The text is none of its format.
    case syntax(String)
    /// A field that the schema does not have; the known name that is nearest, if one is near.
    case unknownField(nearest: String?)
    /// A value of the wrong type, or one that is not among those allowed.
    case wrongValue(found: String, expected: String)
    /// A field that may be there once.
    case repeated
    /// A field that must be there.
    case missing
    /// Two settings that exclude each other.
    case contradiction(String)
  }

  /// What is wrong.
  public let kind: Kind
  /// Line of the text, from 1.
  public let line: Int
  /// The field from the outside in, with dots: `pulsar_conf.batch_size`; empty for the text as a whole.
  public let field: String

  /// Records what is wrong and where.
  public init(_ kind: Kind, line: Int, field: String) {
    (self.kind, self.line, self.field) = (kind, line, field)
  }

  /// One line: where, the field, found and expected.
  public var description: String {
    "line \(line): \(field.isEmpty ? "" : field + ": ")\(explanation)"
  }

  private var explanation: String {
    switch kind {
    case .syntax(let reason): reason
    case .unknownField(let nearest):
      "no field of this name" + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .wrongValue(let found, let expected): "\(found); must be \(expected)"
    case .repeated: "occurs twice; must be there once"
    case .missing: "is missing"
    case .contradiction(let reason): reason
    }
  }
}

/// Something that a configuration asks for and that is done otherwise, or not at all.
public struct BuildRemark: Sendable, Equatable, CustomStringConvertible {
  /// What follows from it.
  public enum Kind: Sendable, Equatable {
    /// The setting is known, but nothing here does what it asks for: results may differ.
    case unsupported
    /// The setting changes nothing here.
    case withoutEffect
    /// The setting does what it says, but perhaps not what is meant.
    case caution
  }

  /// What follows from it.
  public let kind: Kind
  /// Line of the text, from 1.
  public let line: Int
  /// The field from the outside in, with dots.
  public let field: String
  /// One sentence.
  public let message: String

  /// One line.
  public var description: String { "line \(line): \(field): \(message)" }
}
