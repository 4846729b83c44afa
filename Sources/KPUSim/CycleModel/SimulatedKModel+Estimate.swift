import KModel
public import Simulation
import Tensors

extension SimulatedKModel {
  /// KPU and CPU at 400 MHz, as MaixPy and the SDK's demos set them.
  public var nominalClocks: ChipClocks { K210Timing.nominalClocks }

  /// How long the model takes at the given clocks, layer by layer; nothing is run.
  ///
  /// **Source**: `KPUTiming` and `K210Cost`; how well it agrees with public measurements is said by
  /// `PublicMeasurement` and `docs/timing.md`.
  public func estimate(at clocks: ChipClocks) -> ModelEstimate {
    ModelEstimate(
      clocks: clocks, peakMACsPerCycle: KPUTiming.peakMACsPerCycle,
      weightBytesPerCycle: KPUTiming.weightBytesPerCycle, input: inputTerms(at: clocks),
      layers: zip(layers, operationTerms(at: clocks)).map { layer, cost in
        LayerEstimate(layer: layer, terms: cost.terms, weightLoadCycles: cost.weightLoadCycles)
      })
  }

  /// The parts of each layer's time, and what loading its weights takes on its own.
  private func operationTerms(at clocks: ChipClocks) -> [(terms: [CostTerm], weightLoadCycles: Int)] {
    switch model {
    case .v3(let model):
      zip(model.layers, model.layerFacts).map { layer, facts in
        let terms = layer.operation.costTerms(
          macs: facts.macs, toMainMemory: layer.flags & 1 == 1, sixteenBit: !model.hasEightBitWeights,
          at: clocks)
        guard case .k210Conv(let convolution) = layer.operation else { return (terms, 0) }
        return (terms, Int(KPUTiming.weightLoadCycles(convolution.parameters)))
      }
    case .v4(let model):
      zip(model.nodes, model.layerFacts).map { node, facts in
        let terms = node.operation.costTerms(macs: facts.macs, at: clocks)
        guard case .kpuConv2D(let convolution) = node.operation else { return (terms, 0) }
        let batches = Double(max(0, convolution.batches))
        return (terms, Int(KPUTiming.weightLoadCycles(convolution.parameters) * batches))
      }
    }
  }

  /// Bringing each input to its place: by DMA into KPU RAM when its rows are whole, else by the CPU.
  private func inputTerms(at clocks: ChipClocks) -> [CostTerm] {
    inputs.enumerated().map { index, input in
      let bytes = Double(input.byteCount)
      guard inputIsInKPURAM(index) else { return CostTerm(.data, .memoryCopy, times: bytes, at: clocks) }
      let width = input.shape.extents.last ?? 0
      return CostTerm(.data, width % 64 == 0 ? .inputDMA : .inputCopy, times: bytes, at: clocks)
    }
  }

  private func inputIsInKPURAM(_ index: Int) -> Bool {
    switch model {
    case .v3(let model): if case .kpu = model.input { true } else { false }
    case .v4(let model): model.inputs[index].range.memory == .kpu
    }
  }
}
