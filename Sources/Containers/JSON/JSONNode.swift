/// A piece of a JSON text and the line where it begins.
public struct JSONNode: Sendable, Equatable {
  /// What a piece holds.
  public enum Value: Sendable, Equatable {
    /// Members in the order of the text; a name may occur more than once.
    case object([Member])
    /// Elements in order.
    case array([JSONNode])
    /// A string without its quotes and escapes.
    case string(String)
    /// A number as it is written, decimal or `0x…`.
    case number(String)
    /// `true` or `false`.
    case boolean(Bool)
    /// `null`.
    case null
  }

  /// A named value of an object.
  public struct Member: Sendable, Equatable {
    /// The name without its quotes.
    public let name: String
    /// The value.
    public let node: JSONNode
  }

  /// What it holds.
  public let value: Value
  /// Line of its first character, from 1.
  public let line: Int

  /// The value of a member of an object, the last one of that name; nil for anything else.
  public subscript(_ name: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.last { $0.name == name }?.node
  }

  /// What it is in the words of an error.
  public var kindName: String {
    switch value {
    case .object: "an object"
    case .array: "a list"
    case .string(let text): "the text \"\(text.prefix(40))\""
    case .number(let text): "the number \(text.prefix(40))"
    case .boolean(let flag): "\(flag)"
    case .null: "null"
    }
  }
}
