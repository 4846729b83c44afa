import KModel
import Simulation
import Tensors

/// Where a kmodel v3 takes its input, which the file does not say: the first layer decides.
///
/// **Source**: SDK `kpu.c`, `kpu_run_kmodel`.
enum InputV3 {
  /// A u8 picture into KPU RAM, for a first layer that is a KPU convolution.
  case kpu(KPULayerArgument)
  /// Values into main memory; the SDK does this for fully connected layers only.
  case main(start: Int, elementType: ElementType, shape: Shape)

  /// What users see of it.
  var description: TensorDescription {
    switch self {
    case .kpu(let argument):
      let shape = Shape([1, argument.inputChannels, argument.inputHeight, argument.inputWidth])
      return TensorDescription(
        name: "input0", elementType: .uint8, shape: shape,
        byteCount: argument.inputChannels * argument.inputHeight * argument.inputWidth)
    case .main(_, let elementType, let shape):
      let count = shape.elementCount ?? 0
      return TensorDescription(
        name: "input0", elementType: elementType, shape: shape,
        byteCount: count.multipliedReportingOverflow(by: elementType.byteCount).partialValue)
    }
  }
}

extension KModelV3 {
  /// Where the input goes; an empty model takes an empty input.
  var input: InputV3 {
    guard let first = layers.first else {
      return .main(start: 0, elementType: .float32, shape: Shape([0]))
    }
    switch first.operation {
    case .k210Conv(let convolution): return .kpu(convolution.argument)
    case .k210Upload(let upload): return bytes(upload.input, upload.shape.shape)
    case .k210AddPadding(let layer): return bytes(layer.input, Shape([Int(layer.channels)]))
    case .k210RemovePadding(let layer): return bytes(layer.input, Shape([Int(layer.channels), 4, 4]))
    case .quantizedMaxPool2D(let pool): return bytes(pool.input, pool.inputShape.shape)
    case .quantizedResizeNearestNeighbor(let layer): return bytes(layer.input, layer.inputShape.shape)
    case .requantize(let layer): return bytes(layer.input, Shape([Int(layer.count)]))
    case .dequantize(let layer): return bytes(layer.input, Shape([Int(layer.count)]))
    case .channelwiseDequantize(let layer):
      return bytes(layer.input, Shape([Int(layer.channels), Int(layer.channelSize)]))
    case .quantizedAdd(let layer): return bytes(layer.addition.a, Shape([Int(layer.addition.count)]))
    case .quantizedConcat(let layer):
      return bytes(layer.inputs.first?.start ?? 0, Shape([Int(layer.inputs.first?.byteCount ?? 0)]))
    case .fullyConnected(let layer): return floats(layer.input, Shape([Int(layer.inputChannels)]))
    case .tensorFlowFlatten(let layer): return floats(layer.input, layer.shape.shape)
    case .add(let layer): return floats(layer.a, Shape([Int(layer.count)]))
    case .globalAveragePool2D(let layer):
      return floats(layer.input, Shape([Int(layer.channels), Int(layer.kernelSize)]))
    case .maxPool2D(let pool, _), .averagePool2D(let pool, _):
      return floats(pool.input, pool.inputShape.shape)
    case .quantize(let layer): return floats(layer.input, Shape([Int(layer.count)]))
    case .l2Normalization(let layer), .softmax(let layer), .logistic(let layer):
      return floats(layer.input, Shape([Int(layer.count)]))
    case .concat(let layer):
      return floats(layer.inputs.first?.start ?? 0, Shape([Int(layer.inputs.first?.byteCount ?? 0) / 4]))
    case .resizeNearestNeighbor(let layer): return floats(layer.input, layer.inputShape.shape)
    }
  }

  /// Whether the SDK itself would start this model: it knows two kinds of first layer.
  var hasFirstLayerOfSDK: Bool {
    switch layers.first?.operation {
    case .k210Conv, .fullyConnected: true
    default: false
    }
  }

  private func bytes(_ start: UInt32, _ shape: Shape) -> InputV3 {
    .main(start: Int(start), elementType: .uint8, shape: shape)
  }

  private func floats(_ start: UInt32, _ shape: Shape) -> InputV3 {
    .main(start: Int(start), elementType: .float32, shape: shape)
  }
}
