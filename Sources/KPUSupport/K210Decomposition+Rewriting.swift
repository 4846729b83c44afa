public import NPUGraph
import OpKernels
import Tensors

extension K210Decomposition {
  /// The nodes that compute what a convolution does by operations that the K210 has.
  ///
  /// - Returns: values that go behind the graph's own, and nodes that read and write these and the node's; nil for nodes
  ///   that are no convolutions of floats, or that the KPU does not take even in parts.
  public static func rewritten(
    _ node: Graph.Node, in graph: Graph
  ) -> (values: [Graph.Value], nodes: [Graph.Node])? {
    guard case .floatConvolution(let convolution) = node.operation, let input = node.inputs.first,
      graph.values[input].shape.extents.count == 4, let batches = graph.values[input].shape.extents.first,
      let plan = try? K210Decomposition(convolution, batches: batches),
      convolution.weights.count == convolution.window.weightCount,
      node.inputs.count == (convolution.operand == nil ? 1 : 2), node.outputs.count == 1
    else { return nil }
    var chain = K210Chain(node, in: graph)
    for stage in plan.stages(convolution) { plan.add(stage, convolution, to: &chain) }
    return chain.finished()
  }

  private func add(_ stage: K210Stage, _ convolution: FloatConvolution, to chain: inout K210Chain) {
    switch stage.action {
    case .pad:
      chain.add(
        .pad(
          before: [0, 0, rows.padBefore, columns.padBefore], after: [0, 0, rows.padAfter, columns.padAfter],
          .constant(0)), stage.extents, "Pad")
    case .spaceToBatch:
      let extents = [
        batches, convolution.window.inputChannels, rows.runSize, rows.blocks, columns.runSize, columns.blocks,
      ]
      chain.add(
        .rearrange(extents: extents, permutation: [0, 3, 5, 1, 2, 4]), stage.extents, "SpaceToBatch")
    case .runs: addRuns(stage, convolution, to: &chain)
    case .batchToSpace:
      let parts = phases.map { ($0.rows.stride, $0.columns.stride) } ?? (rows.blocks, columns.blocks)
      let extents = [
        batches, parts.0, parts.1, convolution.window.outputChannels, rows.resultSize / rows.blocks,
        columns.resultSize / columns.blocks,
      ]
      chain.add(
        .rearrange(extents: extents, permutation: [0, 3, 4, 1, 5, 2]), stage.extents, "BatchToSpace")
    case .slice:
      chain.add(.slice(starts: [0, 0] + cut.starts, steps: [1, 1] + cut.steps), stage.extents, "Slice")
    case .tail(.activation(let function)), .tail(.outputActivation(let function)):
      chain.add(.activation(function), stage.extents, function.name)
    case .tail(.operand(let function)):
      chain.add(.binary(function), stage.extents, function.rawValue, alsoReadsOperand: true)
    }
  }

  /// One convolution per run; batches are taken apart and joined again where there are several.
  private func addRuns(_ stage: K210Stage, _ convolution: FloatConvolution, to chain: inout K210Chain) {
    let window = convolution.window
    let batchCount = batches * rows.blocks * columns.blocks
    let single = [1, window.inputChannels, rows.runSize, columns.runSize]
    let inputs = chain.split(batchCount, extents: single)
    let result = [1] + stage.extents.dropFirst()
    var results: [Int] = []
    for input in inputs {
      for phase in phaseKernels(convolution) {
        var part = convolution
        part.window = runWindow(window, result)
        part.weights = phase
        part.isTransposed = false
        part.operand = nil
        part.outputActivation = .identity
        if !part.activation.isKPUFunction { part.activation = .identity }
        results.append(chain.append(.floatConvolution(part), [input], result, "Conv"))
      }
    }
    chain.join(results, stage.extents)
  }

