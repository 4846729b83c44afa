/// Operators between two integers: small ones in a machine word, larger ones in the arena.
extension Interpreter {
  var divisionByZero: Raised { fault(.ZeroDivisionError, "divide by zero") }

  /// `left op right`; both are small integers or of kind `bigInteger`.
  @inline(__always)
  func binaryOfIntegers(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised)
    -> Value
  {
    if left.isSmall, right.isSmall { return try binaryOfSmall(operation, left.small, right.small) }
    return try binaryOfLarge(operation, left, right)
  }

  /// `left op right` of numbers of 63 bits, so that sums and differences cannot overflow.
  private func binaryOfSmall(_ operation: ArithmeticOperator, _ left: Int, _ right: Int) throws(Raised)
    -> Value
  {
    switch operation {
    case .or: return Value(small: left | right)
    case .xor: return Value(small: left ^ right)
    case .and: return Value(small: left & right)
    case .add: return try newInteger(left &+ right)
    case .subtract: return try newInteger(left &- right)
    case .multiply:
      let product = left.multipliedReportingOverflow(by: right)
      if !product.overflow { return try newInteger(product.partialValue) }
      return try multiplyLarge(Value(small: left), Value(small: right))
    case .divide:
      if right == 0 { throw divisionByZero }
      return try newFloat(floatOf(left) / floatOf(right))
    case .floorDivide:
      if right == 0 { throw divisionByZero }
      return try newInteger(Interpreter.floorDivision(left, right).quotient)
    case .modulo:
      if right == 0 { throw divisionByZero }
      return Value(small: Interpreter.floorDivision(left, right).remainder)
    case .shiftLeft:
      if right < 0 { throw valueError("negative shift count") }
      if right < 62 {
        let shifted = left &<< right
        if shifted &>> right == left { return try newInteger(shifted) }
      }
      return try shiftLeft(Value(small: left), by: right)
    case .shiftRight:
      if right < 0 { throw valueError("negative shift count") }
      return Value(small: left >> min(right, 63))
    case .power: return try powerOfSmall(left, right)
    }
  }

  /// Quotient towards −∞ and the remainder with the divisor's sign, which is not zero; of 63 bits, so nothing
  /// overflows.
  @inline(__always)
  static func floorDivision(_ left: Int, _ right: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
    return remainder != 0 && (remainder < 0) != (right < 0)
      ? (quotient &- 1, remainder &+ right) : (quotient, remainder)
  }

  private func powerOfSmall(_ left: Int, _ right: Int) throws(Raised) -> Value {
    if right < 0 { return try powerOfFloats(floatOf(left), floatOf(right)) }
    var (result, square, exponent) = (1, left, right)
    while exponent > 0 {
      if exponent & 1 != 0 {
        let product = result.multipliedReportingOverflow(by: square)
        if product.overflow { return try powerOfLarge(Value(small: left), Value(small: right)) }
        result = product.partialValue
      }
      exponent &>>= 1
      if exponent == 0 { break }
      let product = square.multipliedReportingOverflow(by: square)
      if product.overflow { return try powerOfLarge(Value(small: left), Value(small: right)) }
      square = product.partialValue
    }
    return try newInteger(result)
  }

  @inline(never)
  private func binaryOfLarge(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised)
    -> Value
  {
    switch operation {
    case .add: return try addLarge(left, right, negatesRight: false)
    case .subtract: return try addLarge(left, right, negatesRight: true)
    case .multiply: return try multiplyLarge(left, right)
    case .or: return try newInteger(wholeNumber(left) | wholeNumber(right))
    case .xor: return try newInteger(wholeNumber(left) ^ wholeNumber(right))
    case .and: return try newInteger(wholeNumber(left) & wholeNumber(right))
    case .divide:
      if right == Value(small: 0) { throw divisionByZero }
      return try newFloat(floatOf(integer: left) / floatOf(integer: right))
    case .floorDivide: return try divideLarge(left, right).quotient
    case .modulo: return try divideLarge(left, right).remainder
    case .shiftLeft, .shiftRight:
      let count = try machineWord(right)
      if count < 0 { throw valueError("negative shift count") }
      if operation == .shiftLeft { return try shiftLeft(left, by: count) }
      guard let shifted = wholeNumber(left).shiftedRight(by: count) else {
        throw valueError("negative shift count")
      }
      return try newInteger(shifted)
    case .power:
      if magnitude(right).isNegative {
        return try powerOfFloats(floatOf(integer: left), floatOf(integer: right))
      }
      return try powerOfLarge(left, right)
    }
  }

