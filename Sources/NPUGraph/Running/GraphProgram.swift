public import OpKernels
public import Simulation
public import Tensors

/// A graph made ready to run any number of times: checked, weights packed, memory planned.
public final class GraphProgram: ModelRunner {
  private let graph: Graph
  private let steps: [any GraphStep]
  private let memory: GraphMemory

  /// Checks and packs a graph.
  ///
  /// - Throws: `SimulationError` naming the node that cannot run, or what the options do not allow.
  public init(
    _ graph: Graph, options: RunOptions, set: KernelSet = .best, math: ActivationMath
  ) throws(SimulationError) {
    let work = graph.nodes.saturatingSum { graph.work(of: $0) }
    guard work <= options.maximumOperations else {
      throw SimulationError(.tooMuchWork(operations: work, limit: options.maximumOperations))
    }
    let plan = try SlotPlan(graph)
    try Self.checkCopies(of: graph, plan, options)
    guard plan.byteCount <= options.maximumMainMemory else {
      throw SimulationError(.tooMuchMemory(needed: plan.byteCount, limit: options.maximumMainMemory))
    }
    var steps: [any GraphStep] = []
    for (index, node) in graph.nodes.enumerated() {
      do throws(SimulationError.Kind) {
        steps.append(try node.step(in: graph, forms: plan.forms, set: set, math: math))
      } catch {
        throw SimulationError(error, layer: index, operation: node.label)
      }
    }
    self.graph = graph
    self.steps = steps
    memory = GraphMemory(plan, values: graph.values, threads: options.threads, set: set, math: math)
    for (value, contents) in graph.constants {
      guard contents.count == plan.forms[value].elementCount else {
        throw SimulationError(
          .invalidParameter(
            name: "elements of \(graph.values[value].name)", found: "\(contents.count)",
            expected: "\(plan.forms[value].elementCount)"))
      }
      memory.store(floats: contents, as: value)
    }
  }

  /// Bounds what is not part of the plan: outputs, which may overlap and are copied each, inputs, and weights that
  /// grow when groups are made one.
  private static func checkCopies(
    of graph: Graph, _ plan: SlotPlan, _ options: RunOptions
  ) throws(SimulationError) {
    for values in [graph.inputs, graph.outputs] {
      let byteCount = values.saturatingSum { plan.forms[$0].byteCount }
      guard byteCount <= options.maximumMainMemory else {
        throw SimulationError(.tooMuchMemory(needed: byteCount, limit: options.maximumMainMemory))
      }
    }
    let weights = graph.nodes.saturatingSum { node in
      guard case .integerConvolution(let convolution) = node.operation, convolution.window.isValid,
        convolution.window.isUngrouped
      else { return 0 }
      let (count, overflow) = convolution.weights.count.multipliedReportingOverflow(
        by: convolution.window.groups)
      return overflow ? .max : count
    }
    guard weights / 2 <= options.maximumMainMemory else {
      throw SimulationError(.tooMuchMemory(needed: weights, limit: options.maximumMainMemory))
    }
  }

  /// Runs one inference on inputs in logical order: codes as they are, floats in single precision.
  public func run(
    _ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?
  ) throws(SimulationError) -> [Tensor] {
    try run(inputs, areInterleaved: false, observe: observe)
  }

  /// The same; `areInterleaved` says that maps of codes come pixel by pixel (NHWC).
  public func run(
    _ inputs: [[UInt8]], areInterleaved: Bool, observe: ((LayerOutput) -> Void)?
  ) throws(SimulationError) -> [Tensor] {
    try store(inputs, areInterleaved: areInterleaved)
    for (index, step) in steps.enumerated() {
      step.run(memory)
      if let observe { observe(output(of: index)) }
    }
    return graph.outputs.map { tensor($0) }
  }

  /// Runs one inference and shows every value: first the inputs, then what each node wrote, right after it ran.
  ///
  /// `inspect` gets the value's index and a function that reads its elements as floats in logical order; the function is
  /// good until the next node runs.
  public func run(
    _ inputs: [[UInt8]], inspect: (_ value: Int, _ floats: () -> [Float]) -> Void
  ) throws(SimulationError) {
    try store(inputs, areInterleaved: false)
    for value in graph.inputs { inspect(value) { memory.logicalFloats(value) } }
    for (node, step) in zip(graph.nodes, steps) {
      step.run(memory)
      for value in node.outputs { inspect(value) { memory.logicalFloats(value) } }
    }
  }

  /// Makes bytes the values of the inputs.
  private func store(_ inputs: [[UInt8]], areInterleaved: Bool) throws(SimulationError) {
    guard inputs.count == graph.inputs.count else {
      throw SimulationError(.inputCount(found: inputs.count, expected: graph.inputs.count))
    }
    for (index, (bytes, value)) in zip(inputs, graph.inputs).enumerated() {
      let form = memory.forms[value]
      let expected = form.elementCount * (form.isFloat ? 4 : 1)
      guard bytes.count == expected else {
        throw SimulationError(.inputSize(index: index, found: bytes.count, expected: expected))
      }
      if form.isFloat {
        memory.write(value) { FloatBytes.read(bytes.span, into: &$0) }
      } else if areInterleaved, case .map(let map) = form {
        memory.store(pixels: bytes, as: value, map)
      } else {
        memory.store(codes: bytes, as: value)
      }
    }
  }

  /// What a node left behind: its first output in logical order.
  private func output(of index: Int) -> LayerOutput {
    let node = graph.nodes[index]
    guard let value = node.outputs.first else {
      return LayerOutput(index: index, operationCode: 0, operation: node.label, elementType: .int8, bytes: [])
    }
    let tensor = tensor(value)
    return LayerOutput(
      index: index, operationCode: 0, operation: node.label, elementType: tensor.elementType,
      bytes: tensor.bytes,
      quantization: tensor.elementType == .int8 ? graph.values[value].quantization : nil)
  }

  /// A value in logical order: codes, or single precision.
  private func tensor(_ value: Int) -> Tensor {
    let shape = graph.values[value].shape
    if memory.forms[value].isFloat {
      let floats = memory.floatArray(value)
      let bytes = FloatBytes.bytes(of: floats.span.extracting(0..<memory.forms[value].elementCount))
      return Tensor(elementType: .float32, shape: shape, bytes: bytes)
    }
    return Tensor(elementType: .int8, shape: shape, bytes: memory.logicalCodes(value))
  }
}
