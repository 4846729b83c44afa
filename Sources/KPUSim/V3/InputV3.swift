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
  case main(OperandV3)

  /// What users see of it.
  var description: TensorDescription {
    switch self {
    case .kpu(let argument):
      let shape = Shape([1, argument.inputChannels, argument.inputHeight, argument.inputWidth])
      return TensorDescription(
        name: "input0", elementType: .uint8, shape: shape,
        byteCount: argument.inputChannels * argument.inputHeight * argument.inputWidth)
    case .main(let operand):
      let count = operand.shape.elementCount ?? 0
      return TensorDescription(
        name: "input0", elementType: operand.elementType, shape: operand.shape,
        byteCount: count.multipliedReportingOverflow(by: operand.elementType.byteCount).partialValue)
    }
  }
}

extension KModelV3 {
  /// Where the input goes; an empty model, and a concatenation of nothing, take an empty input.
  var input: InputV3 {
    if case .k210Conv(let convolution) = layers.first?.operation { return .kpu(convolution.argument) }
    return .main(
      layers.first?.operation.inputs.first
        ?? OperandV3(start: 0, elementType: .float32, shape: Shape([0])))
  }

  /// Whether the SDK itself would start this model: it knows two kinds of first layer.
  var hasFirstLayerOfSDK: Bool {
    switch layers.first?.operation {
    case .k210Conv, .fullyConnected: true
    default: false
    }
  }
}
