/// Operators on numbers of any kind.
extension Interpreter {
  /// Bools count as 0 and 1; other numbers stay as they are.
  @inline(__always)
  private func withoutBool(_ value: Value) -> Value {
    if value == .true { return Value(small: 1) }
    return value == .false ? Value(small: 0) : value
  }

  /// Whether a number, no bool, is an integer.
  @inline(__always)
  func isInteger(_ value: Value) -> Bool { value.isSmall || isKind(value, .bigInteger) }

  /// nil when these numbers do not know the operator (float << int).
  func binaryOfNumbers(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised)
    -> Value?
  {
    let (first, second) = (withoutBool(left), withoutBool(right))
    if isInteger(first), isInteger(second) { return try binaryOfIntegers(operation, first, second) }
    let result =
      isKind(first, .complex) || isKind(second, .complex)
      ? try binaryOfComplex(operation, complexNumber(first), complexNumber(second))
      : try binaryOfFloats(operation, realNumber(first), realNumber(second))
    if let result { return result }
    // A bool stands back for its integer before the device gives up, on the right even with the operands
    // exchanged.
    if second != right {
      throw typeError(
        "unsupported types for \(text(name(operation.reversedMethod))): 'int', '\(typeName(first))'")
    }
    if first != left {
      throw typeError("unsupported types for \(text(name(operation.method))): 'int', '\(typeName(second))'")
    }
    return nil
  }

  /// `divmod(left, right)`; nil when these are complex numbers.
  func divmodOfNumbers(_ left: Value, _ right: Value) throws(Raised) -> Value? {
    let (left, right) = (withoutBool(left), withoutBool(right))
    if isInteger(left), isInteger(right) {
      let result = try divideIntegers(left, right)
      return try newTuple([result.quotient, result.remainder])
    }
    if isKind(left, .complex) || isKind(right, .complex) { return nil }
    let result = try floorDivision(realNumber(left), realNumber(right))
    return try newTuple([try newFloat(result.quotient), try newFloat(result.remainder)])
  }

  /// `True` counts as 1; nil if unknown.
  func unaryOfNumbers(_ operation: UnaryOperator, _ value: Value) throws(Raised) -> Value? {
    let value = withoutBool(value)
    if value.isSmall {
      switch operation {
      case .plus: return value
      case .minus: return try newInteger(-value.small)
      case .invert: return Value(small: ~value.small)
      }
    }
    if operation == .plus, isNumber(value) { return value }
    switch kind(value) {
    case .bigInteger:
      let number = wholeNumber(value)
      return try newInteger(operation == .minus ? number.negated : number.inverted)
    case .complex where operation == .minus:
      let parts = complexParts(value)
      return try newComplex(-parts.real, -parts.imaginary)
    default:
      guard operation == .minus, isFloat(value) else { return nil }
      return try newFloat(-float(value))
    }
  }

  /// `abs(value)`; nil if it is no number.
  func absoluteOfNumber(_ value: Value) throws(Raised) -> Value? {
    let value = withoutBool(value)
    if value.isSmall { return value.small < 0 ? try newInteger(-value.small) : value }
    if isFloat(value) { return float(value).sign == .minus ? try newFloat(-float(value)) : value }
    switch kind(value) {
    case .bigInteger: return magnitude(value).isNegative ? try newInteger(wholeNumber(value).absolute) : value
    case .complex: return try complexMagnitude(value)
    default: return nil
    }
  }

  // MARK: Comparing

  /// Whether two numbers are equal; an integer beside a float is rounded to one first, as on the device.
  func equalNumbers(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    let (left, right) = (withoutBool(left), withoutBool(right))
    if isInteger(left), isInteger(right) {
      if left.isSmall || right.isSmall { return left == right }
      let (first, second) = (magnitude(left), magnitude(right))
      return first.isNegative == second.isNegative && first.compared(to: second, memory) == 0
    }
    if isKind(left, .complex) || isKind(right, .complex) {
      return complexNumber(left) == complexNumber(right)
    }
    return realNumber(left) == realNumber(right)
  }

  /// `<`, `>`, `<=`, `>=` of numbers; nil when one is complex.
  func orderNumbers(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? {
    let isBool = left == .true || left == .false
    let (left, right) = (withoutBool(left), withoutBool(right))
    if left.isSmall, right.isSmall { return operation.holds(left.small, right.small) }
    if isInteger(left), isInteger(right) {
      let (first, second) = (magnitude(left), magnitude(right))
      if first.isNegative != second.isNegative {
        return operation.holds(first.isNegative ? 0 : 1, second.isNegative ? 0 : 1)
      }
      let order = first.compared(to: second, memory)
      return operation.holds(first.isNegative ? -order : order, 0)
    }
    if isKind(left, .complex) || isKind(right, .complex) {
      if isBool {
        throw typeError("unsupported types for \(text(name(operation.method))): 'int', '\(typeName(right))'")
      }
      return nil
    }
    return operation.holds(realNumber(left), realNumber(right))
  }

  /// Equal numbers have equal hashes, bools and floats too.
  func hashOfNumber(_ value: Value) -> Int {
    let value = withoutBool(value)
    if value.isSmall { return value.small }
    switch kind(value) {
    case .bigInteger:
      let operand = magnitude(value)
      return SmallInteger.wrapping(
        Int(truncatingIfNeeded: operand.isNegative ? 0 &- operand.first : operand.first))
    case .complex:
      let parts = complexParts(value)
      return hashOfFloat(parts.real) ^ hashOfFloat(parts.imaginary)
    default: return hashOfFloat(float(value))
    }
  }

  /// Whole numbers have their integer's hash; of others whole part and fraction are mixed.
  private func hashOfFloat(_ number: Double) -> Int {
    guard let whole = BigInteger(truncating: number) else {
      return SmallInteger.wrapping(Int(truncatingIfNeeded: number.bitPattern >> 52))
    }
    if number == number.rounded(.towardZero) { return whole.hashWord }
    let mixed =
      Int(truncatingIfNeeded: whole.lowBits) ^ Int(truncatingIfNeeded: number.bitPattern & (1 << 62 - 1))
    return SmallInteger.wrapping(mixed)
  }
}
