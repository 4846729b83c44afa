/// The builtin operators of TensorFlow Lite that are imported; raw values are their names in the schema.
public enum TFLiteOperator: String, Sendable, CaseIterable {
  // Convolutions and products.
  case conv2D = "CONV_2D"
  case depthwiseConv2D = "DEPTHWISE_CONV_2D"
  case transposeConv = "TRANSPOSE_CONV"
  case fullyConnected = "FULLY_CONNECTED"
  case batchMatMul = "BATCH_MATMUL"
  // Windows.
  case maxPool2D = "MAX_POOL_2D"
  case averagePool2D = "AVERAGE_POOL_2D"
  // Element by element.
  case relu = "RELU"
  case relu6 = "RELU6"
  case reluN1To1 = "RELU_N1_TO_1"
  case relu0To1 = "RELU_0_TO_1"
  case prelu = "PRELU"
  case leakyRelu = "LEAKY_RELU"
  case elu = "ELU"
  case logistic = "LOGISTIC"
  case tanh = "TANH"
  case hardSwish = "HARD_SWISH"
  case gelu = "GELU"
  case exp = "EXP"
  case log = "LOG"
  case sqrt = "SQRT"
  case rsqrt = "RSQRT"
  case abs = "ABS"
  case neg = "NEG"
  case sign = "SIGN"
  case square = "SQUARE"
  case pow = "POW"
  case floor = "FLOOR"
  case ceil = "CEIL"
  case round = "ROUND"
  case add = "ADD"
  case addN = "ADD_N"
  case sub = "SUB"
  case mul = "MUL"
  case div = "DIV"
  case maximum = "MAXIMUM"
  case minimum = "MINIMUM"
  case squaredDifference = "SQUARED_DIFFERENCE"
  // Many elements to one, and sums along an axis.
  case mean = "MEAN"
  case sum = "SUM"
  case reduceMax = "REDUCE_MAX"
  case reduceMin = "REDUCE_MIN"
  case reduceProd = "REDUCE_PROD"
  case argMax = "ARG_MAX"
  case argMin = "ARG_MIN"
  case softmax = "SOFTMAX"
  case logSoftmax = "LOG_SOFTMAX"
  case l2Normalization = "L2_NORMALIZATION"
  // Movement.
  case concatenation = "CONCATENATION"
  case reshape = "RESHAPE"
  case squeeze = "SQUEEZE"
  case expandDims = "EXPAND_DIMS"
  case transpose = "TRANSPOSE"
  case pad = "PAD"
  case padV2 = "PADV2"
  case mirrorPad = "MIRROR_PAD"
  case slice = "SLICE"
  case stridedSlice = "STRIDED_SLICE"
  case split = "SPLIT"
  case splitV = "SPLIT_V"
  case pack = "PACK"
  case unpack = "UNPACK"
  case gather = "GATHER"
  case tile = "TILE"
  case broadcastTo = "BROADCAST_TO"
  case depthToSpace = "DEPTH_TO_SPACE"
  case spaceToDepth = "SPACE_TO_DEPTH"
  case spaceToBatchND = "SPACE_TO_BATCH_ND"
  case batchToSpaceND = "BATCH_TO_SPACE_ND"
  case resizeNearestNeighbor = "RESIZE_NEAREST_NEIGHBOR"
  case resizeBilinear = "RESIZE_BILINEAR"
  // Types, codes, and what is known before anything runs.
  case cast = "CAST"
  case quantize = "QUANTIZE"
  case dequantize = "DEQUANTIZE"
  case shape = "SHAPE"

  /// The operator of a number; nil for those that are not imported.
  init?(code: Int) {
    guard let known = Self.byCode[code] else { return nil }
    self = known
  }

  private static let byCode = Dictionary(uniqueKeysWithValues: allCases.map { ($0.code, $0) })

  /// What is not imported of it, or what is particular; empty when there is nothing to say.
  public var remark: String {
    switch self {
    case .conv2D: "weights are constants; with groups"
    case .depthwiseConv2D: "weights are constants; any depth multiplier"
    case .transposeConv: "weights and the result's shape are constants"
    case .fullyConnected: "constant weights of one row become a convolution of 1x1; plain weights format"
    case .batchMatMul: "either matrix may be computed"
    case .averagePool2D: "padding does not count"
    case .pow: "exponents -1, -0.5, 0.5, 1, 2, 3 and 4"
    case .gelu: "both forms"
    case .argMax, .argMin: "the first of equals; the result is given as floats"
    case .gather: "constant indices, no batch axes"
    case .pad, .padV2, .mirrorPad, .slice, .split, .splitV, .tile, .broadcastTo, .expandDims, .mean, .sum,
      .reduceMax, .reduceMin, .reduceProd:
      "axes, sizes and indices are constants once shapes are known"
    case .stridedSlice: "bounds are constants once shapes are known"
    case .reshape: "a shape that is computed at run time is read from the file's result"
    case .spaceToBatchND, .batchToSpaceND: "round a convolution of stride 1, as its dilation"
    case .resizeBilinear: "not with both `align_corners` and `half_pixel_centers`"
    case .cast: "between floats, and of constants; whole numbers that were computed are floats already"
    case .quantize, .dequantize: "8 bits; a requantisation too"
    case .shape: "computed while importing"
    default: ""
    }
  }

  /// The number of `BuiltinOperator` in the schema.
  var code: Int {
    switch self {
    case .conv2D: 3
    case .depthwiseConv2D: 4
    case .transposeConv: 67
    case .fullyConnected: 9
    case .batchMatMul: 126
    case .maxPool2D: 17
    case .averagePool2D: 1
    case .relu: 19
    case .relu6: 21
    case .reluN1To1: 20
    case .relu0To1: 152
    case .prelu: 54
    case .leakyRelu: 98
    case .elu: 111
    case .logistic: 14
    case .tanh: 28
    case .hardSwish: 117
    case .gelu: 150
    case .exp: 47
    case .log: 73
    case .sqrt: 75
    case .rsqrt: 76
    case .abs: 101
    case .neg: 59
    case .sign: 158
    case .square: 92
    case .pow: 78
    case .floor: 8
    case .ceil: 104
    case .round: 116
    case .add: 0
    case .addN: 106
    case .sub: 41
    case .mul: 18
    case .div: 42
    case .maximum: 55
    case .minimum: 57
    case .squaredDifference: 99
    case .mean: 40
    case .sum: 74
    case .reduceMax: 82
    case .reduceMin: 89
    case .reduceProd: 81
    case .argMax: 56
    case .argMin: 79
    case .softmax: 25
    case .logSoftmax: 50
    case .l2Normalization: 11
    case .concatenation: 2
    case .reshape: 22
    case .squeeze: 43
    case .expandDims: 70
    case .transpose: 39
    case .pad: 34
    case .padV2: 60
    case .mirrorPad: 100
    case .slice: 65
    case .stridedSlice: 45
    case .split: 49
    case .splitV: 102
    case .pack: 83
    case .unpack: 88
    case .gather: 36
    case .tile: 69
    case .broadcastTo: 130
    case .depthToSpace: 5
    case .spaceToDepth: 26
    case .spaceToBatchND: 38
    case .batchToSpaceND: 37
    case .resizeNearestNeighbor: 97
    case .resizeBilinear: 23
    case .cast: 53
    case .quantize: 114
    case .dequantize: 6
    case .shape: 77
    }
  }
}
