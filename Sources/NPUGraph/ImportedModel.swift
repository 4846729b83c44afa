public import OpKernels
public import Simulation
public import Tensors

/// A network that belongs to no chip yet, run in single precision on the host; codes where the file has them.
///
/// **Source**: docs/onnx.md says which operators are known.
public struct ImportedModel: SimulatedModel {
  /// The graph that runs: constants folded, nodes fused.
  public let graph: Graph
  /// What the model is.
  public let identity: ModelIdentity
  /// More about the file, for reports.
  public let facts: [ModelFact]
  /// Which inputs are bytes: codes from 0 on, 128 more than the graph's.
  public let hasUnsignedInput: [Bool]
  /// Bytes of the file.
  private let fileByteCount: Int
  private let kernels: KernelSet
  private let math: ActivationMath

  /// A model made of a graph.
  public init(
    _ graph: Graph, identity: ModelIdentity, facts: [ModelFact] = [], hasUnsignedInput: [Bool] = [],
    fileByteCount: Int, kernels: KernelSet = .best, math: ActivationMath
  ) {
    (self.graph, self.identity, self.facts) = (graph, identity, facts)
    self.hasUnsignedInput = graph.inputs.indices.map { $0 < hasUnsignedInput.count && hasUnsignedInput[$0] }
    (self.fileByteCount, self.kernels, self.math) = (fileByteCount, kernels, math)
  }

  /// The inputs: single precision, or the codes of the file.
  public var inputs: [TensorDescription] {
    graph.inputs.enumerated().map { position, value in
      let value = graph.values[value]
      let type: ElementType =
        hasUnsignedInput[position] ? .uint8 : value.elementType == .int8 ? .int8 : .float32
      let shift: Int32 = hasUnsignedInput[position] ? 128 : 0
      return TensorDescription(
        name: value.name, elementType: type, shape: value.shape,
        byteCount: (value.shape.elementCount ?? 0) * type.byteCount,
        quantization: value.quantization.map {
          AffineQuantization(scale: $0.scale, zeroPoint: $0.zeroPoint + shift)
        })
    }
  }

  /// The outputs: single precision, or codes.
  public var outputs: [TensorDescription] {
    graph.outputs.map { value in
      let value = graph.values[value]
      let type: ElementType = value.elementType == .int8 ? .int8 : .float32
      return TensorDescription(
        name: value.name, elementType: type, shape: value.shape,
        byteCount: (value.shape.elementCount ?? 0) * type.byteCount, quantization: value.quantization)
    }
  }

  /// The nodes of the graph that runs.
  public var layers: [LayerDescription] { graph.layerDescriptions() }

  /// Tensors as the program lays them out, and the file.
  public var memory: MemoryNeeds {
    let tensors = graph.inputs.saturatingSum { 4 * (graph.values[$0].shape.elementCount ?? 0) }
    return MemoryNeeds(
      mainBytes: max(graph.plannedBytes ?? 0, tensors), acceleratorBytes: 0, modelBytes: fileByteCount)
  }

  /// Nothing: no chip's runtime has seen it.
  public var cautions: [String] { [] }
  /// There is no chip; 1 GHz, so that ratios of clocks mean something.
  public var nominalClocks: ChipClocks { ChipClocks(acceleratorMHz: 1000, cpuMHz: 1000) }
  /// None: there is no chip.
  public var memoryPlans: [MemoryPlan] { [] }

  /// No times: there is no chip.
  public func estimate(at clocks: ChipClocks) -> ModelEstimate {
    ModelEstimate(
      clocks: clocks, accelerator: identity.accelerator, peakMACsPerCycle: 0, weightBytesPerCycle: 0,
      input: [],
      layers: layers.map { LayerEstimate(layer: $0, terms: []) })
  }

  /// None: there is no chip.
  public func remarks(at clocks: ChipClocks) -> [ModelRemark] { [] }

  /// Packs weights and plans memory.
  ///
  /// - Throws: `SimulationError` for a node that cannot run, or what the options do not allow.
  public func makeRunner(_ options: RunOptions) throws(SimulationError) -> any ModelRunner {
    let program = try GraphProgram(graph, options: options, set: kernels, math: math)
    return ImportedRunner(program, hasUnsignedInput: hasUnsignedInput)
  }
}

/// Takes bytes as files have them.
final class ImportedRunner: ModelRunner {
  private let program: GraphProgram
  private let hasUnsignedInput: [Bool]

  init(_ program: GraphProgram, hasUnsignedInput: [Bool]) {
    self.program = program
    self.hasUnsignedInput = hasUnsignedInput
  }

  func run(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?) throws(SimulationError) -> [Tensor] {
    let signed = inputs.enumerated().map { index, bytes in
      index < hasUnsignedInput.count && hasUnsignedInput[index] ? bytes.map { $0 ^ 0x80 } : bytes
    }
    return try program.run(signed, observe: observe)
  }
}
