import Bytes
import KModel
import OpKernels
import Simulation
import Tensors

/// The runtime of kmodel v3: layers over main memory and KPU RAM, as the SDK's `kpu.c` runs them.
final class RunnerV3: ModelRunner {
  let model: KModelV3
  let memory: ChipMemory
  let rounding: RoundingRule
  /// The kernels of the CPU's layers.
  let kernels: TensorKernels
  private let outputDescriptions: [TensorDescription]
  private let engine: KPUEngine

  /// Checks what the model asks for, then allocates its memories.
  ///
  /// - Throws: `SimulationError` for too much memory or work, or a layer that no runtime runs.
  init(_ model: KModelV3, rounding: RoundingRule, kernels: LayerKernels, options: RunOptions)
    throws(SimulationError)
  {
    self.model = model
    self.rounding = rounding
    self.kernels = kernels.forTensors
    outputDescriptions = model.outputDescriptions
    try SimulationError.check(outputs: outputDescriptions, against: options)
    var work = WorkBudget(limit: options.maximumOperations)
    for (index, layer) in model.layers.enumerated() {
      try SimulationError.naming(index, layer.operation.name) { () throws(Fault) in
        if case .maxPool2D = layer.operation {
          throw .notRunnable(reason: "no runtime of the K210 implements this layer")
        }
        try work.spend(layer.operation.workCount)
      }
    }
    do throws(Fault) {
      memory = try ChipMemory(
        mainByteCount: model.mainMemoryByteCount, limit: options.maximumMainMemory, threads: kernels.threads)
    } catch {
      throw SimulationError(error)
    }
    engine = KPUEngine(
      convolutions: model.fastConvolutions, accesses: model.kpuAccesses, memory: memory, rounding: rounding,
      kernels: kernels)
  }

  func run(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?) throws(SimulationError) -> [Tensor] {
    let input = model.input
    try SimulationError.check(inputs, against: [input.description])
    memory.clear()
    engine.begin(writingEveryMap: observe != nil)
    do throws(Fault) {
      try load(inputs[0], into: input)
    } catch {
      throw SimulationError(error)
    }
    for (index, layer) in model.layers.enumerated() {
      try SimulationError.naming(index, layer.operation.name) { () throws(Fault) in
        try run(layer, index)
        guard let observe else { return }
        observe(
          LayerOutput(
            index: index, operationCode: layer.operation.operationCode, operation: layer.operation.name,
            elementType: layer.operation.producesFloats ? .float32 : .uint8, bytes: try result(of: layer)))
      }
    }
    do throws(Fault) { return try outputs() } catch { throw SimulationError(error) }
  }

  private func load(_ bytes: [UInt8], into input: InputV3) throws(Fault) {
    switch input {
    case .kpu(let argument):
      let map = try argument.inputMap()
      try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount, writing: map.range) {
        (ram) throws(Fault) in map.upload(bytes.span, to: &ram)
      }
    case .main(let operand):
      _ = try memory.main.checked(operand.start, bytes.count)
      try memory.main.write(bytes, at: operand.start)
    }
  }

  private func outputs() throws(Fault) -> [Tensor] {
    var tensors: [Tensor] = []
    for (output, description) in zip(model.outputs, outputDescriptions) {
      let bytes = try memory.copy(Operand<UInt8>.main(output.address, count: Int(output.byteCount)))
      tensors.append(
        Tensor(elementType: description.elementType, shape: description.shape, bytes: bytes))
    }
    return tensors
  }

  private func run(_ layer: KModelV3.Layer, _ index: Int) throws(Fault) {
    switch layer.operation {
    case .k210Conv(let convolution):
      try run(convolution, index, toMainMemory: layer.flags & 1 == 1)
    case .k210AddPadding(let padding): try run(padding)
    case .k210RemovePadding(let padding): try run(padding)
    case .k210Upload(let upload):
      let map = try upload.map()
      try memory.upload(.main(upload.input, count: map.planarByteCount), to: map)
    default: try runOnCPU(layer.operation)
    }
  }

  /// One KPU run; flag MAIN_MEM_OUT streams the result to main memory as well.
  ///
  /// The DMA moves whole units of 8 bytes, so up to 7 bytes behind the result are overwritten; they become
  /// 0 here (what the hardware writes there is unknown).
  private func run(
    _ convolution: OperationV3.Convolution, _ index: Int, toMainMemory: Bool
  ) throws(Fault) {
    try engine.run(
      index, argument: convolution.argument, parameters: convolution.parameters,
      weightWidth: model.hasEightBitWeights ? .eightBit : .sixteenBit)
    guard toMainMemory else { return }
    let map = try convolution.argument.outputMap()
    let output = try Operand<UInt8>.main(convolution.mainMemoryOutput, count: map.planarByteCount)
    let transfers = try Operand<UInt8>.main(
      convolution.mainMemoryOutput, count: map.planarByteCount.roundedUp(toMultipleOf: 8), slack: true)
    let tail = output.bytes.upperBound..<transfers.bytes.upperBound
    try memory.write(
      repeatElement(0, count: tail.count),
      to: Operand<UInt8>(memory: .main, bytes: tail, mayTouchSlack: true))
    try engine.download(index, map, to: output)
  }

  /// One byte per channel to pixel (0, 0) of a 4×4 map; the other pixels keep what they held.
  private func run(_ padding: OperationV3.Padding) throws(Fault) {
    let input = try Operand<UInt8>.main(padding.input, count: Int(padding.channels))
    let map = try padding.map()
    let start = map.range.lowerBound
    let values = try memory.copy(input)
    try memory.kpu.withMutableBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
      for (channel, value) in values.enumerated() {
        ram[start + map.layout.offset(ofChannel: channel)] = value
      }
    }
  }

  /// Pixel (0, 0) of each planar 4×4 map to one byte per channel.
  private func run(_ padding: OperationV3.RemovePadding) throws(Fault) {
    guard padding.channels > 0 else { return }
    let channels = Int(padding.channels)
    try memory.apply(
      .main(padding.input, count: (channels - 1) * 16 + 1), to: .main(padding.output, count: channels)
    ) { (input: Span<UInt8>, output: inout MutableSpan<UInt8>) throws(Fault) in
      for channel in 0..<channels { output[channel] = input[channel * 16] }
    }
  }

  /// What the layer left behind, in the form of the golden dumps.
  private func result(of layer: KModelV3.Layer) throws(Fault) -> [UInt8] {
    switch layer.operation {
    case .k210Conv(let convolution): try memory.planar(convolution.argument.outputMap())
    case .k210Upload(let upload): try memory.kpu.copy(upload.map().range)
    case .k210AddPadding: []
    default: try memory.copy(layer.operation.mainMemoryOutput())
    }
  }
}

extension OperationV3.Upload {
  /// The map at its place in KPU RAM.
  func map() throws(Fault) -> FeatureMap {
    try FeatureMap(
      row: Int(kpuOutput), channels: Int(shape.channels), height: Int(shape.height),
      width: Int(shape.width))
  }
}

extension OperationV3.Padding {
  /// The 4×4 map at its place in KPU RAM.
  func map() throws(Fault) -> FeatureMap {
    try FeatureMap(row: Int(kpuOutput), channels: Int(channels), height: 4, width: 4)
  }
}
