import KPUSim
import NPUGraph
import OpKernels
import Simulation

/// Steps and what they cost, the ways between KPU RAM and main memory among it.
extension K210Rules {
  /// The steps of a convolution with their costs.
  func steps(
    _ stages: [K210Stage], _ plan: K210Decomposition, _ node: Graph.Node, in network: NetworkView
  ) -> [OperatorSupport.Step] {
    stages.enumerated().map { index, stage in
      var cost: [CostTerm] = []
      let before = index > 0 ? stages[index - 1] : nil
      if stage.isAccelerated {
        if let before {
          cost.append(CostTerm(.data, .upload, times: before.elements, at: costClocks))
        } else {
          cost += entry(node, in: network)
        }
      } else if let before, before.isAccelerated {
        cost.append(CostTerm(.data, .resultCopy, times: before.elements, at: costClocks))
      }
      cost += work(stage, plan, node, in: network)
      if stage.isAccelerated, index == stages.count - 1 { cost += exit(node, in: network) }
      return OperatorSupport.Step(stage.words, isAccelerated: stage.isAccelerated, cost: cost)
    }
  }

  private func work(
    _ stage: K210Stage, _ plan: K210Decomposition, _ node: Graph.Node, in network: NetworkView
  ) -> [CostTerm] {
    let elements = stage.elements
    func cpu(_ cost: K210Cost, _ count: Double) -> [CostTerm] {
      [CostTerm(.cpu, cost, times: count, at: costClocks)]
    }
    switch stage.action {
    case .pad: return cpu(.pad, elements)
    // Six axes are two transpositions of four.
    case .spaceToBatch: return cpu(.transpose, 2 * elements)
    case .batchToSpace:
      let join = plan.phases == nil ? [] : [CostTerm(.data, .memoryCopy, times: elements, at: costClocks)]
      return join + cpu(.transpose, 2 * elements)
    case .slice: return cpu(.slice, elements)
    case .runs: return KPUTiming.terms(planned: plan.run, runs: plan.runs, at: costClocks)
    case .tail(.activation(let function)), .tail(.outputActivation(let function)):
      return cpuCost(of: function, elements: elements)
    case .tail(.operand): return cpu(.quantizedBinary, elements)
    }
  }

  /// Bringing a node's input into KPU RAM when something else than the KPU made it.
  func entry(_ node: Graph.Node, in network: NetworkView) -> [CostTerm] {
    guard let input = node.inputs.first, let producer = network.producer(of: input),
      !units(of: producer, in: network).last
    else { return [] }
    return [CostTerm(.data, .upload, times: Double(network.elements(input)), at: costClocks)]
  }

  /// Bringing a node's result out of KPU RAM when something else than the KPU reads it.
  func exit(_ node: Graph.Node, in network: NetworkView) -> [CostTerm] {
    guard let output = node.outputs.first else { return [] }
    let isRead = network.readers(of: output).contains { !units(of: $0, in: network).first }
    guard isRead || network.isOutput(output) else { return [] }
    return [CostTerm(.data, .resultCopy, times: Double(network.elements(output)), at: costClocks)]
  }

  /// Whether the KPU does a node's first and last steps.
  func units(of node: Graph.Node, in network: NetworkView) -> (first: Bool, last: Bool) {
    switch node.operation {
    case .floatConvolution(let convolution):
      guard let plan = try? K210Decomposition(convolution, batches: network.batches(of: node)) else {
        return (false, false)
      }
      let stages = plan.stages(convolution)
      return (stages.first?.isAccelerated ?? false, stages.last?.isAccelerated ?? false)
    case .maxPool(let window): return poolUnits(KPUPool(window, isMaximum: true, countsPadding: true))
    case .averagePool(let window, let countsPadding):
      return poolUnits(KPUPool(window, isMaximum: false, countsPadding: countsPadding))
    default: return (false, false)
    }
  }

  private func poolUnits(_ pool: KPUPool?) -> (first: Bool, last: Bool) { (pool != nil, pool != nil) }

  /// Kmodel v4's cost of a function of one element.
  func cpuCost(of function: Activation, elements: Double) -> [CostTerm] {
    func cpu(_ cost: K210Cost, _ count: Double) -> [CostTerm] {
      [CostTerm(.cpu, cost, times: count, at: costClocks)]
    }
    switch function {
    case .identity: return []
    // max(x, 0) + slope * min(x, 0), factors that repeat: four operations with broadcast.
    case .prelu(let slopes) where slopes.count > 1: return cpu(.broadcastQuantizedBinary, 4 * elements)
    case .affine(let scales, let offsets) where scales.count > 1 || offsets.count > 1:
      return cpu(.broadcastQuantizedBinary, 2 * elements)
    default: return cpu(.tableLookup, elements)
    }
  }
}
