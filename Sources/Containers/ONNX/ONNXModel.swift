/// A network in the Open Neural Network Exchange format: one message of Protocol Buffers.
///
/// Constants stay slices of the file; everything else is values. What the structures here have no place for
/// (functions of the model, training, quantisation annotations) is kept as bytes and written again.
/// **Source**: `onnx.proto` of the ONNX project, IR versions 3 to 13.
public struct ONNXModel: Sendable, Equatable {
  /// Version of the format that the writer followed.
  public var irVersion: Int64
  /// The tool that wrote the file: `pytorch`.
  public var producerName: String
  /// That tool's version.
  public var producerVersion: String
  /// Namespace of the model, such as `org.example`; mostly empty.
  public var domain: String
  /// Version of the model itself.
  public var modelVersion: Int64
  /// Anything for people.
  public var docString: String
  /// The versions of the sets that the nodes' operations come from.
  public var operatorSets: [ONNXOperatorSet]
  /// Named texts, in their order.
  public var metadata: [ONNXMetadata]
  /// The network.
  public var graph: ONNXGraph
  /// Fields that are not read: model-local functions (25), training (20), device configurations (26).
  public var opaqueFields: [ONNXOpaqueField]

  /// A model of the given parts.
  public init(
    irVersion: Int64 = 8, producerName: String = "", producerVersion: String = "", domain: String = "",
    modelVersion: Int64 = 0, docString: String = "", operatorSets: [ONNXOperatorSet],
    metadata: [ONNXMetadata] = [], graph: ONNXGraph, opaqueFields: [ONNXOpaqueField] = []
  ) {
    (self.irVersion, self.producerName, self.producerVersion) = (irVersion, producerName, producerVersion)
    (self.domain, self.modelVersion, self.docString) = (domain, modelVersion, docString)
    (self.operatorSets, self.metadata, self.graph) = (operatorSets, metadata, graph)
    self.opaqueFields = opaqueFields
  }

  /// Reads a file.
  ///
  /// - Throws: `ONNXError` with the offset at fault, also for files whose parts would take much more memory than
  ///   the file itself.
  public init(_ bytes: [UInt8], limits: ONNXLimits = .default) throws(ONNXError) {
    var parser = ONNXParser(byteCount: bytes.count, limits: limits)
    self = try parser.model(bytes[...])
  }

  /// Version of the set with this domain; nil when the model does not import it.
  ///
  /// `""` and `ai.onnx` both name the standard's own set.
  public func operatorSetVersion(_ domain: String = "") -> Int64? {
    let standard = ["", "ai.onnx"]
    return operatorSets.last {
      $0.domain == domain || (standard.contains(domain) && standard.contains($0.domain))
    }?.version
  }

  /// The text of the last metadata entry with this key.
  public func metadata(_ key: String) -> String? { metadata.last { $0.key == key }?.value }
}

/// A set of operations and its version.
public struct ONNXOperatorSet: Sendable, Equatable {
  /// Whose set; empty for the standard's own.
  public var domain: String
  /// Its version.
  public var version: Int64

  /// A set of operations.
  public init(domain: String = "", version: Int64) { (self.domain, self.version) = (domain, version) }
}

/// A named text.
public struct ONNXMetadata: Sendable, Equatable {
  /// The name.
  public var key: String
  /// The text.
  public var value: String

  /// A named text.
  public init(key: String, value: String) { (self.key, self.value) = (key, value) }
}

/// A field that is carried along without being read.
public struct ONNXOpaqueField: Sendable, Equatable {
  /// Its number in the schema.
  public let number: Int
  /// Its contents, a slice of the file.
  public let bytes: ArraySlice<UInt8>

  /// A field of the given contents.
  public init(number: Int, bytes: ArraySlice<UInt8>) { (self.number, self.bytes) = (number, bytes) }
}

/// How much memory a file may ask for.
public struct ONNXLimits: Sendable, Equatable {
  /// Bytes of memory that may be taken for each byte of the file.
  public var memoryFactor: Int
  /// Bytes of memory that any file may take.
  public var leastMemory: Int
  /// Deepest nesting of graphs: 1 for the outermost alone.
  public var graphDepth: Int

  /// Limits; the defaults read every network that was met.
  public init(memoryFactor: Int = 4, leastMemory: Int = 16 << 20, graphDepth: Int = 8) {
    (self.memoryFactor, self.leastMemory, self.graphDepth) = (memoryFactor, leastMemory, graphDepth)
  }

  /// Four times the file, at least 16 MiB; eight graphs deep.
  public static let `default` = ONNXLimits()
}
