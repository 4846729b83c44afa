/// A message in the text format of Protocol Buffers, read without a schema.
///
/// Fields are `name: value`, `name { … }`, `name: { … }`, `name < … >` and lists of those, `name: [1, 2]`; between them
/// may stand `,` or `;`, and `#` begins a comment. Texts side by side are one. What a value means is its schema's
/// matter: `1` may be a float and `ENABLED` an enumeration's name. Extensions (`[name]`) are refused.
/// **Source**: the public text format language specification.
public struct ProtobufText: Sendable, Equatable {
  /// Fields in their order, in the text or between braces.
  public struct Message: Sendable, Equatable {
    /// The fields; a name may occur more than once.
    public let fields: [Field]
    /// Where it begins.
    public let place: Place
  }

  /// A name and its value or list of values.
  public struct Field: Sendable, Equatable {
    /// The name.
    public let name: String
    /// One value, or any number of them from a list in brackets.
    public let values: [Value]
    /// Whether the values stand in brackets.
    public let isList: Bool
    /// Where the name begins.
    public let place: Place
  }

  /// A value and where it begins.
  public struct Value: Sendable, Equatable {
    /// What it is in the text.
    public let content: Content
    /// Where it begins.
    public let place: Place
  }

  /// What stands for a value.
  public enum Content: Sendable, Equatable {
    /// A text or bytes without quotes and escapes.
    case text([UInt8])
    /// A word: an enumeration's name, `true`, `inf`.
    case word(String)
    /// A whole number, decimal, hexadecimal or octal; its sign and its size.
    case integer(isNegative: Bool, magnitude: UInt64)
    /// A number with a fraction or an exponent, `-inf` or `-nan`.
    case float(Double)
    /// A message.
    indirect case message(Message)
  }

  /// A place in the text.
  public struct Place: Sendable, Equatable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    /// In characters (Unicode scalars), from 1.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

    /// `12:5`.
    public var description: String { "\(line):\(column)" }
  }

  /// Why a text is refused.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where.
    public let place: Place
    /// Found and expected.
    public let reason: String

    /// A failure at a place; also for those who give a text's values their meaning.
    public init(_ reason: String, at place: Place) { (self.place, self.reason) = (place, reason) }

    /// One line with the place.
    public var description: String { "line \(place.line), column \(place.column): \(reason)" }
  }

  /// Largest text that is read.
  public static let byteLimit = 1 << 20
  /// Deepest nesting of messages.
  public static let depthLimit = 32

  /// The outermost message.
  public let root: Message

  /// Reads a text in UTF-8, with or without a byte order mark.
  public init(_ bytes: some Collection<UInt8>) throws(Failure) {
    guard bytes.count <= Self.byteLimit else {
      throw Failure(
        "\(bytes.count) bytes; at most \(Self.byteLimit) are read", at: Place(line: 1, column: 1))
    }
    var parser = ProtobufTextParser(Array(bytes))
    root = try parser.parse()
  }
}

extension ProtobufText.Value {
  /// The number, if it is one or a word for one (`inf`, `nan`).
  public var number: Double? {
    switch content {
    case .integer(let isNegative, let magnitude): isNegative ? -Double(magnitude) : Double(magnitude)
    case .float(let value): value
    case .word(let word):
      switch word.lowercased() {
      case "inf", "infinity": .infinity
      case "nan": .nan
      default: nil
      }
    case .text, .message: nil
    }
  }

  /// The whole number, if it is one and fits.
  public var integer: Int? {
    guard case .integer(let isNegative, let magnitude) = content else { return nil }
    return isNegative ? Int(exactly: -Int128(magnitude)) : Int(exactly: magnitude)
  }

  /// The truth value by any of its names: `true`, `t`, `1`, `false`, `f`, `0`.
  public var boolean: Bool? {
    switch content {
    case .word("true"), .word("True"), .word("t"): true
    case .word("false"), .word("False"), .word("f"): false
    case .integer(isNegative: false, let magnitude) where magnitude < 2: magnitude == 1
    default: nil
    }
  }

  /// The text, if it is one in UTF-8.
  public var text: String? {
    if case .text(let bytes) = content { String(validating: bytes, as: UTF8.self) } else { nil }
  }

  /// What it is in the words of an error.
  public var kindName: String {
    switch content {
    case .text(let bytes): "the text \"\(String(decoding: bytes.prefix(40), as: UTF8.self))\""
    case .word(let word): word
    case .integer(let isNegative, let magnitude): "the number \(isNegative ? "-" : "")\(magnitude)"
    case .float(let value): "the number \(value)"
    case .message: "a message"
    }
  }
}
