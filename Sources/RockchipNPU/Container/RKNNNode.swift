import Containers

/// A node as a `.rknn` file describes it.
public struct RKNNNode: Sendable, Equatable {
  /// Position in the order of execution.
  public let index: Int
  /// The compiler's name of the (fused) operation: `ConvRelu`.
  public let operation: String
  /// The name in the network that was compiled, behind the kind of its first part.
  public let name: String
  /// Whether the NPU runs it.
  public let isOnNPU: Bool
  /// Indices of tensors; a convolution reads `[x, weights, bias]` and what is fused with it.
  public let inputs: [Int]
  /// Indices of tensors.
  public let outputs: [Int]
  /// The network's attributes; nil for fused nodes, whose attributes are in their registers only.
  public let attributes: RKNNAttributes?
  /// Tasks of each program (1 core; 2 cores; 3 cores) that run the node.
  public let taskCounts: [Int]
  /// Tasks that only load a table, per program.
  public let tableTaskCounts: [Int]
  /// Container version 2 only: the tensors that hold the commands of the program for one core, one per task.
  public let commandTensors: [Int]
  /// Offset in the file, for errors.
  public let offset: Int

  /// Whether it is one end of the graph, which the host's runtime carries out.
  public var isEnd: Bool { Self.ends.contains(operation) }
  /// The operations at the ends of a graph.
  static let ends = ["InputOperator", "OutputOperator"]

  /// `node 3 (ConvRelu)`.
  public var subject: String { "node \(index) (\(operation))" }
}

/// Attributes of a node: `{name: {dtype, value}}`.
public struct RKNNAttributes: Sendable, Equatable {
  let document: BSONDocument

  private func value(_ name: String) -> BSONValue? {
    guard case .document(let attribute)? = document[name] else { return nil }
    return attribute["value"]
  }

  /// Names in the order of the file.
  public var names: [String] { document.elements.map(\.name) }
  /// A list of integers.
  public func integers(_ name: String) -> [Int]? { value(name)?.integers }
  /// An integer.
  public func integer(_ name: String) -> Int? { value(name)?.integer }
  /// A number.
  public func number(_ name: String) -> Double? { value(name)?.number }
  /// A text.
  public func text(_ name: String) -> String? {
    if case .string(let text)? = value(name) { return text }
    return nil
  }
}
