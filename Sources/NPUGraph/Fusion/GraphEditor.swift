import Tensors

/// A graph that is being rewritten: who makes and who reads each value.
struct GraphEditor {
  private(set) var graph: Graph
  /// Nodes that were taken out, by index.
  private var isRemoved: [Bool]
  private var producers: [Int?]
  private var readers: [[Int]]
  private let isOutput: [Bool]
  /// Whether anything was changed.
  private(set) var hasChanged = false

  init(_ graph: Graph) {
    self.graph = graph
    isRemoved = graph.nodes.map { _ in false }
    producers = graph.values.map { _ in nil }
    readers = graph.values.map { _ in [] }
    var isOutput = graph.values.map { _ in false }
    for value in graph.outputs { isOutput[value] = true }
    self.isOutput = isOutput
    for (index, node) in graph.nodes.enumerated() {
      for value in node.outputs { producers[value] = index }
      for value in node.inputs { readers[value].append(index) }
    }
  }

  /// Indices of the nodes that are left, in order.
  var nodes: [Int] { graph.nodes.indices.filter { !isRemoved[$0] } }
  func node(_ index: Int) -> Graph.Node { graph.nodes[index] }
  func isGone(_ index: Int) -> Bool { isRemoved[index] }

  /// The node that makes a value.
  func producer(of value: Int) -> Int? { producers[value].flatMap { isRemoved[$0] ? nil : $0 } }

  /// The contents of a value that never changes.
  func constant(_ value: Int) -> [Float]? { graph.constants[value] }
  func extents(_ value: Int) -> [Int] { graph.values[value].shape.extents }

  /// The only node that reads a node's only result; nil when others do, or when the result is asked for.
  func onlyReader(of index: Int) -> Int? {
    let node = graph.nodes[index]
    guard node.outputs.count == 1, !isOutput[node.outputs[0]] else { return nil }
    let left = readers[node.outputs[0]].filter { !isRemoved[$0] }
    return left.count == 1 ? left[0] : nil
  }

  /// Whether a value is plain numbers, so that nothing is rounded to codes or halves on the way.
  func isPlain(_ value: Int) -> Bool { graph.values[value].elementType == .float32 }

  /// Replaces what a node computes.
  mutating func replace(_ index: Int, _ operation: Operation, inputs: [Int]? = nil, label: String? = nil) {
    hasChanged = true
    graph.nodes[index].operation = operation
    if let label { graph.nodes[index].label = label }
    guard let inputs else { return }
    for value in graph.nodes[index].inputs { readers[value].removeAll { $0 == index } }
    graph.nodes[index].inputs = inputs
    for value in inputs { readers[value].append(index) }
  }

  /// Takes a node out; `index` then makes its result in its place.
  mutating func absorb(_ reader: Int, into index: Int) {
    hasChanged = true
    let result = graph.nodes[reader].outputs[0]
    for value in graph.nodes[reader].inputs { readers[value].removeAll { $0 == reader } }
    isRemoved[reader] = true
    graph.nodes[index].outputs = [result]
    producers[result] = index
  }

  /// Takes a node out whose result is its first input; nothing happens when the result is asked for.
  @discardableResult
  mutating func bypass(_ index: Int) -> Bool {
    let node = graph.nodes[index]
    guard node.outputs.count == 1, !isOutput[node.outputs[0]] else { return false }
    hasChanged = true
    isRemoved[index] = true
    let (source, result) = (node.inputs[0], node.outputs[0])
    for value in node.inputs { readers[value].removeAll { $0 == index } }
    for reader in readers[result] where !isRemoved[reader] {
      graph.nodes[reader].inputs = graph.nodes[reader].inputs.map { $0 == result ? source : $0 }
      readers[source].append(reader)
    }
    readers[result] = []
    return true
  }

  /// The graph without nodes and values that nothing needs.
  func finished() -> Graph {
    var isNeeded = graph.values.map { _ in false }
    for value in graph.outputs { isNeeded[value] = true }
    var kept: [Graph.Node] = []
    for index in graph.nodes.indices.reversed() where !isRemoved[index] {
      let node = graph.nodes[index]
      guard node.outputs.contains(where: { isNeeded[$0] }) else { continue }
      // What a split makes beside what is needed still has to have a place.
      for value in node.inputs + node.outputs { isNeeded[value] = true }
      kept.append(node)
    }
    for value in graph.inputs { isNeeded[value] = true }
    var places = [Int](repeating: 0, count: graph.values.count)
    var result = Graph()
    for (index, value) in graph.values.enumerated() where isNeeded[index] {
      places[index] = result.values.count
      if let content = graph.constants[index] { result.constants[result.values.count] = content }
      result.values.append(value)
    }
    result.nodes = kept.reversed().map { node in
      var node = node
      node.inputs = node.inputs.map { places[$0] }
      node.outputs = node.outputs.map { places[$0] }
      return node
    }
    result.inputs = graph.inputs.map { places[$0] }
    result.outputs = graph.outputs.map { places[$0] }
    return result
  }
}
