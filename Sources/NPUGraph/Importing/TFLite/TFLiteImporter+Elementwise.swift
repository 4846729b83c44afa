import OpKernels
import Tensors

extension TFLiteImporter {
  /// The function of one element that an operator stands for; nil for other operators.
  func function(_ known: TFLiteOperator, _ node: TFLiteNode) throws(ImportError) -> Activation? {
    switch known {
    case .relu: return .relu
    case .relu6: return .clip(0...6)
    case .reluN1To1: return .clip(-1...1)
    case .relu0To1: return .clip(0...1)
    case .leakyRelu: return .leakyRelu(slope: try node.float(0))
    case .elu: return .elu(alpha: 1)
    case .logistic: return .sigmoid
    case .tanh: return .tanh
    case .hardSwish: return .hardSwish
    case .gelu: return try node.flag(0) ? nil : .gelu
    case .exp: return .exp
    case .log: return .log
    case .sqrt: return .sqrt
    case .abs: return .abs
    case .neg: return .negate
    case .sign: return .sign
    case .floor: return .floor
    case .ceil: return .ceil
    case .round: return .round
    default: return nil
    }
  }

  /// A function of one element, in either order.
  mutating func activation(_ function: Activation, _ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (input, isMap) = try single(node)
    if case .constant(let constant) = input, let integers = constant.integers,
      let result = function.wholeNumbers(integers)
    {
      return .ordered(.constant(Constant(constant.extents, integers: result)), isMap: isMap)
    }
    return .ordered(
      try emit(
        .activation(function), [input], node, extents: assembler.extents(input),
        as: try form(of: try node.output())), isMap: isMap)
  }

  /// The first input in the order in which it was made.
  mutating func single(_ node: TFLiteNode) throws(ImportError) -> (operand: Operand, isMap: Bool) {
    let isMap = try prefersMap(node, [0])
    return (try operand(node, 0, isMap: isMap), isMap)
  }

  /// A function of two inputs, and the one behind it.
  ///
  /// - Parameter function: the options' field of the function behind; nil where there is none.
  mutating func binary(
    _ operation: BinaryFunction, _ node: TFLiteNode, function: Int? = nil
  ) throws(ImportError) -> TFLiteResult {
    let isMap = try prefersMap(node, [0, 1])
    let (a, b) = (try operand(node, 0, isMap: isMap), try operand(node, 1, isMap: isMap))
    var last = Activation.identity
    if let function { last = try node.activation(function) }
    return .ordered(
      try binary(operation, a, b, node, as: try form(of: try node.output()), then: last), isMap: isMap)
  }

  /// A function of two operands of one order; whole numbers that are known are computed as such.
  mutating func binary(
    _ function: BinaryFunction, _ a: Operand, _ b: Operand, _ node: TFLiteNode, as form: TFLiteForm = .plain,
    then last: Activation = .identity
  ) throws(ImportError) -> Operand {
    guard let result = GraphAssembler.broadcast(assembler.extents(a), assembler.extents(b)) else {
      throw ImportError(
        .invalid(
          name: "shapes", found: "\(assembler.extents(a)) and \(assembler.extents(b))",
          expected: "ones that repeat to each other"))
    }
    if case .constant(let left) = a, case .constant(let right) = b, left.integers != nil,
      right.integers != nil, last == .identity
    {
      let (x, y) = (
        try assembler.expanded(left, result).truncated, try assembler.expanded(right, result).truncated
      )
      var integers: [Int64] = []
      for (x, y) in zip(x, y) {
        guard let integer = function.wholeNumber(x, y) else {
          throw ImportError(.invalid(name: "integers", found: "\(x) and \(y)", expected: "a result"))
        }
        integers.append(integer)
      }
      return .constant(Constant(result, integers: integers))
    }
    return try emit(.binary(function), [a, b], node, extents: result, as: form, then: last)
  }

  /// A function of one operand.
  mutating func applied(
    _ function: Activation, _ operand: Operand, _ node: TFLiteNode, as form: TFLiteForm = .plain
  ) throws(ImportError) -> Operand {
    try emit(.activation(function), [operand], node, extents: assembler.extents(operand), as: form)
  }

  private mutating func affine(
    _ operand: Operand, _ factor: Float, _ offset: Float = 0, _ node: TFLiteNode
  ) throws(ImportError) -> Operand {
    try applied(.affine(scales: [factor], offsets: [offset]), operand, node)
  }

  /// `ADD_N`: all inputs.
  mutating func sum(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let isMap = try prefersMap(node, Array(node.inputs.indices))
    var result = try operand(node, 0, isMap: isMap)
    let form = try form(of: try node.output())
    for index in node.inputs.indices.dropFirst() {
      let isLast = index == node.inputs.count - 1
      result = try binary(
        .add, result, try operand(node, index, isMap: isMap), node, as: isLast ? form : .plain)
    }
    return .ordered(result, isMap: isMap)
  }

