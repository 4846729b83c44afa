import Containers

/// The nodes that outputs need, each behind those whose results it reads.
///
/// Files have their nodes in such an order; where one does not, it is found here.
struct ONNXNodeOrder {
  /// Indices of nodes.
  private(set) var order: [Int] = []

  /// Orders a graph's nodes.
  ///
  /// - Throws: `ImportError` for nodes that wait for each other, or that make the same value.
  init(_ graph: ONNXGraph) throws(ImportError) {
    let producers = try Self.producers(graph)
    for name in graph.initializers.map(\.name) + graph.inputs.map(\.name) {
      guard let index = producers[name] else { continue }
      throw ImportError(
        .madeTwice(name), node: graph.nodes[index].name, operation: graph.nodes[index].operation)
    }
    /// Whether a node is waiting for others (false) or placed (true).
    var isPlaced: [Int: Bool] = [:]
    var waiting: [(node: Int, next: Int)] = []
    for output in graph.outputs {
      guard let first = producers[output.name], isPlaced[first] == nil else { continue }
      isPlaced[first] = false
      waiting = [(first, 0)]
      while let (index, next) = waiting.last {
        let inputs = graph.nodes[index].inputs
        guard next < inputs.count else {
          waiting.removeLast()
          isPlaced[index] = true
          order.append(index)
          continue
        }
        waiting[waiting.count - 1].next += 1
        guard let producer = producers[inputs[next]] else { continue }
        switch isPlaced[producer] {
        case true?: continue
        case false?:
          let node = graph.nodes[producer]
          throw ImportError(
            .cycle, node: node.name.isEmpty ? node.outputs.first : node.name, operation: node.operation)
        case nil:
          isPlaced[producer] = false
          waiting.append((producer, 0))
        }
      }
    }
    // The file's own order, where it is one, is what its reader expects.
    let sorted = order.sorted()
    if Self.isValid(sorted, graph, producers) { order = sorted }
  }

  private static func producers(_ graph: ONNXGraph) throws(ImportError) -> [String: Int] {
    var producers: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs where !output.isEmpty {
        guard producers.updateValue(index, forKey: output) == nil else {
          throw ImportError(.madeTwice(output), node: node.name, operation: node.operation)
        }
      }
    }
    return producers
  }

  private static func isValid(_ order: [Int], _ graph: ONNXGraph, _ producers: [String: Int]) -> Bool {
    var isDone = Set<Int>()
    for index in order {
      for input in graph.nodes[index].inputs {
        if let producer = producers[input], !isDone.contains(producer) { return false }
      }
      isDone.insert(index)
    }
    return true
  }
}
