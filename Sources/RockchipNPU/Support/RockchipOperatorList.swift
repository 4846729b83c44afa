/// Operators that can be converted, whatever unit runs them.
///
/// **Source**: `RKNNToolKit2_OP_Support-v2.1.0.md` of airockchip/rknn-toolkit2, its ONNX table without the rows
/// "Not Supported".
enum RockchipOperatorList {
  /// ONNX's names.
  static let supported: Set<String> = [
    "Add", "And", "ArgMax", "ArgMin", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat",
    "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "Cos", "DepthToSpace", "DequantizeLinear", "Div",
    "Dropout", "Elu", "Equal", "Erf", "Exp", "Expand", "Flatten", "Floor", "Gather", "GatherElements", "Gemm",
    "GlobalAveragePool", "GlobalMaxPool", "Greater", "GreaterOrEqual", "GRU", "HardSigmoid", "HardSwish",
    "Identity", "InstanceNormalization", "LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "Log",
    "LogSoftmax", "LpNormalization", "LRN", "LSTM", "MatMul", "Max", "MaxPool", "MaxRoiPool", "MaxUnpool",
    "MeanVarianceNormalization", "Min", "Mish", "Mod", "Mul", "Pad", "Pow", "PRelu", "QuantizeLinear",
    "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "Relu", "Reshape", "Resize", "ReverseSequence",
    "RoiAlign", "ScatterND", "Shape", "Sigmoid", "Sin", "Size", "Slice", "Softmax", "Softplus",
    "SpaceToDepth", "Split", "Sqrt", "Squeeze", "Sub", "Tanh", "Tile", "Transpose", "Unsqueeze", "Where",
    // Names that nodes get when several operators were one function.
    "Silu", "Gelu",
  ]
}