  /// Quotient towards −∞ and remainder, as values.
  func divideIntegers(_ left: Value, _ right: Value) throws(Raised) -> (quotient: Value, remainder: Value) {
    if left.isSmall, right.isSmall {
      if right.small == 0 { throw divisionByZero }
      let result = Interpreter.floorDivision(left.small, right.small)
      return (try newInteger(result.quotient), Value(small: result.remainder))
    }
    return try divideLarge(left, right)
  }

  private func divideLarge(_ left: Value, _ right: Value) throws(Raised) -> (
    quotient: Value, remainder: Value
  ) {
    let (dividend, divisor) = (magnitude(left), magnitude(right))
    if dividend.isNegative == divisor.isNegative, dividend.compared(to: divisor, memory) < 0 {
      return (Value(small: 0), left)
    }
    let result = try watched { wholeNumber(left).floorDivided(by: wholeNumber(right), $0) }
    guard let result else { throw divisionByZero }
    return (try newInteger(result.quotient), try newInteger(result.remainder))
  }

  private func shiftLeft(_ value: Value, by count: Int) throws(Raised) -> Value {
    guard let shifted = wholeNumber(value).shiftedLeft(by: count, bitLimit: integerBitLimit) else {
      // Digits of two bytes, as the device would ask for.
      let bytesPerDigit = Interpreter.digitBits / 8
      let digits = magnitude(value).count * (8 / bytesPerDigit) + count / Interpreter.digitBits
      throw memoryError(digits * bytesPerDigit)
    }
    return try newInteger(shifted)
  }

  private func powerOfLarge(_ base: Value, _ exponent: Value) throws(Raised) -> Value {
    let base = wholeNumber(base)
    let exponent = wholeNumber(exponent)
    let limit = integerBitLimit
    guard let result = try watched({ base.power(exponent, bitLimit: limit, $0) }) else {
      let bits = (base.bitWidth - 1).multipliedReportingOverflow(by: exponent.asInt ?? Int.max)
      throw memoryError(bits.overflow ? Int.max / 8 : bits.partialValue / 8)
    }
    return try newInteger(result)
  }

  /// What an integer may have at most: as many bits as the script's heap holds.
  var integerBitLimit: Int { heap.capacity * 8 }

  /// `pow(base, exponent, modulus)`, which may take long: it looks whether the script shall stop.
  func power(_ base: Value, _ exponent: Value, modulus: Value) throws(Raised) -> Value {
    let divisor = wholeNumber(modulus)
    let count = wholeNumber(exponent)
    var square = wholeNumber(base)
    if divisor.isZero { throw divisionByZero }
    if square.isZero || count.isNegative || divisor.limbs == [1] { return Value(small: 0) }
    var result = BigInteger(1)
    square = try remainder(square, divisor)
    // Steps as costly as two multiplications of the modulus' length.
    let pollInterval = max(1, 100_000 / (divisor.limbs.count * divisor.limbs.count + 1))
    for bit in 0..<count.bitWidth {
      if bit > 0 { square = try remainder(try product(square, square), divisor) }
      if count.limbs[bit / 64] >> UInt64(bit % 64) & 1 == 1 {
        result = try remainder(try product(result, square), divisor)
      }
      if bit % pollInterval == 0 { try checkStop() }
    }
    return try newInteger(result)
  }

  private func remainder(_ number: BigInteger, _ divisor: BigInteger) throws(Raised) -> BigInteger {
    guard let result = try watched({ number.floorDivided(by: divisor, $0) }) else { throw divisionByZero }
    return result.remainder
  }

  private func product(_ left: BigInteger, _ right: BigInteger) throws(Raised) -> BigInteger {
    try watched { left.multiplied(by: right, $0) }
  }

  /// Work on long integers, which ends early when the script shall stop.
  func watched<Result>(_ body: (LimbWatch) -> Result) throws(Raised) -> Result {
    var raised: Raised?
    let result = withoutActuallyEscaping({ [self] () -> Bool in
      do throws(Raised) { try checkStop() } catch { raised = error }
      return raised != nil
    }) { shallStop in body(LimbWatch(shallStop)) }
    if let raised { throw raised }
    return result
  }
}
