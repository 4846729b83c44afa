import Containers
import OpKernels
import Tensors

extension ONNXImporter {
  mutating func power(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (base, exponents) = (try node.input(0), try node.constant(1, "an exponent"))
    if case .constant(let numbers) = base { return try power(numbers, exponents) }
    guard exponents.count == 1, let exponent = exponents.floats.first else {
      throw ImportError(.unsupportedForm("\(exponents.count) exponents"))
    }
    let square = { (self: inout Self, x: Operand) throws(ImportError) in
      try self.binary(.multiply, x, x, node)
    }
    switch exponent {
    case -1: return try emit(.activation(.reciprocal), [base], node)
    case 0.5: return try emit(.activation(.sqrt), [base], node)
    case -0.5:
      return try emit(.activation(.reciprocal), [try emit(.activation(.sqrt), [base], node)], node)
    case 1: return base
    case 2: return try square(&self, base)
    case 3: return try binary(.multiply, try square(&self, base), base, node)
    case 4: return try square(&self, try square(&self, base))
    default: throw ImportError(.unsupportedForm("the exponent \(exponent)"))
    }
  }

  /// Powers of constants, element by element; of the type of the bases.
  private mutating func power(_ bases: Constant, _ exponents: Constant) throws(ImportError) -> Operand {
    guard let extents = GraphAssembler.broadcast(bases.extents, exponents.extents) else {
      throw ImportError(
        .invalid(
          name: "shapes", found: "\(bases.extents) and \(exponents.extents)",
          expected: "ones that repeat to each other"))
    }
    try assembler.charge(Shape(extents).elementCount ?? .max)
    let (left, right) = (
      try assembler.expanded(bases, extents), try assembler.expanded(exponents, extents)
    )
    let math = assembler.math
    let results = zip(left.floats, right.floats).map { Self.power($0, $1, math) }
    guard bases.integers != nil else { return .constant(Constant(extents, floats: results)) }
    guard exponents.integers != nil else {
      return .constant(Constant(extents, integers: Constant(extents, floats: results).truncated))
    }
    return try integers(bases, exponents, extents) { base, exponent in
      // Beyond 63 only powers of -1, 0 and 1 have 64 bits.
      guard (0...64).contains(exponent) else { return nil }
      var result: Int64 = 1
      for _ in 0..<exponent {
        let (product, overflow) = result.multipliedReportingOverflow(by: base)
        if overflow { return nil }
        result = product
      }
      return result
    }
  }

  /// `base^exponent`; small whole exponents by products, in double precision.
  private static func power(_ base: Float, _ exponent: Float, _ math: ActivationMath) -> Float {
    if exponent == exponent.rounded(), exponent.magnitude <= 64 {
      let product = (0..<Int(exponent.magnitude)).reduce(1.0) { product, _ in product * Double(base) }
      return Float(exponent < 0 ? 1 / product : product)
    }
    return exponent == 0.5 ? base.squareRoot() : math.exp(exponent * math.log(base))
  }

  mutating func cast(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let operand = try node.input(0)
    let type = ONNXDataType(rawValue: Int32(clamping: node.int("to", 1)))
    switch operand {
    case .constant(let constant):
      try assembler.charge(constant.count)
      return .constant(try cast(constant, to: type))
    case .value(let value):
      if fileTypes[value] != nil {
        try node.require(isWhole(value), "codes read as numbers; DequantizeLinear would do it")
      }
      switch type {
      case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64:
        try node.require(wholeValues.contains(value) || isWhole(value), "a conversion to \(type) at run time")
        // Whole numbers stay what they are, as floats.
        return operand
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

  private func cast(_ constant: Constant, to type: ONNXDataType) throws(ImportError) -> Constant {
    switch type {
    case .bool: Constant(constant.extents, integers: constant.floats.map { $0 != 0 ? 1 : 0 })
    case .float, .double: Constant(constant.extents, floats: constant.floats)
    case .float16: Constant(constant.extents, floats: constant.floats.map(\.roundedToHalf))
    default:
      if type.isInteger {
        Constant(constant.extents, integers: constant.truncated)
      } else {
        throw ImportError(.unsupportedForm("a conversion to \(type)"))
      }
    }
  }

  /// Comparisons and the like, which only shapes need.
  mutating func constantLogic(_ known: ONNXOperator, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var constants: [Constant] = []
    for index in node.inputs.indices {
      constants.append(try node.constant(index, "an operand"))
      try assembler.charge(constants[index].count)
    }
    guard let first = constants.first else { throw ImportError(.missingValue("")) }
    if known == .not {
      return .constant(Constant(first.extents, integers: first.truncated.map { $0 == 0 ? 1 : 0 }))
    }
    guard constants.count >= 2 else { throw ImportError(.invalid(name: "inputs", found: "1", expected: "2")) }
    var extents = first.extents
    for constant in constants.dropFirst() {
      guard let wider = GraphAssembler.broadcast(extents, constant.extents) else {
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
    if let result = Shape(extents).elementCount { try assembler.charge(result) }
    let areFloats = first.integers == nil || constants[1].integers == nil
    if areFloats {
      let (left, right) = (
        try assembler.expanded(first, extents).floats, try assembler.expanded(constants[1], extents).floats
      )
      if known == .mod {
        // Numbers are only defined with the sign of the dividend.
        try node.require(node.int("fmod", 0) != 0, "fmod = 0 of numbers that are not whole")
        let rests = zip(left, right).map { $0.truncatingRemainder(dividingBy: $1) }
        return .constant(Constant(extents, floats: rests))
      }
      let results = zip(left, right).map { known.holds($0, $1) ? Int64(1) : 0 }
      return .constant(Constant(extents, integers: results))
    }
    let keepsSign = node.int("fmod", 0) != 0
    return try integers(first, constants[1], extents) { x, y in
      if known == .mod {
        if y == 0 { return nil }
        let rest = x.remainderReportingOverflow(dividingBy: y).partialValue
        if keepsSign { return rest }
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
