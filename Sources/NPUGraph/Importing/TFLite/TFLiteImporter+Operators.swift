import OpKernels

extension TFLiteImporter {
  /// Adds what an operator computes to the graph; the results stand in the order of the operator's outputs.
  mutating func convert(
    _ known: TFLiteOperator, _ node: TFLiteNode
  ) throws(ImportError) -> [TFLiteResult] {
    switch known {
    case .conv2D: return [try convolution(node)]
    case .depthwiseConv2D: return [try depthwiseConvolution(node)]
    case .transposeConv: return [try transposedConvolution(node)]
    case .fullyConnected: return [try fullyConnected(node)]
    case .batchMatMul: return [try matrixMultiply(node)]
    case .maxPool2D: return [try pool(node, isMaximum: true)]
    case .averagePool2D: return [try pool(node, isMaximum: false)]
    case .mean: return [try reduce(.mean, node)]
    case .sum: return [try reduce(.sum, node)]
    case .reduceMax: return [try reduce(.maximum, node)]
    case .reduceMin: return [try reduce(.minimum, node)]
    case .reduceProd: return [try reduce(.product, node)]
    case .argMax: return [try extremum(node, isGreatest: true)]
    case .argMin: return [try extremum(node, isGreatest: false)]
    case .softmax: return [try softmax(node)]
    case .logSoftmax: return [try logSoftmax(node)]
    case .l2Normalization: return [try l2Normalization(node)]
    case .cast: return [try cast(node)]
    case .quantize, .dequantize: return [try converted(node)]
    default: return try convertElementwise(known, node)
    }
  }

  /// Functions of elements, then everything else.
  private mutating func convertElementwise(
    _ known: TFLiteOperator, _ node: TFLiteNode
  ) throws(ImportError) -> [TFLiteResult] {
    if let function = try function(known, node) { return [try activation(function, node)] }
    switch known {
    case .prelu: return [try prelu(node)]
    case .gelu: return [try tanhGelu(node)]
    case .rsqrt: return [try reciprocalRoot(node)]
    case .square: return [try square(node)]
    case .pow: return [try power(node)]
    case .add: return [try binary(.add, node, function: 0)]
    case .sub: return [try binary(.subtract, node, function: 0)]
    case .mul: return [try binary(.multiply, node, function: 0)]
    case .div: return [try binary(.divide, node, function: 0)]
    case .maximum: return [try binary(.maximum, node)]
    case .minimum: return [try binary(.minimum, node)]
    case .addN: return [try sum(node)]
    case .squaredDifference: return [try squaredDifference(node)]
    default: return try convertMovement(known, node)
    }
  }

  private mutating func convertMovement(
    _ known: TFLiteOperator, _ node: TFLiteNode
  ) throws(ImportError) -> [TFLiteResult] {
    switch known {
    case .concatenation: return [try concatenate(node)]
    case .reshape: return [try reshape(node)]
    case .squeeze: return [try squeeze(node)]
    case .expandDims: return [try expandDims(node)]
    case .transpose: return [try transpose(node)]
    case .pad, .padV2: return [try pad(node)]
    case .mirrorPad: return [try mirrorPad(node)]
    case .slice: return [try slice(node)]
    case .stridedSlice: return [try stridedSlice(node)]
    case .split: return try split(node, value: 1, axis: 0)
    case .splitV: return try split(node, value: 0, axis: 2)
    case .pack: return [try pack(node)]
    case .unpack: return try unpack(node)
    case .gather: return [try gather(node)]
    case .tile: return [try tile(node)]
    case .broadcastTo: return [try broadcast(node)]
    case .depthToSpace: return [try depthToSpace(node)]
    case .spaceToDepth: return [try spaceToDepth(node)]
    case .spaceToBatchND: return [try spaceToBatch(node)]
    case .batchToSpaceND: return [try batchToSpace(node)]
    case .resizeNearestNeighbor: return [try resizeNearest(node)]
    case .resizeBilinear: return [try resizeBilinear(node)]
    case .shape: return [try shape(node)]
    default: throw ImportError(.unsupportedOperator)
    }
  }
}
