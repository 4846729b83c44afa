/// Why bytes are no message that can be read.
public struct ProtobufError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// A value needs bytes that are not there.
    case truncated(needed: Int, available: Int)
    /// The bytes end inside a number.
    case openVarint
    /// A number goes on behind its tenth byte.
    case longVarint
    /// A field number outside of 1 to 2^29 − 1.
    case fieldNumber(found: UInt64)
    /// A wire type that is none, or one of groups.
    case wireType(found: Int, field: Int)
    /// A field holds another kind of value than its schema says.
    case wrongValue(field: Int, found: String, expected: String)
    /// A name is no UTF-8.
    case notUTF8(field: Int)
    /// Messages are nested deeper than their reader allows.
    case tooDeep
  }

  /// What is wrong.
  public let kind: Kind
  /// Offset in the file.
  public let offset: Int

  /// Records what was found where.
  public init(_ kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  /// One line.
  public var description: String { "protobuf, byte \(offset): \(kind.explanation)" }
}

extension ProtobufError.Kind {
  /// Found and expected, without the place.
  var explanation: String {
    switch self {
    case .truncated(let needed, let available): "\(needed) bytes are needed; \(available) are left"
    case .openVarint: "a number without its end"
    case .longVarint: "a number of more than ten bytes"
    case .fieldNumber(let found): "field number \(found); must be 1 to 536870911"
    case .wireType(let found, let field):
      found == 3 || found == 4
        ? "field \(field) is a group (wire type \(found)), which is not read; must be 0, 1, 2 or 5"
        : "field \(field) has wire type \(found); must be 0, 1, 2 or 5"
    case .wrongValue(let field, let found, let expected): "field \(field) holds \(found); must be \(expected)"
    case .notUTF8(let field): "the name in field \(field) is no UTF-8"
    case .tooDeep: "messages are nested too deep"
    }
  }
}
