/// A network, or the body of a loop or branch: nodes that name the values they read and write.
public struct ONNXGraph: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// Anything for people.
  public var docString: String
  /// The nodes in an order in which they can run.
  public var nodes: [ONNXNode]
  /// The constants; an input of the same name has this value unless it is given another.
  public var initializers: [ONNXTensor]
  /// What the graph takes; old files name their constants here, too.
  public var inputs: [ONNXValueInfo]
  /// What it returns.
  public var outputs: [ONNXValueInfo]
  /// Types and shapes of values between nodes, as far as the file says them.
  public var valueInfos: [ONNXValueInfo]
  /// Fields that are not read: quantisation annotations (14), metadata (16).
  public var opaqueFields: [ONNXOpaqueField]

  /// A graph of the given parts.
  public init(
    name: String, docString: String = "", nodes: [ONNXNode] = [], initializers: [ONNXTensor] = [],
    inputs: [ONNXValueInfo] = [], outputs: [ONNXValueInfo] = [], valueInfos: [ONNXValueInfo] = [],
    opaqueFields: [ONNXOpaqueField] = []
  ) {
    (self.name, self.docString, self.nodes) = (name, docString, nodes)
    (self.initializers, self.inputs, self.outputs) = (initializers, inputs, outputs)
    (self.valueInfos, self.opaqueFields) = (valueInfos, opaqueFields)
  }

  /// The constant of this name; searches through all of them.
  public func initializer(_ name: String) -> ONNXTensor? { initializers.first { $0.name == name } }
}

/// Name, type and shape of a value.
public struct ONNXValueInfo: Sendable, Equatable {
  /// The name.
  public var name: String
  /// Type of the elements; nil when the file does not say it, or for values that are no tensors.
  public var elementType: ONNXDataType?
  /// The extents, outermost first; nil when the file does not say even their number.
  public var dimensions: [ONNXDimension]?

  /// What is known of a value.
  public init(name: String, elementType: ONNXDataType? = nil, dimensions: [ONNXDimension]? = nil) {
    (self.name, self.elementType, self.dimensions) = (name, elementType, dimensions)
  }

  /// The extents, nil unless each is a number that is not negative.
  public var fixedDimensions: [Int]? {
    guard let dimensions else { return nil }
    var extents: [Int] = []
    for dimension in dimensions {
      guard case .fixed(let extent) = dimension, extent >= 0 else { return nil }
      extents.append(extent)
    }
    return extents
  }
}

/// One extent of a value's shape.
public enum ONNXDimension: Sendable, Equatable {
  /// A number; files may hold negative ones.
  case fixed(Int)
  /// A name, equal for equal extents: `batch`.
  case symbol(String)
  /// Nothing is said.
  case unknown
}
