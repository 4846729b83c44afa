import KModel
import OpKernels
import Simulation
import Tensors

/// The runtime of kmodel v4: nodes over constants, main memory and KPU RAM, as nncase's interpreter runs them.
final class RunnerV4: ModelRunner {
  let model: KModelV4
  let memory: ChipMemory
  let rounding: RoundingRule
  /// The kernels of the CPU's layers.
  let kernels: TensorKernels
  private let outputDescriptions: [TensorDescription]
  private let engine: KPUEngine

  /// Checks what the model asks for, then allocates its memories.
  ///
  /// - Throws: `SimulationError` for too much memory or work, or a node that cannot be run.
  init(_ model: KModelV4, rounding: RoundingRule, kernels: LayerKernels, options: RunOptions)
    throws(SimulationError)
  {
    self.model = model
    self.rounding = rounding
    self.kernels = kernels.forTensors
    outputDescriptions = model.outputDescriptions
    try SimulationError.check(outputs: outputDescriptions, against: options)
    var work = WorkBudget(limit: options.maximumOperations)
    for (index, node) in model.nodes.enumerated() {
      try SimulationError.naming(index, node.operation.name) { () throws(Fault) in
        try work.spend(node.operation.workCount())
      }
    }
    do throws(Fault) {
      memory = try ChipMemory(
        mainByteCount: model.mainMemoryByteCount, constants: model.constants,
        limit: options.maximumMainMemory,
        threads: kernels.threads)
    } catch {
      throw SimulationError(error)
    }
    engine = KPUEngine(
      convolutions: model.fastConvolutions, accesses: model.kpuAccesses, memory: memory, rounding: rounding,
      kernels: kernels)
  }

  func run(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?) throws(SimulationError) -> [Tensor] {
    try SimulationError.check(
      inputs, against: model.inputs.enumerated().map { $1.description(index: $0) })
    memory.clear()
    engine.begin(writingEveryMap: observe != nil)
    do throws(Fault) {
      for (bytes, input) in zip(inputs, model.inputs) { try load(bytes, into: input) }
    } catch {
      throw SimulationError(error)
    }
    for (index, node) in model.nodes.enumerated() {
      try SimulationError.naming(index, node.operation.name) { () throws(Fault) in
        try run(node.operation, index)
        guard let observe else { return }
        observe(try output(of: node, index: index))
      }
    }
    do throws(Fault) { return try outputs() } catch { throw SimulationError(error) }
  }

  private func load(_ bytes: [UInt8], into input: KModelV4.Input) throws(Fault) {
    let range = Operand<UInt8>(input.range)
    guard input.range.memory == .kpu else {
      try memory.write(bytes, to: range)
      return
    }
    let map = try input.shape.map(at: input.range)
    for batch in 0..<max(0, Int(input.shape.n)) {
      let planar = bytes[(batch * map.planarByteCount)..<((batch + 1) * map.planarByteCount)]
      let map = try map.batch(batch)
      try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount, writing: map.range) {
        (ram) throws(Fault) in
        map.upload(planar.span, to: &ram)
      }
    }
  }

  private func outputs() throws(Fault) -> [Tensor] {
    var tensors: [Tensor] = []
    for (range, description) in zip(model.outputs, outputDescriptions) {
      let bytes = try memory.copy(Operand<UInt8>(range))
      tensors.append(
        Tensor(elementType: description.elementType, shape: description.shape, bytes: bytes))
    }
    return tensors
  }

  private func run(_ operation: OperationV4, _ index: Int) throws(Fault) {
    switch operation {
    case .kpuUpload(let node):
      let map = try node.shape.map(at: node.operands.output)
      let batches = Int(node.shape.n)
      let input = try Operand<UInt8>(node.operands.input).first(
        Int.counted(batches, map.planarByteCount))
      for batch in 0..<batches {
        let start = input.bytes.lowerBound + batch * map.planarByteCount
        let planar = Operand<UInt8>(memory: input.memory, bytes: start..<input.bytes.upperBound)
        try memory.upload(planar, to: map.batch(batch))
      }
    case .kpuConv2D(let node): try run(node, index)
    default: try runOnCPU(operation)
    }
  }

  /// One KPU run per batch; the result is copied to main memory when the node asks for it.
  private func run(_ node: OperationV4.KPUConv2D, _ index: Int) throws(Fault) {
    for batch in 0..<max(0, Int(node.batches)) {
      let argument = try node.argument(ofBatch: batch)
      try engine.run(
        index, argument: argument, parameters: node.parameters, weightWidth: .eightBit)
      guard node.mainMemoryOutput.byteCount > 0 else { continue }
      let map = try argument.outputMap()
      let output = Operand<UInt8>(node.mainMemoryOutput)
      let start = output.bytes.lowerBound + batch * map.planarByteCount
      guard start <= output.bytes.upperBound else {
        throw .invalidParameter(
          name: "main_out", found: "\(node.mainMemoryOutput.byteCount) bytes",
          expected: "\(map.planarByteCount) bytes for each of \(node.batches) batches")
      }
      try engine.download(
        index, map, to: Operand<UInt8>(memory: output.memory, bytes: start..<output.bytes.upperBound))
    }
  }

  /// What the node left behind, in the form of the golden dumps.
  private func output(of node: KModelV4.Node, index: Int) throws(Fault) -> LayerOutput {
    var bytes: [UInt8] = []
    var elementType = node.operation.result.dataType.elementType
    if case .kpuConv2D(let convolution) = node.operation {
      elementType = .uint8
      for batch in 0..<max(0, Int(convolution.batches)) {
        bytes += try memory.planar(convolution.argument(ofBatch: batch).outputMap())
      }
    } else {
      bytes = try memory.copy(Operand<UInt8>(node.operation.result))
    }
    return LayerOutput(
      index: index, operationCode: node.operation.operationCode, operation: node.operation.name,
      elementType: elementType, bytes: bytes)
  }
}

extension ShapeV4 {
  /// One batch of this shape at the start of a KPU RAM range.
  func map(at range: MemoryRange) throws(Fault) -> FeatureMap {
    let rowByteCount = UInt32(FeatureMapLayout.rowByteCount)
    guard range.memory == .kpu, range.start % rowByteCount == 0 else {
      throw .invalidParameter(
        name: "feature map", found: "start \(range.start) of \(range.memory) memory",
        expected: "a multiple of \(rowByteCount) in KPU RAM")
    }
    return try FeatureMap(
      row: Int(range.start / rowByteCount), channels: Int(c), height: Int(h), width: Int(w))
  }
}

extension FeatureMap {
  /// The map of a later batch, which lies behind those before it.
  func batch(_ index: Int) throws(Fault) -> FeatureMap {
    try FeatureMap(
      row: range.lowerBound / FeatureMapLayout.rowByteCount + index * layout.rowCount,
      channels: layout.channels, height: layout.height, width: layout.width)
  }
}
