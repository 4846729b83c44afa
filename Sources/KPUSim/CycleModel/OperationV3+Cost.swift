import KModel
import Simulation
import Tensors

extension OperationV3 {
  /// The parts of one run's time.
  ///
  /// - Parameters:
  ///   - macs: multiply-accumulates of the layer.
  ///   - toMainMemory: whether a KPU run streams its result to main memory as well.
  ///   - sixteenBit: whether the model's KPU weights are 16 bits wide.
  func costTerms(
    macs: Int, toMainMemory: Bool, sixteenBit: Bool, at clocks: ChipClocks
  ) -> [CostTerm] {
    let outputBytes = Double((try? mainMemoryOutput())?.count ?? 0)
    let outputs = outputBytes / (producesFloats ? 4 : 1)
    let inputs = self.inputs.reduce(0) { $0 + Double($1.shape.elementCount ?? 0) }
    func cpu(_ cost: K210Cost, _ count: Double) -> [CostTerm] {
      [CostTerm(.cpu, cost, times: count, at: clocks)]
    }
    func data(_ cost: K210Cost, _ count: Double) -> [CostTerm] {
      [CostTerm(.data, cost, times: count, at: clocks)]
    }
    switch self {
    case .k210Conv(let convolution):
      let run = KPUTiming.terms(
        convolution.argument, convolution.parameters, sixteenBit: sixteenBit, run: .runV3, at: clocks)
      return run + (toMainMemory ? data(.resultDMA, outputBytes) : [])
    case .k210Upload: return data(.upload, inputs)
    case .k210AddPadding: return data(.upload, inputs)
    case .k210RemovePadding: return data(.memoryCopy, outputBytes)
    case .concat, .quantizedConcat: return data(.memoryCopy, outputBytes)
    case .add: return cpu(.binary, outputs)
    case .quantizedAdd: return cpu(.quantizedAddV3, outputs)
    case .globalAveragePool2D: return cpu(.globalAveragePool, inputs)
    case .quantizedMaxPool2D, .maxPool2D, .averagePool2D, .tensorFlowFlatten, .resizeNearestNeighbor,
      .quantizedResizeNearestNeighbor:
      return cpu(.pool, outputs)
    case .quantize: return cpu(.quantize, outputs)
    case .dequantize, .channelwiseDequantize: return cpu(.dequantizeV3, outputs)
    case .requantize: return cpu(.tableLookup, outputs)
    case .l2Normalization: return cpu(.normalization, outputs)
    case .softmax, .logistic: return cpu(.function, outputs)
    case .fullyConnected: return cpu(.fullyConnected, Double(macs))
    }
  }
}
