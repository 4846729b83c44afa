import NPUGraph
import OpKernels
import Simulation

/// What nodes cost on one core, in int8, by the model of compiled files.
extension RockchipRules {
  /// A convolution's time; nil for chips without a timing, and for transposed ones, which no estimate was seen of.
  func cost(
    _ convolution: FloatConvolution, _ node: Graph.Node, in network: NetworkView
  ) -> [CostTerm]? {
    guard let timing = RockchipTiming(target), !convolution.isTransposed else { return nil }
    let window = convolution.window
    let isDepthwise = window.groups > 1 && window.groups == window.inputChannels
    let batches =
      node.inputs.first.map { network.extents($0) }.flatMap { $0.count == 4 ? $0.first : nil } ?? 1
    let passesTable = NPULayerWork.passesTable(convolution.activation.tableName)
    let output = NPULayerWork.Extent(
      channels: window.outputChannels, height: window.outputHeight, width: window.outputWidth)
    let work = NPULayerWork(
      isDepthwise ? .depthwise : .convolution, on: .accelerator, .int8,
      input: .init(
        channels: window.inputChannels, height: window.inputHeight, width: window.inputWidth), output: output,
      kernelHeight: window.kernelHeight, kernelWidth: window.kernelWidth,
      tableElements: passesTable ? Int(min(output.elements, 0x1p40)) : 0
    ).compiled(
      for: timing.engine, hasResidual: convolution.operand != nil,
      isModelOutput: node.outputs.contains { network.isOutput($0) })
    let terms = timing.terms(work, at: timing.nominalClocks)
    return batches == 1
      ? terms : terms.map { CostTerm($0.resource, cycles: Double($0.cycles) * Double(batches), $0.basis) }
  }

  /// Another NPU operation's time.
  func otherCost(_ node: Graph.Node, in network: NetworkView) -> [CostTerm]? {
    guard let timing = RockchipTiming(target) else { return nil }
    return timing.terms(work(node, on: .accelerator, in: network), at: timing.nominalClocks)
  }

  /// The time of a node on the CPU.
  func cpuCost(_ node: Graph.Node, in network: NetworkView) -> [CostTerm]? {
    guard let timing = RockchipTiming(target) else { return nil }
    return timing.terms(work(node, on: .cpu, in: network), at: timing.nominalClocks)
  }

  private func work(
    _ node: Graph.Node, on unit: LayerDescription.Unit, in network: NetworkView
  ) -> NPULayerWork {
    let elements = network.outputElements(of: node)
    var tableElements = 0
    if case .activation(let function) = node.operation, NPULayerWork.passesTable(function.tableName) {
      tableElements = min(elements, 1 << 40)
    }
    let extent = NPULayerWork.Extent(channels: elements, height: 1, width: 1)
    return NPULayerWork(
      .other, on: unit, .int8, input: extent, output: extent, tableElements: tableElements)
  }
}

extension Activation {
  /// What files call it, as far as they have it.
  fileprivate var tableName: String { self == .silu ? "exSwish" : name }
}
