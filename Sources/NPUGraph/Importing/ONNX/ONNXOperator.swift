/// The operators of ONNX's default domain that are imported; raw values are their names.
///
/// docs/onnx.md lists them from here.
public enum ONNXOperator: String, Sendable, CaseIterable {
  // Convolutions and products.
  case conv = "Conv"
  case convTranspose = "ConvTranspose"
  case gemm = "Gemm"
  case matMul = "MatMul"
  // Windows.
  case maxPool = "MaxPool"
  case averagePool = "AveragePool"
  case globalMaxPool = "GlobalMaxPool"
  case globalAveragePool = "GlobalAveragePool"
  // Element by element.
  case relu = "Relu"
  case leakyRelu = "LeakyRelu"
  case prelu = "PRelu"
  case elu = "Elu"
  case selu = "Selu"
  case celu = "Celu"
  case sigmoid = "Sigmoid"
  case hardSigmoid = "HardSigmoid"
  case hardSwish = "HardSwish"
  case tanh = "Tanh"
  case softplus = "Softplus"
  case softsign = "Softsign"
  case mish = "Mish"
  case gelu = "Gelu"
  case clip = "Clip"
  case erf = "Erf"
  case exp = "Exp"
  case log = "Log"
  case sqrt = "Sqrt"
  case abs = "Abs"
  case neg = "Neg"
  case reciprocal = "Reciprocal"
  case floor = "Floor"
  case ceil = "Ceil"
  case round = "Round"
  case sign = "Sign"
  case identity = "Identity"
  case dropout = "Dropout"
  case cast = "Cast"
  case add = "Add"
  case sub = "Sub"
  case mul = "Mul"
  case div = "Div"
  case max = "Max"
  case min = "Min"
  case sum = "Sum"
  case mean = "Mean"
  case pow = "Pow"
  case mod = "Mod"
  case equal = "Equal"
  case less = "Less"
  case greater = "Greater"
  case not = "Not"
  case and = "And"
  case or = "Or"
  case `where` = "Where"
  // Normalisation.
  case batchNormalization = "BatchNormalization"
  case instanceNormalization = "InstanceNormalization"
  case layerNormalization = "LayerNormalization"
  case lrn = "LRN"
  case lpNormalization = "LpNormalization"
  case softmax = "Softmax"
  case logSoftmax = "LogSoftmax"
  // Many elements to one.
  case reduceMean = "ReduceMean"
  case reduceSum = "ReduceSum"
  case reduceMax = "ReduceMax"
  case reduceMin = "ReduceMin"
  case reduceProd = "ReduceProd"
  case reduceL1 = "ReduceL1"
  case reduceL2 = "ReduceL2"
  case reduceSumSquare = "ReduceSumSquare"
  case argMax = "ArgMax"
  case argMin = "ArgMin"
  // Movement.
  case concat = "Concat"
  case split = "Split"
  case slice = "Slice"
  case pad = "Pad"
  case reshape = "Reshape"
  case flatten = "Flatten"
  case squeeze = "Squeeze"
  case unsqueeze = "Unsqueeze"
  case transpose = "Transpose"
  case expand = "Expand"
  case tile = "Tile"
  case gather = "Gather"
  case depthToSpace = "DepthToSpace"
  case spaceToDepth = "SpaceToDepth"
  case resize = "Resize"
  case upsample = "Upsample"
  // Known before anything runs.
  case constant = "Constant"
  case constantOfShape = "ConstantOfShape"
  case shape = "Shape"
  case size = "Size"
  case range = "Range"
  // Codes.
  case quantizeLinear = "QuantizeLinear"
  case dequantizeLinear = "DequantizeLinear"

  /// Whether it only moves, compares or decodes codes, so that it may read them.
  var takesCodes: Bool {
    switch self {
    case .concat, .split, .slice, .pad, .reshape, .flatten, .squeeze, .unsqueeze, .transpose, .expand, .tile,
      .gather, .depthToSpace, .spaceToDepth, .resize, .upsample, .identity, .dropout, .maxPool,
      .globalMaxPool,
      .cast, .dequantizeLinear, .argMax, .argMin, .shape, .size:
      true
    default: false
    }
  }

  /// What is not imported of it, or what is particular; empty when there is nothing to say.
  public var remark: String {
    switch self {
    case .conv: "of one and two dimensions; weights are constants"
    case .convTranspose: "of one and two dimensions; weights are constants, `output_shape` is not imported"
    case .gemm, .matMul: "a constant second matrix becomes a convolution of 1x1 where batches allow"
    case .maxPool: "of one and two dimensions; without the output of indices"
    case .averagePool: "of one and two dimensions"
    case .cast: "between floats, from bytes to floats, and of constants"
    case .pow: "of constants; else exponents -1, -0.5, 0.5, 1, 2, 3 and 4"
    case .mod, .equal, .less, .greater, .not, .and, .or, .where: "of constants"
    case .dropout: "passes its input; not in training"
    case .batchNormalization: "with constants, not in training"
    case .instanceNormalization, .layerNormalization: "as the operations that define it"
    case .lpNormalization: "p = 1 and 2"
    case .gather, .expand, .tile, .reshape, .slice, .pad, .split, .squeeze, .unsqueeze, .upsample:
      "indices, shapes and sizes are constants once shapes are known"
    case .resize: "of rows and columns; without `antialias`, `exclude_outside` and regions of interest"
    case .argMax, .argMin: "the first of equals; the result is given as floats"
    case .constantOfShape, .range, .shape, .size: "computed while importing"
    case .quantizeLinear, .dequantizeLinear: "8 bits; along an axis for constants alone"
    default: ""
    }
  }
}
