import NPUGraph
import Simulation
import Tensors
import Testing

/// Answers by the node's label.
private struct LabelRules: OperatorRules {
  let chip = "test chip"
  let accelerator = "NPU"
  let clocks: ChipClocks? = ChipClocks(acceleratorMHz: 100, cpuMHz: 100)

  func support(of node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    let verdict = OperatorSupport.Verdict(rawValue: node.label) ?? .cpu
    let basis = CostBasis("test", .guessed, relativeError: 1, source: "")
    return OperatorSupport(
      verdict, "because \(node.label)", rule: SupportRule(.guessed, "test"),
      cost: verdict == .impossible || node.operation.operatorName == "Softmax"
        ? nil : [CostTerm(.compute, cycles: 10, basis)])
  }
}

@Suite("what a chip makes of a network")
struct NetworkSupportTests {
  private func network(_ nodes: [(name: String, label: String)]) -> NetworkSupport {
    var graph = Graph()
    for _ in 0...nodes.count {
      graph.values.append(Graph.Value(name: "", elementType: .float32, shape: Shape([1, 4])))
    }
    graph.nodes = nodes.enumerated().map { index, node in
      Graph.Node(
        name: node.name, label: node.label, operation: node.name == "unknown" ? .softmax(axis: 1) : .reshape,
        inputs: [index], outputs: [index + 1])
    }
    return NetworkSupport(graph, rules: LabelRules())
  }

  @Test("rows are counted by verdict, costs are added")
  func counts() {
    let support = network([("a", "accelerated"), ("b", "cpu"), ("c", "free"), ("unknown", "cpu")])
    #expect(support.rows.map(\.name) == ["a", "b", "c", "unknown"])
    #expect(OperatorSupport.Verdict.allCases.map { support.count($0) } == [1, 1, 0, 2, 0])
    #expect(support.canRun && support.cycles == 30 && support.unknownCosts == 1)
    #expect(!network([("a", "impossible")]).canRun)
  }

  @Test("nodes of one operator are one row: what is free says nothing, what differs is parts")
  func joined() {
    let product = network([("a", "free"), ("a", "accelerated"), ("a", "free")])
    #expect(product.rows.map(\.support.verdict) == [.accelerated])
    #expect(product.cycles == 10)
    let mixed = network([("a", "accelerated"), ("a", "cpu"), ("a", "accelerated")])
    #expect(mixed.rows.map(\.support.verdict) == [.partly])
    #expect(mixed.rows[0].support.steps.map(\.isAccelerated) == [true, false, true])
    #expect(mixed.cycles == 30)
    let impossible = network([("a", "accelerated"), ("a", "impossible"), ("a", "cpu")])
    #expect(impossible.rows.map(\.support.verdict) == [.impossible])
    // A file may give all its nodes one name.
    #expect(network((0..<129).map { _ in ("a", "cpu") }).rows.count == 3)
    let unknown = network([("unknown", "cpu"), ("unknown", "cpu")])
    #expect(unknown.rows.count == 1 && unknown.cycles == nil && unknown.unknownCosts == 1)
    // Nodes without names are not known to belong together.
    #expect(network([("", "cpu"), ("", "cpu")]).rows.count == 2)
  }
}
