import Bytes
import KModel
import OpKernels
import Simulation

extension OperationV4 {
  /// Elementary operations of one run, at least what copying every operand costs; nil when beyond counting.
  ///
  /// An operand is copied whole when it is not aligned or overlaps the result, however little of it is used.
  /// - Throws: a fault for a window that has no meaning.
  func workCount() throws(Fault) -> Int? {
    let copied = ranges.reduce(0) { $0 + Int($1.byteCount) } / WorkBudget.bytesCopiedPerOperation
    return try kernelWorkCount().map { max($0, copied) }
  }

  /// Multiply-accumulates, taps or elements that the kernel visits.
  private func kernelWorkCount() throws(Fault) -> Int? {
    switch self {
    case .conv2D(let node): try node.geometry(.grouped).workCount(batches: node.inputShape.n)
    case .cpuConv2D(let node): try node.geometry(.cpu).workCount(batches: node.inputShape.n)
    case .cpuDepthwiseConv2D(let node):
      try node.geometry(.cpuDepthwise).workCount(batches: node.inputShape.n)
    case .quantizedConv2D(let node): try node.geometry(.grouped).workCount(batches: node.inputShape.n)
    case .cpuQuantizedConv2D(let node): try node.geometry(.cpu).workCount(batches: node.inputShape.n)
    case .cpuQuantizedDepthwiseConv2D(let node):
      try node.geometry(.cpuDepthwise).workCount(batches: node.inputShape.n)
    case .reduceWindow2D(let node): try node.geometry(.planar).workCount(batches: node.inputShape.n)
    case .cpuReduceWindow2D(let node): try node.geometry(.interleaved).workCount(batches: node.inputShape.n)
    case .conv2DTranspose(let node): try node.workCount()
    case .matmul(let node): Int.product(Int(node.aRows), Int(node.aColumns), Int(node.bColumns))
    case .quantizedMatmul(let node): Int.product(Int(node.aRows), Int(node.aColumns), Int(node.bColumns))
    case .concat(let node):
      Int.product(
        Int(node.outerSize), Int(clamping: node.inputs.count), 1 + (try node.blockSizes().max() ?? 0))
    case .nnilUnaryMethod(let node):
      try Int.product(Int(node.operands.input.byteCount), NNILProgram(node.program).length)
    case .kpuConv2D(let node):
      node.argument.workCount.flatMap { Int.product($0, max(0, Int(node.batches))) }
    case .resizeImage(let node):
      Int.product(
        Int(node.inputShape.n), Int(node.inputShape.c), Int(node.outputHeight), Int(node.outputWidth))
    case .binary(let node): node.outputShape.elementCount
    case .quantizedBinary(let node): node.outputShape.elementCount
    case .pad(let node): try node.outputCount()
    case .dequantize, .quantize, .reduce, .memoryCopy, .softmax, .transpose, .stridedSlice, .unary,
      .tableLookup1D, .kpuUpload:
      // These visit each byte of their checked ranges once at most.
      sources.reduce(Int(result.byteCount)) { $0 + Int($1.byteCount) }
    }
  }
}

extension OperationV4.Conv2DTranspose {
  /// Every input element meets every tap of every output channel of its group.
  fileprivate func workCount() throws(Fault) -> Int? {
    let window = try geometry()
    return Int.product(
      Int(inputShape.n), window.inputCount, window.outputChannelsPerGroup,
      min(window.kernelHeight, window.outputHeight) + 1, min(window.kernelWidth, window.outputWidth) + 1)
  }
}

extension OpKernels.Window2D {
  /// The work of all batches.
  fileprivate func workCount(batches: Int32) -> Int? {
    workCount.flatMap { Int.product($0, Int(batches)) }
  }
}
