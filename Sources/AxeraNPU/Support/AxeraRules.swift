public import NPUGraph
public import Simulation

/// What Axera's compilers make of a network, by their lists of operators.
///
/// **Source**: see ``AxeraOperatorList``; docs/operator-support.md.
public struct AxeraRules: OperatorRules {
  /// What a node costs on the NPU; nil where nobody knows.
  public typealias Cost = @Sendable (Graph.Node, NetworkView) -> [CostTerm]?

  let list: AxeraOperatorList
  /// The clocks that costs are counted at; nil where no costs are known.
  public let clocks: ChipClocks?
  private let cost: Cost

  /// The rules of a list; the one place where a cost model is joined to them.
  ///
  /// - Parameter cost: the NPU's time for a node, in cycles of `clocks`.
  public init(_ list: AxeraOperatorList, clocks: ChipClocks? = nil, cost: @escaping Cost = { _, _ in nil }) {
    (self.list, self.clocks, self.cost) = (list, clocks, cost)
  }

  /// The chip as people write it.
  public var chip: String { list.chip }
  /// What its accelerator is called.
  public var accelerator: String { "NPU" }

  /// What the chip makes of a node.
  public func support(of node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    if let broken = AxeraCondition.broken(by: node, in: network, list: list) {
      return onCPU(broken.reason, remedy: broken.remedy)
    }
    switch node.operation {
    case .reshape, .convert, .activation(.identity):
      return OperatorSupport(.free, "the same numbers under another shape", rule: rule, cost: [])
    default: break
    }
    let names = names(of: node)
    let units = names.map { list.unit(of: $0) }
    if let missing = zip(names, units).first(where: { $0.1 == nil })?.0 {
      return unlisted(missing, names: names, units: units)
    }
    if units.contains(.cpu) { return onCPU("the list has \(names[0]) under the CPU's operators", rule: rule) }
    guard units.contains(.either) else {
      return OperatorSupport(
        .accelerated, "on the list of NPU operators", rule: rule, cost: cost(node, network))
    }
    let steps = zip(names, units).map { name, unit in
      OperatorSupport.Step(
        unit == .either ? "\(name) on the NPU or the CPU, as the compiler decides" : "\(name) on the NPU",
        isAccelerated: unit == .npu)
    }
    return OperatorSupport(
      .partly, "the list has it under the NPU's and the CPU's operators", steps: steps, rule: rule)
  }

  /// The operators to look up: the file's, else what they were imported as.
  private func names(of node: Graph.Node) -> [String] {
    let named = node.operatorNames.flatMap { list.components(of: $0) }
    if node.operatorNames.count > 1 || named.allSatisfy({ list.unit(of: $0) != nil }) { return named }
    return list.components(of: node.operation.operatorName)
  }

  private func unlisted(
    _ name: String, names: [String], units: [AxeraOperatorList.Unit?]
  ) -> OperatorSupport {
    // A convolution and a function behind it are still two operators to the compiler.
    guard names.count > 1, units.contains(.npu) else {
      return onCPU(
        "\(name) is not on the list of NPU operators", remedy: "replace it by operators of the list")
    }
    let steps = zip(names, units).map { name, unit in
      OperatorSupport.Step("\(name) on the \(unit == nil ? "CPU" : "NPU")", isAccelerated: unit != nil)
    }
    return OperatorSupport(
      .partly, "\(name) is not on the list of NPU operators", steps: steps,
      remedy: "replace \(name) by operators of the list", rule: fallback)
  }

  private func onCPU(_ reason: String, remedy: String? = nil, rule: SupportRule? = nil) -> OperatorSupport {
    OperatorSupport(.cpu, reason, remedy: remedy, rule: rule ?? fallback)
  }

  private var rule: SupportRule {
    switch list {
    case .ax620a: SupportRule(.vendor, "pulsar's operator list for AX620")
    case .ax620e: SupportRule(.vendor, "pulsar2's NPU operator list for AX620E (AX630C, AX620Q)")
    case .ax650: SupportRule(.vendor, "pulsar2's NPU operator list for AX650")
    }
  }

  /// What becomes of operators that are not the NPU's.
  private var fallback: SupportRule {
    switch list {
    case .ax620a: SupportRule(.inferred, "pulsar's ONNX backend on the CPU, which is on unless disabled")
    case .ax620e, .ax650:
      SupportRule(.guessed, "axmodel files may hold CPU parts; for which operators is not documented")
    }
  }
}
