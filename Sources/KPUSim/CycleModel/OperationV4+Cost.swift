import KModel
import Simulation

extension OperationV4 {
  /// The parts of one run's time; `macs` are the node's multiply-accumulates.
  func costTerms(macs: Int, at clocks: ChipClocks) -> [CostTerm] {
    if case .kpuConv2D(let convolution) = self { return convolution.costTerms(at: clocks) }
    let (resource, cost, count) = cpuCost(macs: Double(macs))
    return [CostTerm(resource, cost, times: count, at: clocks)]
  }

  /// What a node off the KPU spends, per which unit, and how many units.
  private func cpuCost(macs: Double) -> (CostResource, K210Cost, Double) {
    let bytes = Double(result.byteCount)
    let elements = bytes / Double(result.dataType.byteCount)
    switch self {
    case .kpuConv2D: return (.fixed, .runV4, 0)
    case .kpuUpload(let node): return (.data, .upload, Double(node.shape.elementCount ?? 0))
    case .memoryCopy: return (.data, .memoryCopy, bytes)
    case .concat: return (.data, .concat, bytes)
    case .transpose: return (.cpu, .transpose, elements)
    case .pad: return (.cpu, .pad, elements)
    case .stridedSlice: return (.cpu, .slice, elements)
    case .dequantize: return (.cpu, .dequantizeV4, elements)
    case .quantize: return (.cpu, .quantize, elements)
    case .tableLookup1D: return (.cpu, .tableLookup, elements)
    case .matmul, .quantizedMatmul: return (.cpu, .matmul, macs)
    case .conv2D, .cpuConv2D, .cpuDepthwiseConv2D, .conv2DTranspose: return (.cpu, .convolution, macs)
    case .quantizedConv2D, .cpuQuantizedConv2D, .cpuQuantizedDepthwiseConv2D:
      return (.cpu, .quantizedConvolution, macs)
    case .binary(let node):
      let broadcasts = node.aShape != node.outputShape || node.bShape != node.outputShape
      return (.cpu, broadcasts ? .broadcastBinary : .binary, elements)
    case .quantizedBinary(let node):
      let broadcasts = node.aShape != node.outputShape || node.bShape != node.outputShape
      return (.cpu, broadcasts ? .broadcastQuantizedBinary : .quantizedBinary, elements)
    case .reduce(let node): return (.cpu, .reduce, Double(node.inputShape.elementCount ?? 0))
    case .reduceWindow2D, .cpuReduceWindow2D, .resizeImage: return (.cpu, .pool, elements)
    case .softmax, .nnilUnaryMethod: return (.cpu, .function, elements)
    case .unary(let node): return (.cpu, node.op.isTranscendental ? .function : .binary, elements)
    }
  }
}

extension OperationV4.KPUConv2D {
  /// All batches, and the copy to main memory when the node has an output there.
  fileprivate func costTerms(at clocks: ChipClocks) -> [CostTerm] {
    let runs = KPUTiming.terms(argument, parameters, batches: Int(batches), run: .runV4, at: clocks)
    let bytes = Double(mainMemoryOutput.byteCount)
    return bytes > 0 ? runs + [CostTerm(.data, .resultCopy, times: bytes, at: clocks)] : runs
  }
}

extension OperationV4.UnaryOperator {
  /// Whether a software routine computes it, not an instruction or two.
  fileprivate var isTranscendental: Bool {
    switch self {
    case .cos, .exp, .log, .rsqrt, .sin: true
    case .abs, .ceil, .floor, .neg, .square: false
    }
  }
}
