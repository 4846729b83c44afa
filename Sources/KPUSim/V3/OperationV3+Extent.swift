import Bytes
import KModel
import Simulation
import Tensors

extension OperationV3 {
  /// The bytes of main memory that the layer's result takes; empty for layers that leave none there.
  func mainMemoryOutput() throws(Fault) -> Operand<UInt8> {
    let elementByteCount = producesFloats ? 4 : 1
    guard let output, let count = output.count, let byteCount = Int.product(count, elementByteCount) else {
      return Operand(memory: .main, bytes: 0..<0)
    }
    return try .main(output.start, count: byteCount)
  }

  /// Start in main memory and elements of the result; a nil count does not fit an `Int`.
  private var output: (start: UInt32, count: Int?)? {
    switch self {
    case .add(let layer): (layer.output, Int(layer.count))
    case .quantizedAdd(let layer): (layer.addition.output, Int(layer.addition.count))
    case .globalAveragePool2D(let layer): (layer.output, Int(layer.channels))
    case .maxPool2D(let pool, _), .quantizedMaxPool2D(let pool), .averagePool2D(let pool, _):
      (pool.output, pool.outputShape.elementCount)
    case .quantize(let layer), .dequantize(let layer): (layer.output, Int(layer.count))
    case .requantize(let layer): (layer.output, Int(layer.count))
    case .l2Normalization(let layer), .softmax(let layer), .logistic(let layer):
      (layer.output, Int(layer.count))
    case .concat(let layer): (layer.output, layer.inputByteCount / 4)
    case .quantizedConcat(let layer): (layer.output, layer.inputByteCount)
    case .fullyConnected(let layer): (layer.output, Int(layer.outputChannels))
    case .tensorFlowFlatten(let layer): (layer.output, layer.shape.elementCount)
    case .resizeNearestNeighbor(let layer), .quantizedResizeNearestNeighbor(let layer):
      (layer.output, layer.outputCount)
    case .channelwiseDequantize(let layer):
      (layer.output, Int.product(Int(layer.channels), Int(layer.channelSize)))
    case .k210RemovePadding(let layer): (layer.output, Int(layer.channels))
    case .k210Conv(let layer): (layer.mainMemoryOutput, layer.argument.outputShape.elementCount)
    case .k210AddPadding, .k210Upload: nil
    }
  }

  /// Elementary operations of one run, at least what copying the input costs; nil when beyond counting.
  ///
  /// The input is copied whole when it is not aligned or overlaps the output, however little of it is used.
  var workCount: Int? {
    let copied =
      switch self {
      case .maxPool2D(let pool, _), .quantizedMaxPool2D(let pool), .averagePool2D(let pool, _):
        pool.inputShape.elementCount
      case .resizeNearestNeighbor(let layer), .quantizedResizeNearestNeighbor(let layer):
        layer.inputShape.elementCount
      default: Int?(0)
      }
    guard let kernel = kernelWorkCount, let copied else { return nil }
    return max(kernel, copied / WorkBudget.bytesCopiedPerOperation)
  }

  /// Multiply-accumulates, taps or elements that the kernel visits.
  private var kernelWorkCount: Int? {
    switch self {
    case .k210Conv(let layer): layer.argument.workCount
    case .fullyConnected(let layer): Int.product(Int(layer.inputChannels), Int(layer.outputChannels))
    case .globalAveragePool2D(let layer): Int.product(Int(layer.channels), Int(layer.kernelSize))
    case .maxPool2D(let pool, _), .quantizedMaxPool2D(let pool), .averagePool2D(let pool, _):
      // Taps outside the image are never visited.
      Int.product(
        Int(pool.outputShape.width), Int(pool.outputShape.height), Int(pool.outputShape.channels),
        Int(min(pool.kernelWidth, pool.inputShape.width)),
        Int(min(pool.kernelHeight, pool.inputShape.height)))
    case .k210Upload(let layer): layer.shape.elementCount
    case .k210AddPadding(let layer): Int(layer.channels)
    default: output?.count
    }
  }
}

extension OperationV3.Concatenation {
  /// Bytes of all inputs.
  var inputByteCount: Int { inputs.reduce(0) { $0 + Int($1.byteCount) } }
}

extension OperationV3.Resize {
  /// Elements of the result, nil when they do not fit an `Int`.
  var outputCount: Int? { Int.product(Int(outputWidth), Int(outputHeight), Int(inputShape.channels)) }
}

extension KPULayerArgument {
  /// Multiply-accumulates and activations of one run.
  var workCount: Int? {
    let weights = outputChannels * (isDepthwise ? 1 : inputChannels) * (kernelType?.size == 1 ? 1 : 9)
    return Int.product(inputWidth, inputHeight, weights + outputChannels)
  }
}
