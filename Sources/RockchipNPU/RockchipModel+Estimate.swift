public import Simulation
import Tensors

extension RockchipModel {
  private var timing: RockchipTiming? {
    RockchipChip(platform: file.platform).flatMap { RockchipTiming($0, cores: cores) }
  }

  /// The clocks that the chip's estimates are for; 1 GHz for chips without any.
  public var nominalClocks: ChipClocks {
    timing?.nominalClocks ?? ChipClocks(acceleratorMHz: 1000, cpuMHz: 1000)
  }

  /// The compiler's cycles, brought to what boards show; nothing for chips whose timing is not known.
  public func estimate(at clocks: ChipClocks) -> ModelEstimate {
    let layers = self.layers
    guard let timing else {
      return ModelEstimate(
        clocks: clocks, accelerator: "NPU", peakMACsPerCycle: 0, weightBytesPerCycle: 0, input: [],
        layers: layers.map { LayerEstimate(layer: $0, terms: []) })
    }
    let nodes = file.layerNodes
    return timing.estimate(
      zip(layers, nodes).map { ($0, file.work(of: $1, on: timing.engine)) }, at: clocks)
  }

  /// Where each feature map lies in the arena, as the compiler planned it.
  public var memoryPlans: [MemoryPlan] {
    var builder = MemoryPlanBuilder()
    let nodes = file.layerNodes
    for input in file.inputs { builder.write(file.arenaRange(of: input), by: nil) }
    for (index, node) in nodes.enumerated() {
      for value in node.inputs { builder.read(file.arenaRange(of: value), by: index) }
      for value in node.outputs { builder.write(file.arenaRange(of: value), by: index) }
    }
    if !nodes.isEmpty {
      for output in file.outputs { builder.read(file.arenaRange(of: output), by: nodes.count - 1) }
    }
    return [
      builder.plan(
        memory: "feature maps", capacity: .max, reserved: file.plannedArenaBytes, layerCount: nodes.count)
    ]
  }
}

extension RKNNModel {
  /// The bytes of a tensor in the arena; none for what does not lie there.
  func arenaRange(of index: Int) -> Range<Int> {
    let tensor = tensors[index]
    guard tensor.role.isMap, tensor.arenaOffset >= 0, tensor.byteCount > 1 else { return 0..<0 }
    return tensor.arenaOffset..<(tensor.arenaOffset + tensor.byteCount)
  }

  /// Bytes of the arena: the compiler's count, which container version 2 lacks, else what its tensors take.
  var plannedArenaBytes: Int {
    arenaByteCount > 0 ? arenaByteCount : tensors.indices.map { arenaRange(of: $0).upperBound }.max() ?? 0
  }

  /// Bytes of weights and other constants, counted likewise.
  var plannedWeightBytes: Int {
    if weightByteCount > 0 { return weightByteCount }
    return tensors.filter { $0.role == .npuConstant || $0.role == .compilerConstant }.saturatingSum {
      max(0, $0.byteCount)
    }
  }

  /// What a node asks of the chip, as far as time depends on it.
  func work(of node: RKNNNode, on engine: RockchipEngine) -> NPULayerWork {
    let output = node.outputs.first.map { tensors[$0] }
    let precision = node.inputs.first.flatMap { NPUPrecision(tensors[$0].elementType) } ?? .int8
    let extents = (
      node.inputs.first.map { extent(of: $0) } ?? .none, node.outputs.first.map { extent(of: $0) } ?? .none
    )
    let tableElements =
      NPULayerWork.passesTable(node.operation) ? Int(min(extents.1.elements, 0x1p40)) : 0
    let unit: LayerDescription.Unit = node.isOnNPU ? .accelerator : .cpu
    guard let weights = weights(of: node) else {
      return NPULayerWork(
        .other, on: unit, precision, input: extents.0, output: extents.1, tableElements: tableElements)
    }
    let kernel = weights.shape.extents
    return NPULayerWork(
      isDepthwise(weights) ? .depthwise : .convolution, on: unit, precision, input: extents.0,
      output: extents.1, kernelHeight: kernel[2], kernelWidth: kernel[3], tableElements: tableElements
    ).compiled(
      for: engine, hasBias: node.inputs.count > 2, hasResidual: readsAnotherMap(node),
      isModelOutput: output?.role == .output)
  }

  /// Whether a convolution reads a second map: its fourth input, unless that is a constant.
  private func readsAnotherMap(_ node: RKNNNode) -> Bool {
    node.inputs.dropFirst(3).contains { tensors[$0].role.isMap }
  }

  private func extent(of index: Int) -> NPULayerWork.Extent {
    let extents = tensors[index].shape.extents
    switch extents.count {
    case 4: return .init(channels: extents[1], height: extents[2], width: extents[3])
    case 2: return .init(channels: extents[1], height: 1, width: 1)
    default: return .init(channels: tensors[index].shape.elementCount ?? 0, height: 1, width: 1)
    }
  }
}

extension NPULayerWork.Extent {
  /// Of layers without a tensor.
  fileprivate static let none = Self(channels: 0, height: 0, width: 0)
}

extension NPUPrecision {
  init?(_ type: ElementType?) {
    switch type {
    case .int8?, .uint8?: self = .int8
    case .float16?: self = .float16
    case .int16?: self = .int16
    default: return nil
    }
  }
}