  mutating func squaredDifference(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let isMap = try prefersMap(node, [0, 1])
    let difference = try binary(
      .subtract, try operand(node, 0, isMap: isMap), try operand(node, 1, isMap: isMap), node)
    return .ordered(
      try binary(.multiply, difference, difference, node, as: try form(of: try node.output())), isMap: isMap)
  }

  mutating func square(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (x, isMap) = try single(node)
    return .ordered(try binary(.multiply, x, x, node, as: try form(of: try node.output())), isMap: isMap)
  }

  mutating func reciprocalRoot(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (x, isMap) = try single(node)
    let root = try applied(.sqrt, x, node)
    return .ordered(try applied(.reciprocal, root, node, as: try form(of: try node.output())), isMap: isMap)
  }

  mutating func power(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let exponents = try constant(node, 1, "an exponent")
    guard exponents.count == 1, let exponent = exponents.floats.first else {
      throw ImportError(.unsupportedForm("\(exponents.count) exponents"))
    }
    let (x, isMap) = try single(node)
    let form = try form(of: try node.output())
    let result: Operand
    switch exponent {
    case -1: result = try applied(.reciprocal, x, node, as: form)
    case -0.5: result = try applied(.reciprocal, try applied(.sqrt, x, node), node, as: form)
    case 0.5: result = try applied(.sqrt, x, node, as: form)
    case 1: result = try applied(.identity, x, node, as: form)
    case 2: result = try binary(.multiply, x, x, node, as: form)
    case 3: result = try binary(.multiply, try binary(.multiply, x, x, node), x, node, as: form)
    case 4:
      let squared = try binary(.multiply, x, x, node)
      result = try binary(.multiply, squared, squared, node, as: form)
    default: throw ImportError(.unsupportedForm("the exponent \(exponent)"))
    }
    return .ordered(result, isMap: isMap)
  }

  /// `0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`.
  mutating func tanhGelu(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (x, isMap) = try single(node)
    let squared = try binary(.multiply, x, x, node)
    let factor = try affine(squared, 0.044715 * 0.797884561, 0.797884561, node)
    let bent = try applied(.tanh, try binary(.multiply, x, factor, node), node)
    let share = try affine(bent, 0.5, 0.5, node)
    return .ordered(
      try binary(.multiply, x, share, node, as: try form(of: try node.output())), isMap: isMap)
  }

  mutating func prelu(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let slopes = try constant(node, 1, "slopes")
    let isMap = try prefersMap(node, [0])
    let input = try operand(node, 0, isMap: isMap)
    let form = try form(of: try node.output())
    if slopes.count == 1 {
      return .ordered(try applied(.leakyRelu(slope: slopes.floats[0]), input, node, as: form), isMap: isMap)
    }
    // One per channel, which a map has second.
    let extents = assembler.extents(input)
    if isMap, extents[0] == 1, slopes.count == extents[1], slopes.extents.last == slopes.count {
      return .map(try applied(.prelu(slopes: slopes.floats), input, node, as: form))
    }
    // max(x, 0) + slope * min(x, 0).
    let positive = try applied(.relu, input, node)
    let negative = try applied(.clip(-.infinity...0), input, node)
    let scaled = try binary(.multiply, negative, try operand(node, 1, isMap: isMap), node)
    return .ordered(try binary(.add, positive, scaled, node, as: form), isMap: isMap)
  }

  /// Between floats; whole numbers that are known become what the file says, computed ones are floats already.
  mutating func cast(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let target = model.tensors[try node.output()].type
    let (input, isMap) = try single(node)
    if case .constant(let constant) = input {
      if target == .bool {
        let truths = constant.floats.map { $0 != 0 ? Int64(1) : 0 }
        return .ordered(.constant(Constant(constant.extents, integers: truths)), isMap: isMap)
      }
      return .ordered(
        .constant(
          target.isInteger
            ? Constant(constant.extents, integers: constant.truncated)
            : Constant(constant.extents, floats: constant.floats)), isMap: isMap)
    }
    let source = model.tensors[try node.input(0)].type
    try node.require(!target.isInteger || source.isInteger, "a conversion to \(target) at run time")
    return try converted(node)
  }

  /// The same numbers as something else: codes, other codes, floats.
  mutating func converted(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (input, isMap) = try single(node)
    let form = try form(of: try node.output())
    if case .constant = input { return .ordered(input, isMap: isMap) }
    if self.form(input) == form { return .ordered(input, isMap: isMap) }
    return .ordered(
      try emit(.convert, [input], node, extents: assembler.extents(input), as: form), isMap: isMap)
  }
}
