/// One operation on named values.
public struct ONNXNode: Sendable, Equatable {
  /// Its name; mostly unique, may be empty.
  public var name: String
  /// What it does: `Conv`.
  public var operation: String
  /// Whose operation it is; empty for the standard's own.
  public var domain: String
  /// Names of the values it reads; an empty one stands for an optional input that is absent.
  public var inputs: [String]
  /// Names of the values it writes.
  public var outputs: [String]
  /// Its parameters.
  public var attributes: [ONNXAttribute]
  /// Anything for people.
  public var docString: String

  /// A node of the given parts.
  public init(
    name: String = "", operation: String, domain: String = "", inputs: [String], outputs: [String],
    attributes: [ONNXAttribute] = [], docString: String = ""
  ) {
    (self.name, self.operation, self.domain) = (name, operation, domain)
    (self.inputs, self.outputs, self.attributes) = (inputs, outputs, attributes)
    self.docString = docString
  }

  /// The value of the last attribute of this name; nil when there is none.
  public func attribute(_ name: String) -> ONNXAttribute.Value? {
    attributes.last { $0.name == name }?.value
  }

  /// The attribute's integer; nil when it is absent or of another kind.
  public func int(_ name: String) -> Int64? {
    if case .int(let value)? = attribute(name) { value } else { nil }
  }

  /// The attribute's number; nil when it is absent or of another kind.
  public func float(_ name: String) -> Float? {
    if case .float(let value)? = attribute(name) { value } else { nil }
  }

  /// The attribute's integers; nil when it is absent or of another kind.
  public func ints(_ name: String) -> [Int64]? {
    if case .ints(let values)? = attribute(name) { values } else { nil }
  }

  /// The attribute's numbers; nil when it is absent or of another kind.
  public func floats(_ name: String) -> [Float]? {
    if case .floats(let values)? = attribute(name) { values } else { nil }
  }

  /// The attribute's text; nil when it is absent, of another kind or no UTF-8.
  public func string(_ name: String) -> String? {
    if case .string(let bytes)? = attribute(name) { String(validating: bytes, as: UTF8.self) } else { nil }
  }
}

/// A parameter of a node.
public struct ONNXAttribute: Sendable, Equatable {
  /// What a parameter holds.
  public enum Value: Sendable, Equatable {
    /// One single-precision number.
    case float(Float)
    /// One integer.
    case int(Int64)
    /// A text or bytes.
    case string([UInt8])
    /// A constant.
    indirect case tensor(ONNXTensor)
    /// The body of a loop or branch.
    indirect case graph(ONNXGraph)
    /// Numbers.
    case floats([Float])
    /// Integers.
    case ints([Int64])
    /// Texts.
    case strings([[UInt8]])
    /// A kind of the schema that is not read, by its number there; its contents are not kept.
    case other(kind: Int)
  }

  /// Its name: `kernel_shape`.
  public var name: String
  /// What it holds.
  public var value: Value

  /// A parameter.
  public init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
}

extension ONNXAttribute.Value {
  /// The kind's number in the schema (`AttributeProto.AttributeType`).
  public var kind: Int {
    switch self {
    case .float: 1
    case .int: 2
    case .string: 3
    case .tensor: 4
    case .graph: 5
    case .floats: 6
    case .ints: 7
    case .strings: 8
    case .other(let kind): kind
    }
  }

  /// A text as bytes.
  public static func text(_ text: String) -> Self { .string(Array(text.utf8)) }
}
