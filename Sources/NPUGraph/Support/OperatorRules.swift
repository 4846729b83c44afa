public import Simulation
import Tensors

/// What a chip and its compiler run, and how.
public protocol OperatorRules: Sendable {
  /// The chip as people write it: `K210`.
  var chip: String { get }
  /// What its accelerator is called: `KPU`.
  var accelerator: String { get }
  /// The clocks that costs are counted at; nil where no costs are known.
  var clocks: ChipClocks? { get }
  /// What the chip makes of a node; never fails, whatever extents the node names.
  func support(of node: Graph.Node, in network: NetworkView) -> OperatorSupport
  /// What keeps the network off the chip as a whole, a sentence each without full stops; usually nothing.
  func obstacles(to graph: Graph) -> [String]
}

extension OperatorRules {
  /// Nothing.
  public func obstacles(to graph: Graph) -> [String] { [] }
}

/// A graph with who makes and who reads each value, so that rules may look at a node's neighbours.
public struct NetworkView: Sendable {
  /// The graph.
  public let graph: Graph
  private let producers: [Int?]
  private let readers: [[Int]]
  private let isOutput: [Bool]

  /// A view of a graph whose indices are sound.
  public init(_ graph: Graph) {
    var producers = graph.values.map { _ -> Int? in nil }
    var readers = graph.values.map { _ -> [Int] in [] }
    var isOutput = graph.values.map { _ in false }
    for (index, node) in graph.nodes.enumerated() {
      for value in node.outputs { producers[value] = index }
      for value in node.inputs { readers[value].append(index) }
    }
    for value in graph.outputs { isOutput[value] = true }
    self.graph = graph
    (self.producers, self.readers, self.isOutput) = (producers, readers, isOutput)
  }

  /// Extents of a value.
  public func extents(_ value: Int) -> [Int] { graph.values[value].shape.extents }
  /// Elements of a value; `Int.max` when they do not fit.
  public func elements(_ value: Int) -> Int { graph.values[value].shape.elementCount ?? .max }
  /// Elements of a node's results.
  public func outputElements(of node: Graph.Node) -> Int { node.outputs.saturatingSum { elements($0) } }
  /// Elements of a node's first input.
  public func inputElements(of node: Graph.Node) -> Int { node.inputs.first.map { elements($0) } ?? 0 }
  /// The node that makes a value; nil for inputs and constants.
  public func producer(of value: Int) -> Graph.Node? { producers[value].map { graph.nodes[$0] } }
  /// The nodes that read a value.
  public func readers(of value: Int) -> [Graph.Node] { readers[value].map { graph.nodes[$0] } }
  /// Whether a value is asked for.
  public func isOutput(_ value: Int) -> Bool { isOutput[value] }
  /// Whether a value never changes.
  public func isConstant(_ value: Int) -> Bool { graph.constants[value] != nil }
}