  private func runWindow(_ window: Window2D, _ result: [Int]) -> Window2D {
    let ring = (kernel - 1) / 2
    return Window2D(
      inputChannels: window.inputChannels, inputHeight: rows.runSize, inputWidth: columns.runSize,
      outputChannels: window.outputChannels, outputHeight: result[2], outputWidth: result[3],
      groups: window.groups, kernelHeight: kernel, kernelWidth: kernel, strideHeight: rows.runStride,
      strideWidth: columns.runStride, paddingTop: ring, paddingLeft: ring)
  }

  /// The runs' weights: the convolution's own, or a transposed one's taps, phase by phase.
  private func phaseKernels(_ convolution: FloatConvolution) -> [[Float]] {
    guard let phases else { return [convolution.weights] }
    let window = convolution.window
    let (height, width) = (window.kernelHeight, window.kernelWidth)
    var kernels: [[Float]] = []
    for vertical in 0..<phases.rows.stride {
      for horizontal in 0..<phases.columns.stride {
        var weights: [Float] = []
        for plane in 0..<(window.outputChannels * window.inputChannelsPerGroup) {
          for y in 0..<kernel {
            for x in 0..<kernel {
              guard let row = phases.rows.tap(at: y, phase: vertical, runKernel: kernel),
                let column = phases.columns.tap(at: x, phase: horizontal, runKernel: kernel)
              else {
                weights.append(0)
                continue
              }
              weights.append(convolution.weights[(plane * height + row) * width + column])
            }
          }
        }
        kernels.append(weights)
      }
    }
    return kernels
  }
}

extension Graph {
  /// The same network of operations that the K210 has, as far as it has them; other nodes stay as they are.
  public func decomposedForK210() -> Graph {
    var result = self
    result.nodes = []
    for node in nodes {
      guard let parts = K210Decomposition.rewritten(node, in: result) else {
        result.nodes.append(node)
        continue
      }
      result.values += parts.values
      result.nodes += parts.nodes
    }
    return result
  }
}

/// Nodes one behind the other that take a node's place.
struct K210Chain {
  private let node: Graph.Node
  private let base: Int
  private let type: Graph.Value
  private var values: [Graph.Value] = []
  private var nodes: [Graph.Node] = []
  private var current: Int

  init(_ node: Graph.Node, in graph: Graph) {
    self.node = node
    base = graph.values.count
    type = graph.values[node.outputs[0]]
    current = node.inputs[0]
  }

  /// Adds a node that reads what the last one made.
  mutating func add(
    _ operation: NPUGraph.Operation, _ extents: [Int], _ label: String, alsoReadsOperand: Bool = false
  ) {
    current = append(operation, [current] + (alsoReadsOperand ? [node.inputs[1]] : []), extents, label)
  }

  /// Adds a node of one result; its value's index.
  mutating func append(
    _ operation: NPUGraph.Operation, _ inputs: [Int], _ extents: [Int], _ label: String
  ) -> Int {
    let value = makeValue(extents)
    nodes.append(
      Graph.Node(name: node.name, label: label, operation: operation, inputs: inputs, outputs: [value]))
    return value
  }

  /// The batches of what the last node made, each by itself.
  mutating func split(_ count: Int, extents: [Int]) -> [Int] {
    if count == 1 { return [current] }
    let parts = (0..<count).map { _ in makeValue(extents) }
    nodes.append(
      Graph.Node(
        name: node.name, label: "Split", operation: .split(axis: 0), inputs: [current], outputs: parts))
    return parts
  }

  /// One value of several batches.
  mutating func join(_ parts: [Int], _ extents: [Int]) {
    current = parts.count == 1 ? parts[0] : append(.concatenate(axis: 0), parts, extents, "Concat")
  }

  private mutating func makeValue(_ extents: [Int]) -> Int {
    values.append(Graph.Value(name: "", elementType: type.elementType, shape: Shape(extents)))
    return base + values.count - 1
  }

  /// Values and nodes; the last one writes what the node wrote.
  func finished() -> (values: [Graph.Value], nodes: [Graph.Node]) {
    var nodes = nodes
    if let last = nodes.indices.last { nodes[last].outputs = node.outputs }
    return (values, nodes)
  }
}
