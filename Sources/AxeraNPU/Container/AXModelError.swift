public import Containers

/// Why a file is no `.axmodel` that can be read.
public struct AXModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The outer file is no ONNX model that can be read.
    case onnx(ONNXError)
    /// An ONNX model of another tool.
    case otherProducer(found: String)
    /// A field holds a value that it may not hold.
    case invalid(field: String, found: String, expected: String)
    /// A program or its parameters are not in the file.
    case missingBlob(name: String)
    /// A description in JSON is none.
    case json(field: String, LenientJSON.Failure)
    /// The property `extra_data` is no message; the offset is one of the decoded bytes.
    case extraData(ProtobufError)
  }

  /// What is wrong.
  public let kind: Kind
  /// What was being read: `node 0 ('npu_0')`, `extra_data`.
  public let subject: String

  /// Records what is wrong and where.
  public init(_ kind: Kind, subject: String) { (self.kind, self.subject) = (kind, subject) }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String {
    switch kind {
    case .onnx(let error): "\(error)"
    case .otherProducer(let found):
      "\(subject): the producer is '\(found.prefix(60))'; must be '\(AXModel.producer)', as of compiled models"
    case .invalid(let field, let found, let expected): "\(subject): \(field) is \(found); must be \(expected)"
    case .missingBlob(let name): "\(subject): the blob '\(name.prefix(120))' is not in the file"
    case .json(let field, let failure): "\(subject): \(field), \(failure)"
    case .extraData(let error): "\(subject): \(error)"
    }
  }
}
