import Containers
import OpKernels

extension ONNXImporter {
  /// Adds what an operator computes to the graph; the results stand in the order of the node's outputs.
  mutating func convert(_ known: ONNXOperator, _ node: ONNXNodeScope) throws(ImportError) -> [Operand] {
    switch known {
    case .conv: return [try convolution(node)]
    case .convTranspose: return [try transposedConvolution(node)]
    case .gemm: return [try gemm(node)]
    case .matMul: return [try matrixMultiply(node)]
    case .maxPool: return [try pool(node, isMaximum: true)]
    case .averagePool: return [try pool(node, isMaximum: false)]
    case .globalMaxPool: return [try globalPool(node, isMaximum: true)]
    case .globalAveragePool: return [try globalPool(node, isMaximum: false)]
    case .batchNormalization: return [try batchNormalization(node)]
    case .instanceNormalization: return [try instanceNormalization(node)]
    case .layerNormalization: return [try layerNormalization(node)]
    case .lrn: return [try localResponse(node)]
    case .lpNormalization: return [try lpNormalization(node)]
    case .softmax: return [try softmax(node)]
    case .logSoftmax: return [try logSoftmax(node)]
    case .identity: return [try node.input(0)]
    case .dropout:
      let isTraining = try node.optionalConstant(2, "the choice of training")?.truncated.first ?? 0
      try node.require(isTraining == 0, "training_mode")
      return [try node.input(0)]
    case .gelu where node.string("approximate", "none") == "tanh": return [try approximateGelu(node)]
    case .cast: return [try cast(node)]
    case .quantizeLinear: return [try quantize(node)]
    case .dequantizeLinear: return [try dequantize(node)]
    default: return try convertElementwise(known, node)
    }
  }

  /// Functions of elements, then everything else.
  private mutating func convertElementwise(
    _ known: ONNXOperator, _ node: ONNXNodeScope
  ) throws(ImportError) -> [Operand] {
    if let activation = try activation(known, node) {
      return [try self.activation(activation, try node.input(0), node)]
    }
    switch known {
    case .selu:
      let (alpha, gamma) = (node.float("alpha", 1.67326319), node.float("gamma", 1.05070102))
      return [try scaledElu(node, alpha: alpha, divisor: 1, scale: gamma)]
    case .celu:
      let alpha = node.float("alpha", 1)
      return [try scaledElu(node, alpha: 1, divisor: alpha, scale: alpha)]
    case .clip: return [try clip(node)]
    case .prelu: return [try prelu(node)]
    case .add: return [try binary(.add, node)]
    case .sub: return [try binary(.subtract, node)]
    case .mul: return [try binary(.multiply, node)]
    case .div: return [try binary(.divide, node)]
    case .max: return [try chain(.maximum, node)]
    case .min: return [try chain(.minimum, node)]
    case .sum: return [try chain(.add, node)]
    case .mean: return [try mean(node)]
    case .pow: return [try power(node)]
    case .mod, .equal, .less, .greater, .not, .and, .or, .where:
      return [try constantLogic(known, node)]
    case .reduceMean: return [try reduce(.mean, node)]
    case .reduceSum: return [try reduce(.sum, node)]
    case .reduceMax: return [try reduce(.maximum, node)]
    case .reduceMin: return [try reduce(.minimum, node)]
    case .reduceProd: return [try reduce(.product, node)]
    case .reduceL1: return [try reduce(.l1, node)]
    case .reduceL2: return [try reduce(.l2, node)]
    case .reduceSumSquare: return [try reduce(.sumSquare, node)]
    case .argMax: return [try extremum(node, isGreatest: true)]
    case .argMin: return [try extremum(node, isGreatest: false)]
    default: return try convertMovement(known, node)
    }
  }

  private mutating func convertMovement(
    _ known: ONNXOperator, _ node: ONNXNodeScope
  ) throws(ImportError) -> [Operand] {
    switch known {
    case .concat: return [try concatenate(node)]
    case .split: return try split(node)
    case .slice: return [try slice(node)]
    case .pad: return [try pad(node)]
    case .reshape: return [try reshape(node)]
    case .flatten: return [try flatten(node)]
    case .squeeze: return [try squeeze(node)]
    case .unsqueeze: return [try unsqueeze(node)]
    case .transpose: return [try transpose(node)]
    case .expand: return [try expand(node)]
    case .tile: return [try tile(node)]
    case .gather: return [try gather(node)]
    case .depthToSpace: return [try depthToSpace(node)]
    case .spaceToDepth: return [try spaceToDepth(node)]
    case .resize, .upsample: return [try resize(node, isUpsample: known == .upsample)]
    case .constant: return [try constant(node)]
    case .constantOfShape: return [try constantOfShape(node)]
    case .shape: return [try shape(node)]
    case .size: return [try size(node)]
    case .range: return [try range(node)]
    default: throw ImportError(.unsupportedOperator)
    }
  }
}

extension ONNXImporter {
  /// Adds a node with one result whose shape is that of its input, unless given.
  mutating func emit(
    _ operation: Operation, _ inputs: [Operand], _ node: ONNXNodeScope, extents: [Int]? = nil
  ) throws(ImportError) -> Operand {
    try assembler.emit(
      operation, inputs, extents: extents ?? assembler.extents(inputs[0]), label: node.node.operation,
      name: node.name)
  }

  /// The same elements in another shape; nothing when it has that shape.
  mutating func reshaped(
    _ operand: Operand, _ extents: [Int], _ node: ONNXNodeScope
  ) throws(ImportError) -> Operand {
    if assembler.extents(operand) == extents { return operand }
    if case .constant(let constant) = operand { return .constant(constant.reshaped(extents)) }
    return try emit(.reshape, [operand], node, extents: extents)
  }

  func extents(_ operand: Operand) -> [Int] { assembler.extents(operand) }
}
