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
    case .gelu:
      try node.require(node.string("approximate", "none") == "none", "approximate = tanh")
      return .gelu
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
    if case .constant(let constant) = input, let integers = constant.integers,
      let result = activation.exact(integers)
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
    if divisor != 1 { operand = try affine(operand, 1 / divisor, node) }
    operand = try emit(.activation(.elu(alpha: alpha)), [operand], node)
    return scale == 1 ? operand : try affine(operand, scale, node)
  }

  private mutating func affine(
    _ operand: Operand, _ factor: Float, _ node: ONNXNodeScope
  ) throws(ImportError) -> Operand {
    try emit(.activation(.affine(scales: [factor], offsets: [0])), [operand], node)
  }

  mutating func clip(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var bounds: [Float] = []
    for (index, name, standard) in [(1, "min", -Float.infinity), (2, "max", Float.infinity)] {
      let bound = try node.optionalConstant(index, name)?.floats.first ?? node.node.float(name) ?? standard
      bounds.append(bound)
    }
    guard bounds[0] <= bounds[1] else {
      throw ImportError(.invalid(name: "min", found: "\(bounds[0])", expected: "at most max, \(bounds[1])"))
    }
    let operand = try node.input(0)
    if case .constant(let constant) = operand, let integers = constant.integers {
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
    guard let result = Self.broadcast(extents(a), extents(b)) else {
      throw ImportError(
        .invalid(
          name: "shapes", found: "\(extents(a)) and \(extents(b))", expected: "ones that repeat to each other"
        ))
    }
    if case .constant(let left) = a, case .constant(let right) = b, left.integers != nil,
      right.integers != nil
    {
      return try integers(left, right, result) { function($0, $1) }
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

  mutating func mean(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let sum = try chain(.add, node)
    return node.inputs.count < 2 ? sum : try affine(sum, 1 / Float(node.inputs.count), node)
  }

  mutating func power(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (base, exponents) = (try node.input(0), try node.constant(1, "an exponent"))
    guard exponents.count == 1, let exponent = exponents.floats.first else {
      throw ImportError(.unsupportedForm("\(exponents.count) exponents"))
    }
    let square = { (self: inout Self, x: Operand) throws(ImportError) in
      try self.binary(.multiply, x, x, node)
    }
    switch exponent {
    case -1: return try emit(.activation(.reciprocal), [base], node)
    case 0.5: return try emit(.activation(.sqrt), [base], node)
    case 1: return base
    case 2: return try square(&self, base)
    case 3: return try binary(.multiply, try square(&self, base), base, node)
    case 4: return try square(&self, try square(&self, base))
    default: throw ImportError(.unsupportedForm("the exponent \(exponent)"))
    }
  }

  mutating func cast(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let operand = try node.input(0)
    let type = ONNXDataType(rawValue: Int32(clamping: node.int("to", 1)))
    switch operand {
    case .constant(let constant):
      if type == .bool {
        return .constant(Constant(constant.extents, integers: constant.floats.map { $0 != 0 ? 1 : 0 }))
      }
      return .constant(
        type.isInteger
          ? Constant(constant.extents, integers: constant.truncated)
          : Constant(constant.extents, floats: constant.floats))
    case .value:
      switch type {
      case .float, .double:
        if assembler.elementType(operand) == .float32 { return operand }
        return try assembler.emit(
          .convert, [operand], extents: extents(operand), label: node.node.operation, name: node.name,
          type: .float32)
      case .float16:
        return try assembler.emit(
          .convert, [operand], extents: extents(operand), label: node.node.operation, name: node.name,
          type: .float16)
      default: throw ImportError(.unsupportedForm("a conversion to \(type) at run time"))
      }
    }
  }

  /// Comparisons and the like, which only shapes need.
  mutating func constantLogic(_ known: ONNXOperator, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var constants: [Constant] = []
    for index in node.inputs.indices { constants.append(try node.constant(index, "an operand")) }
    guard let first = constants.first else { throw ImportError(.missingValue("")) }
    if known == .not {
      return .constant(Constant(first.extents, integers: first.truncated.map { $0 == 0 ? 1 : 0 }))
    }
    guard constants.count >= 2 else { throw ImportError(.invalid(name: "inputs", found: "1", expected: "2")) }
    var extents = first.extents
    for constant in constants.dropFirst() {
      guard let wider = Self.broadcast(extents, constant.extents) else {
        throw ImportError(
          .invalid(
            name: "shapes", found: "\(extents) and \(constant.extents)",
            expected: "ones that repeat to each other"))
      }
      extents = wider
    }
    if known == .where {
      guard constants.count == 3 else {
        throw ImportError(.invalid(name: "inputs", found: "2", expected: "3"))
      }
      let choice = try assembler.expanded(first, extents).truncated
      let both = [
        try assembler.expanded(constants[1], extents), try assembler.expanded(constants[2], extents),
      ]
      let count = choice.count
      let places = choice.indices.map { choice[$0] != 0 ? $0 : count + $0 }
      return .constant(both[0].joined(both[1]).picked(places, extents: extents, filler: 0))
    }
    let areFloats = first.integers == nil || constants[1].integers == nil
    if areFloats, known != .mod {
      let (left, right) = (
        try assembler.expanded(first, extents).floats, try assembler.expanded(constants[1], extents).floats
      )
      let results = zip(left, right).map { known.holds($0, $1) ? Int64(1) : 0 }
      return .constant(Constant(extents, integers: results))
    }
    return try integers(first, constants[1], extents) { x, y in
      if known == .mod {
        if y == 0 { return nil }
        let rest = x.remainderReportingOverflow(dividingBy: y).partialValue
        // The sign is the divisor's.
        return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
      }
      return known.holds(x, y) ? 1 : 0
    }
  }
}

extension ONNXOperator {
  /// A comparison of two numbers.
  fileprivate func holds<T: Comparable & Numeric>(_ a: T, _ b: T) -> Bool {
    switch self {
    case .equal: a == b
    case .less: a < b
    case .greater: a > b
    case .and: a != 0 && b != 0
    default: a != 0 || b != 0
    }
  }
}

extension BinaryFunction {
  /// The function of integers, quotients cut off; nil when there is no result of 64 bits.
  fileprivate func callAsFunction(_ a: Int64, _ b: Int64) -> Int64? {
    let (result, overflow) =
      switch self {
      case .add: a.addingReportingOverflow(b)
      case .subtract: a.subtractingReportingOverflow(b)
      case .multiply: a.multipliedReportingOverflow(by: b)
      case .divide: a.dividedReportingOverflow(by: b)
      case .maximum: (Swift.max(a, b), false)
      case .minimum: (Swift.min(a, b), false)
      }
    return overflow ? nil : result
  }
}

extension Activation {
  /// The function of integers that stay integers.
  fileprivate func exact(_ integers: [Int64]) -> [Int64]? {
    switch self {
    case .abs: integers.map { $0 == .min ? .max : Swift.abs($0) }
    case .negate: integers.map { 0 &- $0 }
    case .floor, .ceil, .round: integers
    case .relu: integers.map { Swift.max($0, 0) }
    case .sign: integers.map { $0.signum() }
    default: nil
    }
  }
}
