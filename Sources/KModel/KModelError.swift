import Bytes

/// Why a file is not a kmodel that Kiln can read, or a model that cannot be written.
public struct KModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// A section or the file ends inside something: bytes needed there, bytes left.
    case truncated(needed: Int, available: Int)
    /// The first bytes belong to no kmodel; `found` shows them.
    case notAKModel(found: String)
    /// A kmodel of a version that Kiln does not run (1 is the older "task" form, 5 and up are nncase 1.x).
    case unsupportedVersion(Int)
    /// A layer type or opcode that the format does not know.
    case unknownLayerType(UInt32)
    /// A layer type that has a name but neither a body nor a runtime anywhere.
    case undefinedLayerType(UInt32, name: String)
    /// A field holds a value that it may not hold; both are spelled out for the reader.
    case invalidField(name: String, found: String, expected: String)
    /// A memory range leaves the memory that the header declares for it.
    case outsideMemory(name: String, start: UInt64, byteCount: UInt64, limit: UInt64)
    /// The model cannot be expressed in its format.
    case notWritable(reason: String)
  }

  /// What is wrong.
  public let kind: Kind
  /// File offset of the field or section at fault; nil when a model that is not a file is at fault.
  public let offset: Int?
  /// Index of the layer (v3) or node (v4) at fault, nil outside layers.
  public let layer: Int?
  /// What was being read, in the format's terms: `header`, `layer 7 (k210 conv)`.
  public let subject: String

  /// Records what is wrong and where.
  public init(_ kind: Kind, offset: Int?, layer: Int? = nil, subject: String) {
    self.kind = kind
    self.offset = offset
    self.layer = layer
    self.subject = subject
  }

  /// One line: what was read, where, what was found and what was expected.
  public var description: String {
    let place = offset.map { " at \(Hexadecimal.address($0))" } ?? ""
    return "\(subject)\(place): \(kind.explanation)"
  }
}

extension KModelError.Kind {
  fileprivate var explanation: String {
    switch self {
    case .truncated(let needed, let available):
      "\(needed) bytes are needed here; \(available) are left"
    case .notAKModel(let found):
      "the file starts with \(found); a kmodel starts with 03 00 00 00 (version 3) or \"LDMK\" (version 4)"
    case .unsupportedVersion(let version):
      "kmodel version \(version); this tool runs versions 3 and 4"
    case .unknownLayerType(let type):
      "type \(type) (\(Hexadecimal.address(type))) is no layer of this format"
    case .undefinedLayerType(let type, let name):
      "type \(type) (\(name)) has a name but no defined contents; no runtime implements it"
    case .invalidField(let name, let found, let expected):
      "\(name) is \(found); must be \(expected)"
    case .outsideMemory(let name, let start, let byteCount, let limit):
      "\(name) covers bytes \(start)..<\(start &+ byteCount) of a memory of \(limit) bytes"
    case .notWritable(let reason):
      "cannot be written: \(reason)"
    }
  }
}
