/// Numbers and comparisons beyond the run loop's short ways.
extension Interpreter {

  /// A float; null if memory is out.
  @inline(__always)
  func makeFloat(_ number: Double, _ isSingle: Bool, _ heap: Heap) -> Value {
    heap.chargeFloat()
    let packed = Value(float: number, isSingle: isSingle)
    return packed.isNull ? orNull { () throws(Raised) in try boxFloat(number) } : packed
  }

  /// `number << count` if it is a small integer.
  @inline(__always)
  func shiftedLeft(_ number: Int, _ count: Int) -> Int? {
    guard UInt(bitPattern: count) < 62 else { return nil }
    let shifted = number &<< count
    return shifted &>> count == number && Value.fitsSmall(shifted) ? shifted : nil
  }

  /// Arithmetic beyond the loop's short ways.
  @inline(never)
  func arithmetic(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) -> Value {
    // A float and a small integer is common enough.
    if left.isImmediateFloat && right.isSmall || left.isSmall && right.isImmediateFloat {
      let first = left.isSmall ? Double(left.small) : immediateFloat(left)
      let second = right.isSmall ? Double(right.small) : immediateFloat(right)
      if !isSingle || abs(first) < 16_777_216 && abs(second) < 16_777_216 {
        switch operation {
        case .add: return makeFloat(first + second, isSingle, heap)
        case .subtract: return makeFloat(first - second, isSingle, heap)
        case .multiply: return makeFloat(first * second, isSingle, heap)
        case .divide where second != 0: return makeFloat(first / second, isSingle, heap)
        default: break
        }
      }
    }
    if operation == .divide, left.isSmall, right.isSmall, right.small != 0, !isSingle,
      abs(left.small) < 1 << 53,
      abs(right.small) < 1 << 53
    {
      return makeFloat(Double(left.small) / Double(right.small), isSingle, heap)
    }
    return orNull { () throws(Raised) in try binary(operation, left, right) }
  }

  /// Arithmetic with a number in the instruction.
  @inline(never)
  func arithmeticNumber(_ operation: ArithmeticOperator, _ left: Value, _ word: Instruction) -> Value {
    let right = Value(small: word.signedC)
    return word.x == 0 ? arithmetic(operation, left, right) : inPlace(Int(operation.rawValue), left, right)
  }

  /// `op=`.
  @inline(never)
  func inPlace(_ operation: Int, _ left: Value, _ right: Value) -> Value {
    let operation = ArithmeticOperator(rawValue: UInt8(operation)) ?? .add
    if !left.isObject, !right.isObject {
      if left.isSmall, right.isSmall, let result = smallInPlace(operation, left.small, right.small) {
        return result
      }
      if left.isImmediateFloat, right.isImmediateFloat {
        switch operation {
        case .add: return makeFloat(immediateFloat(left) + immediateFloat(right), isSingle, heap)
        case .subtract: return makeFloat(immediateFloat(left) - immediateFloat(right), isSingle, heap)
        case .multiply: return makeFloat(immediateFloat(left) * immediateFloat(right), isSingle, heap)
        default: break
        }
      }
      return arithmetic(operation, left, right)
    }
    return orNull { () throws(Raised) in try binaryInPlace(operation, left, right) }
  }

  private func smallInPlace(_ operation: ArithmeticOperator, _ left: Int, _ right: Int) -> Value? {
    switch operation {
    case .subtract: return Value.fitsSmall(left - right) ? Value(small: left - right) : nil
    case .multiply:
      let (product, overflow) = left.multipliedReportingOverflow(by: right)
      return !overflow && Value.fitsSmall(product) ? Value(small: product) : nil
    case .and: return Value(small: left & right)
    case .or: return Value(small: left | right)
    case .xor: return Value(small: left ^ right)
    case .shiftRight: return right >= 0 ? Value(small: left >> right) : nil
    case .shiftLeft: return shiftedLeft(left, right).map { Value(small: $0) }
    case .floorDivide: return right > 0 ? Value(small: Interpreter.floorDivision(left, right).quotient) : nil
    case .modulo: return right > 0 ? Value(small: Interpreter.floorDivision(left, right).remainder) : nil
    default: return nil
    }
  }

  @inline(never)
  func unaryOrNull(_ operation: Int, _ value: Value) -> Value {
    let operation = UnaryOperator(rawValue: UInt8(operation)) ?? .plus
    if value.isSmall {
      switch operation {
      case .minus where value.small != Value.smallMin: return Value(small: -value.small)
      case .plus: return value
      case .invert: return Value(small: ~value.small)
      default: break
      }
    } else if value.isImmediateFloat, operation == .minus {
      return makeFloat(-immediateFloat(value), isSingle, heap)
    }
    return orNull { () throws(Raised) in try unary(operation, value) }
  }

  /// A comparison that a jump asks for: true, false, or null for an exception.
  @inline(__always)
  func ordered(_ kind: ComparisonKind, _ left: Value, _ right: Value, _ isSingle: Bool) -> Value {
    // In this order: the jump follows the short way without looking at the result again.
    var result =
      left.isSmall && right.isSmall
      ? Value(kind.holds(Int64(bitPattern: left.bits), Int64(bitPattern: right.bits))) : .null
    if result.isNull { result = comparison(kind, left, right, isSingle) }
    return result
  }

  /// A comparison of values that are not both small integers.
  @inline(never)
  func comparison(_ kind: ComparisonKind, _ left: Value, _ right: Value, _ isSingle: Bool) -> Value {
    if left.isImmediateFloat || right.isImmediateFloat,
      left.isImmediateFloat || left.isSmall && abs(left.small) < 1 << 53,
      right.isImmediateFloat || right.isSmall && abs(right.small) < 1 << 53
    {
      let first = left.isSmall ? Double(left.small) : immediateFloat(left)
      let second = right.isSmall ? Double(right.small) : immediateFloat(right)
      return Value(kind.holds(first, second))
    }
    if kind == .equal || kind == .notEqual, self.kind(left) == .str, self.kind(right) == .str {
      return Value((left == right || isEqualText(left, right)) == (kind == .equal))
    }
    let result = orNull { () throws(Raised) in try compare(kind, left, right) }
    if result.isNull || result == .true || result == .false { return result }
    return truthOrNull(result)
  }

  @inline(never)
  func compareOrNull(_ kind: Int, _ left: Value, _ right: Value) -> Value {
    let kind = ComparisonKind(rawValue: UInt8(kind)) ?? .equal
    if left.isSmall, right.isSmall { return Value(kind.holds(left.small, right.small)) }
    return orNull { () throws(Raised) in try compare(kind, left, right) }
  }

  /// `is`: floats are objects on the board, and big integers may be equal without being the same.
  @inline(__always)
  func isSame(_ left: Value, _ right: Value) -> Bool { left == right }

  @inline(never)
  func truthOrNull(_ value: Value) -> Value {
    do {
      return Value(try truth(value))
    } catch {
      raised = error.value
      return .null
    }
  }

  @inline(never)
  func containsOrNull(_ container: Value, _ item: Value) -> Value {
    do {
      return Value(try contains(container, item))
    } catch {
      raised = error.value
      return .null
    }
  }
}
