import Containers
public import Simulation
public import Tensors

/// A model that the vendor's tool compiled: it can be asked for everything that its file says, and not be run.
public struct VendorAxeraModel: SimulatedModel {
  /// The model as its file describes it.
  public let file: AXModel

  /// Why such models do not run.
  static let reason = "the NPU program is opaque: give the ONNX source to `kiln build`"

  /// A model that was read.
  public init(_ file: AXModel) { self.file = file }

  /// `axmodel`, the file's generation, and no chip: files name their compiler alone, which builds for several.
  public var identity: ModelIdentity {
    ModelIdentity(
      format: "axmodel", version: file.generation.rawValue, chip: "AX (\(AXModel.producer))",
      accelerator: "NPU")
  }

  /// What the runtime is fed with.
  public var inputs: [TensorDescription] { file.inputs.map { TensorDescription($0) } }
  /// What it gives.
  public var outputs: [TensorDescription] { file.outputs.map { TensorDescription($0) } }

  /// The nodes of the file: compiled parts, and what runs on the CPU between them.
  public var layers: [LayerDescription] {
    let sizes = Dictionary(file.blobs.map { ($0.name, $0.byteCount) }) { first, _ in first }
    let shapes = Dictionary(
      (file.inputs + file.outputs).compactMap { tensor in tensor.extents.map { (tensor.name, Shape($0)) } }
    ) { first, _ in first }
    return file.parts.enumerated().map { index, part in
      switch part {
      case .cpu(let operation, let name):
        return LayerDescription(
          index: index, operation: operation, unit: .cpu, inputShape: nil, outputShape: nil, macs: 0,
          parameterBytes: 0, details: name)
      case .npu(let subgraph):
        let blobs = Set(subgraph.programs.flatMap { [$0.blob] + $0.parameters + $0.dynamicParameters })
        let batches = subgraph.programs.map { "\($0.batch)" }.joined(separator: ", ")
        return LayerDescription(
          index: index, operation: AXModelReader.operation, unit: .accelerator,
          inputShape: subgraph.inputs.first.flatMap { shapes[$0] },
          outputShape: subgraph.outputs.first.flatMap { shapes[$0] }, macs: 0,
          parameterBytes: blobs.saturatingSum { sizes[$0] ?? 0 },
          details: "\(subgraph.name), batch \(batches)")
      }
    }
  }

  /// The estimate of programs, parameters and tensors; all of it lies in main memory.
  public var memory: MemoryNeeds {
    MemoryNeeds(
      mainBytes: file.estimatedMemoryByteCount, acceleratorBytes: 0, modelBytes: file.fileByteCount)
  }

  /// Compiler, cores, batches, tensors and blobs.
  public var facts: [ModelFact] {
    var facts = [
      ModelFact(
        "compiler", "Pulsar2 \(Self.known(file.compilerVersion)), commit \(Self.known(file.compilerCommit))"),
      ModelFact("cores", file.cores.map { "\($0) (NPU\($0))" } ?? "not in the file"),
      ModelFact("batches", file.batches.map { "\($0)" }.joined(separator: ", ")),
      ModelFact("parts", "\(file.subgraphs.count) on the NPU, \(file.cpuNodeCount) on the CPU"),
    ]
    for (name, tensors) in [("input", file.inputs), ("output", file.outputs)] {
      for tensor in tensors { facts.append(ModelFact(name, Self.line(tensor))) }
    }
    for blob in file.blobs {
      facts.append(ModelFact("blob", "\(blob.name): \(blob.role.rawValue), \(blob.byteCount) bytes"))
    }
    facts.append(
      ModelFact(
        "memory",
        "about \(file.estimatedMemoryByteCount) bytes of CMM: programs, parameters and tensors (an estimate)")
    )
    return facts
  }

  private static func known(_ text: String) -> String { text.isEmpty ? "unknown" : text }

  private static func line(_ tensor: AXTensor) -> String {
    let shape = tensor.extents.map { "\(Shape($0))" } ?? "of open shape"
    let type = tensor.elementType.map { "\($0)" } ?? "unknown type"
    var line = "\(tensor.name): \(type) \(shape)"
    if tensor.layout != .native { line += " \(tensor.layout.rawValue.uppercased())" }
    switch tensor.format {
    case .automatic?: break
    case let format?: line += " \(format.rawValue.uppercased())"
    case nil: line += ", pictures of an unknown format"
    }
    return line
  }

  /// That it does not run.
  public var cautions: [String] { [Self.reason] }

  /// 1 GHz: nothing is estimated by it.
  public var nominalClocks: ChipClocks { ChipClocks(acceleratorMHz: 1000, cpuMHz: 1000) }

  /// None: where tensors lie is part of the program.
  public var memoryPlans: [MemoryPlan] { [] }

  /// Layers without times.
  public func estimate(at clocks: ChipClocks) -> ModelEstimate {
    ModelEstimate(
      clocks: clocks, accelerator: "NPU", peakMACsPerCycle: 0, weightBytesPerCycle: 0, input: [],
      layers: layers.map { LayerEstimate(layer: $0, terms: []) })
  }

  /// None.
  public func remarks(at clocks: ChipClocks) -> [ModelRemark] { [] }

  /// Never gives a runner.
  ///
  /// - Throws: `SimulationError`, always.
  public func makeRunner(_ options: RunOptions) throws(SimulationError) -> any ModelRunner {
    throw SimulationError(.notRunnable(reason: Self.reason))
  }
}

extension TensorDescription {
  /// A tensor by the type here that has the same width; ``VendorAxeraModel/facts`` names the file's own.
  fileprivate init(_ tensor: AXTensor) {
    let type: ElementType =
      switch tensor.elementType {
      case .int8?: .int8
      case .uint16?, .bfloat16?: .uint16
      case .int16?: .int16
      case .int32?, .uint32?: .int32
      case .int64?, .uint64?, .double?: .int64
      case .float16?: .float16
      case .float?: .float32
      default: .uint8
      }
    self.init(
      name: tensor.name, elementType: type, shape: Shape(tensor.extents ?? []),
      byteCount: tensor.byteCount ?? 0)
  }
}
