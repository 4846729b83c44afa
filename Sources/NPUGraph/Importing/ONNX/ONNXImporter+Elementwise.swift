import Containers
import OpKernels
import Tensors

extension ONNXImporter {
  /// The function of one element that an operator stands for; nil for other operators.
  func activation(_ known: ONNXOperator, _ node: ONNXNodeScope) throws(ImportError) -> Activation? {
    switch known {
    case .relu: return .relu
    case .leakyRelu: return .leakyRelu(slope: node.float("alpha", 0.01))
    case .elu: return .elu(alpha: node.float("alpha", 1))
    case .sigmoid: return .sigmoid
    case .hardSigmoid: return .hardSigmoid(alpha: node.float("alpha", 0.2), beta: node.float("beta", 0.5))
    case .hardSwish: return .hardSwish
    case .tanh: return .tanh
    case .softplus: return .softplus
    case .softsign: return .softsign
    case .mish: return .mish
    case .gelu where node.string("approximate", "none") == "none": return .gelu
    case .erf: return .erf
    case .exp: return .exp
    case .log: return .log
    case .sqrt: return .sqrt
    case .abs: return .abs
    case .neg: return .negate
    case .reciprocal: return .reciprocal
    case .floor: return .floor
    case .ceil: return .ceil
    case .round: return .round
    case .sign: return .sign
    default: return nil
    }
  }

  /// A function of one element.
  mutating func activation(
    _ activation: Activation, _ input: Operand, _ node: ONNXNodeScope
  ) throws(ImportError) -> Operand {
    if case .constant(let constant) = input, let integers = constant.integers {
      try assembler.charge(integers.count)
    }
    if case .constant(let constant) = input, let integers = constant.integers,
      let result = activation.wholeNumbers(integers)
    {
      return .constant(Constant(constant.extents, integers: result))
    }
    return try emit(.activation(activation), [input], node)
  }

  /// `scale * elu(x / divisor)`.
  mutating func scaledElu(
    _ node: ONNXNodeScope, alpha: Float, divisor: Float, scale: Float
  ) throws(ImportError) -> Operand {
    var operand = try node.input(0)
    if divisor != 1 { operand = try scaled(operand, by: 1 / divisor, node) }
    operand = try emit(.activation(.elu(alpha: alpha)), [operand], node)
    return scale == 1 ? operand : try scaled(operand, by: scale, node)
  }

  /// An operand times a number.
  mutating func scaled(
    _ operand: Operand, by factor: Float, _ node: ONNXNodeScope
  ) throws(ImportError) -> Operand {
    try emit(.activation(.affine(scales: [factor], offsets: [0])), [operand], node)
  }

  mutating func clip(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var bounds: [Float] = []
    for (index, name, standard) in [(1, "min", -Float.infinity), (2, "max", Float.infinity)] {
      let bound = try node.optionalConstant(index, name)?.floats.first ?? node.node.float(name) ?? standard
      bounds.append(bound)
    }
    // Below min, then above max: a max below min is the result everywhere.
    if bounds[0] > bounds[1] { bounds[0] = bounds[1] }
    guard bounds[0] <= bounds[1] else {
      throw ImportError(.invalid(name: "min and max", found: "\(bounds)", expected: "numbers"))
    }
    let operand = try node.input(0)
    if case .constant(let constant) = operand, let integers = constant.integers {
      try assembler.charge(integers.count)
      let (low, high) = (
        Constant([], floats: [bounds[0]]).truncated[0], Constant([], floats: [bounds[1]]).truncated[0]
      )
      return .constant(
        Constant(constant.extents, integers: integers.map { Swift.min(Swift.max($0, low), high) }))
    }
    let isRelu = bounds[0] == 0 && bounds[1] == .infinity
    return try emit(.activation(isRelu ? .relu : .clip(bounds[0]...bounds[1])), [operand], node)
  }

  mutating func prelu(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let slopes = try node.constant(1, "slopes")
    if slopes.count == 1 { return try emit(.activation(.leakyRelu(slope: slopes.floats[0])), [input], node) }
    // One per channel, in whichever shape repeats to it.
    let padded =
      [Int](repeating: 1, count: Swift.max(0, extents.count - slopes.extents.count)) + slopes.extents
    let isPerChannel =
      extents.count >= 2 && extents[0] == 1 && padded.count == extents.count && slopes.count == extents[1]
      && padded[1] == extents[1]
    if isPerChannel { return try emit(.activation(.prelu(slopes: slopes.floats)), [input], node) }
    // max(x, 0) + slope * min(x, 0).
    let positive = try emit(.activation(.relu), [input], node)
    let negative = try emit(.activation(.clip(-.infinity...0)), [input], node)
    let scaled = try binary(.multiply, negative, .constant(slopes), node)
    return try binary(.add, positive, scaled, node)
  }

  mutating func binary(_ function: BinaryFunction, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    try binary(function, try node.input(0), try node.input(1), node)
  }

  /// Two operands; integers that are known are computed as integers.
  mutating func binary(
    _ function: BinaryFunction, _ a: Operand, _ b: Operand, _ node: ONNXNodeScope
  ) throws(ImportError) -> Operand {
    guard let result = GraphAssembler.broadcast(extents(a), extents(b)) else {
      throw ImportError(
        .invalid(
          name: "shapes", found: "\(extents(a)) and \(extents(b))", expected: "ones that repeat to each other"
        ))
    }
    if case .constant(let left) = a, case .constant(let right) = b, left.integers != nil,
      right.integers != nil
    {
      return try integers(left, right, result) { function.wholeNumber($0, $1) }
    }
    return try emit(.binary(function), [a, b], node, extents: result)
  }

  /// A function of the integers of two constants, element by element.
  mutating func integers(
    _ a: Constant, _ b: Constant, _ extents: [Int], _ body: (Int64, Int64) -> Int64?
  ) throws(ImportError) -> Operand {
    let (left, right) = (
      try assembler.expanded(a, extents).truncated, try assembler.expanded(b, extents).truncated
    )
    try assembler.charge(left.count)
    var results: [Int64] = []
    for (x, y) in zip(left, right) {
      guard let result = body(x, y) else {
        throw ImportError(.invalid(name: "integers", found: "\(x) and \(y)", expected: "a result of 64 bits"))
      }
      results.append(result)
    }
    return .constant(Constant(extents, integers: results))
  }

  /// The first operand with the second, the result with the third, and so on.
  mutating func chain(_ function: BinaryFunction, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var result = try node.input(0)
    for index in node.inputs.indices.dropFirst() {
      result = try binary(function, result, try node.input(index), node)
    }
    return result
  }

  /// `x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2`.
  mutating func approximateGelu(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let cube = try binary(.multiply, try binary(.multiply, input, input, node), input, node)
    let inner = try binary(.add, input, try scaled(cube, by: 0.044715, node), node)
    let curve = try emit(.activation(.tanh), [try scaled(inner, by: 0.797_884_56, node)], node)
    let share = try emit(.activation(.affine(scales: [0.5], offsets: [0.5])), [curve], node)
    return try binary(.multiply, input, share, node)
  }

  mutating func mean(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let sum = try chain(.add, node)
    return node.inputs.count < 2 ? sum : try scaled(sum, by: 1 / Float(node.inputs.count), node)
  }
}
