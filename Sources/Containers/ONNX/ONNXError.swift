import Bytes

/// Why a file is no ONNX model that can be read, or a tensor has no such values.
public struct ONNXError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The bytes are no message that can be read.
    case protobuf(ProtobufError.Kind)
    /// A part that must be there is not.
    case missing(field: String)
    /// A field holds a value that it may not hold.
    case invalid(field: String, found: String, expected: String)
    /// The parts of the file take more memory than a file of its size may.
    case tooMuchMemory(limit: Int)
    /// Graphs inside graphs, more than the limit.
    case tooDeep(limit: Int)
    /// A constant's data lies in another file.
    case externalData(location: String)
    /// A constant is stored as a list of its elements that are not zero.
    case sparse
    /// A constant's elements are of a type that cannot be given as asked for.
    case elementType(found: ONNXDataType, expected: String)
  }

  /// What is wrong.
  public let kind: Kind
  /// Offset in the file; 0 for models that were not read from one.
  public let offset: Int
  /// What was being read: `model`, `node 12`, `initializer 'conv1.weight'`.
  public let subject: String

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int, subject: String) {
    self.kind = kind
    self.offset = offset
    self.subject = subject
  }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String { "ONNX \(subject) at \(Hexadecimal.address(offset)): \(explanation)" }

  private var explanation: String {
    switch kind {
    case .protobuf(let kind): kind.explanation
    case .missing(let field): "\(field) is missing"
    case .invalid(let field, let found, let expected): "\(field) is \(found); must be \(expected)"
    case .tooMuchMemory(let limit):
      "its parts take more than \(limit) bytes of memory, which no network of this size does"
    case .tooDeep(let limit): "graphs are nested deeper than \(limit)"
    case .externalData(let location): "the data lies in another file, '\(location)', which is not read"
    case .sparse: "stored sparsely, which is not read"
    case .elementType(let found, let expected): "elements of type \(found); must be \(expected)"
    }
  }
}

/// What is being read, for errors; costs nothing until one is made.
struct ONNXPlace {
  let what: String
  var index: Int?

  var description: String { index.map { "\(what) \($0)" } ?? what }

  static let model = ONNXPlace(what: "model")
  static let graph = ONNXPlace(what: "graph")
}

/// A cursor over a message whose errors say what was being read.
struct ONNXMessage {
  private(set) var reader: ProtobufReader
  let place: ONNXPlace

  init(_ reader: ProtobufReader, _ place: ONNXPlace) { (self.reader, self.place) = (reader, place) }

  mutating func next() throws(ONNXError) -> ONNXField? {
    do throws(ProtobufError) {
      return try reader.next().map { ONNXField(field: $0, place: place) }
    } catch { throw ONNXError(error, place) }
  }

  func message(_ field: ONNXField, _ place: ONNXPlace) throws(ONNXError) -> ONNXMessage {
    do throws(ProtobufError) {
      return ONNXMessage(try reader.message(field.field), place)
    } catch { throw ONNXError(error, place) }
  }
}

/// A field whose errors say what was being read.
struct ONNXField {
  let field: ProtobufReader.Field
  let place: ONNXPlace

  var number: Int { field.number }
  var offset: Int { field.offset }

  func integer() throws(ONNXError) -> Int64 {
    try reading { () throws(ProtobufError) in try field.integer() }
  }
  func float() throws(ONNXError) -> Float { try reading { () throws(ProtobufError) in try field.float() } }
  func bytes() throws(ONNXError) -> ArraySlice<UInt8> {
    try reading { () throws(ProtobufError) in try field.bytes() }
  }

  func reading<Value>(_ body: () throws(ProtobufError) -> Value) throws(ONNXError) -> Value {
    do throws(ProtobufError) { return try body() } catch { throw ONNXError(error, place) }
  }
}

extension ONNXError {
  init(_ error: ProtobufError, _ place: ONNXPlace) {
    self.init(.protobuf(error.kind), offset: error.offset, subject: place.description)
  }
}
