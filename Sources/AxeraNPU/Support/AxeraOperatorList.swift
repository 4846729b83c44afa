/// Which operators Axera's compilers put on which NPU.
///
/// **Source**: AX620A by the list in pulsar's documentation; AX620E (AX630C, AX620Q) and AX650 by the NPU operator lists
/// of pulsar2's documentation (AXERA-TECH/pulsar2-docs-en, source/appendix).
public enum AxeraOperatorList: String, Sendable, CaseIterable {
  case ax620a = "AX620A"
  /// The NPU of AX630C and AX620Q.
  case ax620e = "AX630C"
  case ax650 = "AX650"

  /// Where an operator may run.
  enum Unit: Sendable {
    case npu, cpu
    /// Under both headings of the list.
    case either
  }

  /// The chip as people write it.
  public var chip: String { rawValue }

  /// Where an operator runs; nil for those that the list does not have.
  func unit(of name: String) -> Unit? {
    switch self {
    case .ax620a:
      Self.pulsarNPU.contains(name)
        ? .npu : Self.pulsarEither.contains(name) ? .either : Self.pulsarCPU.contains(name) ? .cpu : nil
    case .ax620e: Self.pulsar2.contains(name) ? .npu : nil
    case .ax650: Self.pulsar2.contains(name) || Self.pulsar2OnAX650.contains(name) ? .npu : nil
    }
  }

  /// Operators that a function stands for which the network spelled out.
  func components(of name: String) -> [String] {
    guard self == .ax620a else { return [name] }
    return switch name {
    case "Silu", "Swish": ["Sigmoid", "Mul"]
    case "HardSwish": ["Add", "Clip", "Mul"]
    case "Mish": ["Softplus", "Tanh", "Mul"]
    default: [name]
    }
  }

  private static let pulsarNPU: Set<String> = [
    "Abs", "Add", "ArgMax", "ArgMin", "AveragePool", "BatchNormalization", "Clip", "Concat", "Conv",
    "ConvTranspose", "DepthToSpace", "Div", "Flatten", "Gemm", "GlobalAveragePool", "GlobalMaxPool",
    "HardSigmoid", "Identity", "LeakyRelu", "MatMul", "MaxPool", "MaxRoiPool", "Mul", "PRelu", "Pad", "Relu",
    "Reshape", "Sigmoid", "Slice", "SpaceToDepth", "Sub", "Tanh", "ReduceL2",
  ]
  private static let pulsarCPU: Set<String> = ["GRU", "LRN"]
  private static let pulsarEither: Set<String> = [
    "LSTM", "ReduceMax", "ReduceMean", "ReduceSum", "Resize", "Shape", "Softmax", "Softplus", "Tile",
    "Transpose", "Unsqueeze",
  ]

  /// What both chips of pulsar2 have.
  private static let pulsar2: Set<String> = [
    "Abs", "Add", "ArgMax", "ArgMin", "AveragePool", "BatchNormalization", "Cast", "Ceil", "Clip", "Concat",
    "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "DepthToSpace", "Div", "Elu", "Equal", "Erf",
    "Exp", "Expand", "Flatten", "Gather", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater",
    "GreaterOrEqual", "GridSample", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization",
    "LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "LpNormalization", "LSTM", "MatMul", "Max",
    "MaxPool", "Min", "Mish", "Mul", "Pad", "Pow", "PRelu", "ReduceL2", "ReduceMax", "ReduceMean",
    "ReduceSum", "Relu", "Reshape", "Resize", "Sigmoid", "Silu", "Sin", "Slice", "Softmax", "Softplus",
    "SpaceToDepth", "SpatialTransformer", "Split", "Sqrt", "Squeeze", "Sub", "Swish", "Tanh", "Topk",
    "Transpose", "Unsqueeze", "Where",
  ]
  /// What AX650's list has beyond.
  private static let pulsar2OnAX650: Set<String> = [
    "And", "Cos", "Floor", "GatherElements", "GatherND", "GroupNormalization", "InverseSigmoid", "LogSoftmax",
    "Not", "ReduceMin", "RMSNormalization", "RoiAlign", "RotaryEmbedding", "Round", "ScatterElements",
    "ScatterND", "Tile", "Xor",
  ]
}
