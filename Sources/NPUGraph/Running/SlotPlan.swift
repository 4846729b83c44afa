import OpKernels
import Simulation
import Tensors

/// Which values share memory: each takes the smallest free array that holds it.
struct SlotPlan {
  private(set) var forms: [ValueForm] = []
  private(set) var slots: [Int?]
  private(set) var byteSizes: [Int] = []
  private(set) var floatSizes: [Int] = []

  /// Bytes of all arrays.
  var byteCount: Int { byteSizes.saturatingSum { $0 } + 4 * floatSizes.saturatingSum { $0 } }

  /// Plans the nodes of a graph in their order.
  ///
  /// - Throws: `SimulationError` naming the node whose value has no form.
  init(_ graph: Graph) throws(SimulationError) {
    slots = graph.values.map { _ in nil }
    let lastUses = Self.lastUses(graph)
    var isTouched = [Bool](repeating: false, count: graph.values.count)
    for value in graph.inputs + graph.outputs + graph.constants.keys { isTouched[value] = true }
    for node in graph.nodes { for value in node.inputs + node.outputs { isTouched[value] = true } }
    for (index, value) in graph.values.enumerated() {
      if let form = ValueForm(value) {
        forms.append(form)
      } else if isTouched[index] {
        throw SimulationError(
          .notRunnable(
            reason: "\(value.name): \(value.elementType.rawValue) \(value.shape) is not computed here"))
      } else {
        forms.append(.floats(0))
      }
    }
    try Self.checkOrder(of: graph)
    var free: (bytes: [Int], floats: [Int]) = ([], [])
    for input in graph.inputs + graph.constants.keys.sorted() where slots[input] == nil {
      place(input, &free)
    }
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs where slots[output] == nil { place(output, &free) }
      for value in Set(node.inputs + node.outputs) where lastUses[value] == index {
        guard let slot = slots[value] else { continue }
        if forms[value].isFloat { free.floats.append(slot) } else { free.bytes.append(slot) }
      }
    }
  }

  /// Checks that every value is made before it is read, so that no run sees what another one left.
  private static func checkOrder(of graph: Graph) throws(SimulationError) {
    var isMade = [Bool](repeating: false, count: graph.values.count)
    for value in graph.inputs + graph.constants.keys { isMade[value] = true }
    for (index, node) in graph.nodes.enumerated() {
      if let value = node.inputs.first(where: { !isMade[$0] }) {
        throw SimulationError(
          .notRunnable(reason: "nothing has made its input \(graph.values[value].name)"), layer: index,
          operation: node.label)
      }
      if let value = node.outputs.first(where: { graph.constants[$0] != nil }) {
        throw SimulationError(
          .notRunnable(reason: "it writes the constant \(graph.values[value].name)"), layer: index,
          operation: node.label)
      }
      for value in node.outputs { isMade[value] = true }
    }
    if let value = graph.outputs.first(where: { !isMade[$0] }) {
      throw SimulationError(.notRunnable(reason: "nothing makes the output \(graph.values[value].name)"))
    }
  }

  /// The node behind which nothing needs a value; never for outputs, inputs and constants.
  static func lastUses(_ graph: Graph) -> [Int] {
    var last = [Int](repeating: -1, count: graph.values.count)
    for (index, node) in graph.nodes.enumerated() {
      for value in node.inputs + node.outputs { last[value] = index }
    }
    for value in graph.outputs + graph.inputs + graph.constants.keys { last[value] = graph.nodes.count }
    return last
  }

  private mutating func place(_ value: Int, _ free: inout (bytes: [Int], floats: [Int])) {
    let count = forms[value].storedCount
    if forms[value].isFloat {
      slots[value] = Self.take(count, from: &free.floats, sizes: &floatSizes)
    } else {
      slots[value] = Self.take(count, from: &free.bytes, sizes: &byteSizes)
    }
  }

  private static func take(_ count: Int, from free: inout [Int], sizes: inout [Int]) -> Int {
    let fitting = free.indices.filter { sizes[free[$0]] >= count }.min { sizes[free[$0]] < sizes[free[$1]] }
    if let fitting { return free.remove(at: fitting) }
    // Growing the largest one costs less than another array.
    if let largest = free.indices.max(by: { sizes[free[$0]] < sizes[free[$1]] }) {
      let slot = free.remove(at: largest)
      sizes[slot] = count
      return slot
    }
    sizes.append(count)
    return sizes.count - 1
  }
}
