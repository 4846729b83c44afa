public import Tensors

/// A network as nodes over values, whatever file it came from; what the nodes mean is said once, here.
///
/// Values and nodes refer to each other by index. Nodes stand in the order of execution. Whoever builds a graph
/// answers for its indices and extents; `GraphProgram` checks them before anything runs.
public struct Graph: Sendable {
  /// Everything that nodes read or write.
  public var values: [Value]
  /// The nodes in the order of execution.
  public var nodes: [Node]
  /// Indices of the values that are given.
  public var inputs: [Int]
  /// Indices of the values that are asked for.
  public var outputs: [Int]
  /// Contents of the values that never change, in logical order; what codes stand for, for values of codes.
  public var constants: [Int: [Float]]

  /// A graph of the given parts.
  public init(
    values: [Value] = [], nodes: [Node] = [], inputs: [Int] = [], outputs: [Int] = [],
    constants: [Int: [Float]] = [:]
  ) {
    (self.values, self.nodes, self.inputs, self.outputs) = (values, nodes, inputs, outputs)
    self.constants = constants
  }

  /// A tensor that passes between nodes.
  public struct Value: Sendable, Equatable {
    /// The name in the file; may be empty.
    public var name: String
    /// `int8` or `int16` with a quantisation, or a float.
    ///
    /// Halves and words are computed in single precision and rounded after each node.
    public var elementType: ElementType
    /// Logical shape, NCHW for maps.
    public var shape: Shape
    /// What the codes stand for; nil for floats.
    public var quantization: AffineQuantization?

    /// A value.
    public init(name: String, elementType: ElementType, shape: Shape, quantization: AffineQuantization? = nil)
    {
      (self.name, self.elementType, self.shape, self.quantization) = (name, elementType, shape, quantization)
    }
  }

  /// A step of the computation.
  public struct Node: Sendable {
    /// The name in the file; may be empty.
    public var name: String
    /// The file's name of the operation, for reports.
    public var label: String
    /// What is computed.
    public var operation: Operation
    /// Indices of the values that it reads.
    public var inputs: [Int]
    /// Indices of the values that it writes.
    public var outputs: [Int]

    /// A node.
    public init(name: String, label: String, operation: Operation, inputs: [Int], outputs: [Int]) {
      (self.name, self.label, self.operation) = (name, label, operation)
      (self.inputs, self.outputs) = (inputs, outputs)
    }
  }
}
