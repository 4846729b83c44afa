/// Operators on values of any kind; the run loop has short ways for small integers and floats.
extension Interpreter {
  /// `left op right`.
  @inline(never)
  func binary(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised) -> Value {
    try binary(operation, left, right, method: operation.method)
  }

  /// The same with the special method that an error names.
  private func binary(_ operation: ArithmeticOperator, _ left: Value, _ right: Value, method: Name)
    throws(Raised)
    -> Value
  {
    // Methods of the script's own come first.
    if isKind(left, .instance) {
      let special = lookup(inClass: field(left, 1), name(operation.method))
      if !special.isNull {
        let result = try callMethod(special, left, right)
        if result != .notImplemented { return result }
      }
    }
    if let result = try binaryOfBuiltins(operation, left, right) { return result }
    if isKind(right, .instance) {
      let special = lookup(inClass: field(right, 1), name(operation.reversedMethod))
      if !special.isNull {
        let result = try callMethod(special, right, left)
        if result != .notImplemented { return result }
      }
    }
    // The right operand's reversed operator answers: text takes nothing but text.
    if isKind(right, .str), !isKind(left, .str) { throw implicitConversion(left, to: "str") }
    throw unsupported(method, left, right)
  }

  private func unsupported(_ method: Name, _ left: Value, _ right: Value) -> Raised {
    typeError("unsupported types for \(text(name(method))): '\(typeName(left))', '\(typeName(right))'")
  }

  /// `left op= right`.
  @inline(never)
  func binaryInPlace(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised) -> Value {
    if isKind(left, .instance) {
      let method = lookup(inClass: field(left, 1), name(operation.inPlaceMethod))
      if !method.isNull, traits(field(left, 1)).contains(.isScripts) {
        let result = try callMethod(method, left, right)
        if result != .notImplemented { return result }
      }
    }
    if let result = try binaryInPlaceOfBuiltins(operation, nativeValue(left), right) {
      return result == nativeValue(left) ? left : result
    }
    if isKind(left, .memoryView) { throw unsupported(operation.inPlaceMethod, left, right) }
    return try binary(operation, left, right, method: operation.inPlaceMethod)
  }

  /// `op value`.
  @inline(never)
  func unary(_ operation: UnaryOperator, _ value: Value) throws(Raised) -> Value {
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(operation.method))
      if !method.isNull { return try callMethod(method, value) }
    }
    if let result = try unaryOfNumbers(operation, nativeValue(value)) { return result }
    throw typeError("unsupported type for \(text(name(operation.method))): '\(typeName(value))'")
  }

  /// By the kinds of both operands: numbers, then sequences and sets; nil when these kinds do not know the
  /// operator.
  private func binaryOfBuiltins(_ operation: ArithmeticOperator, _ leftOperand: Value, _ rightOperand: Value)
    throws(Raised) -> Value?
  {
    let (left, right) = (nativeValue(leftOperand), nativeValue(rightOperand))
    if isNumber(left) {
      if isNumber(right) { return try binaryOfNumbers(operation, left, right) }
      if operation == .multiply, isSequenceToRepeat(right) {
        return try binaryOfContainers(operation, right, left)
      }
      return nil
    }
    switch kind(left) {
    case .str, .bytes, .byteArray, .array, .memoryView:
      if operation == .modulo, isKind(left, .str) || isKind(left, .bytes) {
        return try formatModulo(left, rightOperand)
      }
      return try binaryOfText(operation, left, right)
    case .list, .tuple, .namedTuple, .set, .frozenset, .dict, .dictView, .deque:
      return try binaryOfContainers(operation, left, right)
    default: return nil
    }
  }

  private func binaryInPlaceOfBuiltins(_ operation: ArithmeticOperator, _ left: Value, _ right: Value)
    throws(Raised) -> Value?
  {
    switch kind(left) {
    case .list, .set, .deque: return try inPlaceOfContainers(operation, left, nativeValue(right))
    case .byteArray, .array: return try inPlaceOfText(operation, left, nativeValue(right))
    default: return nil
    }
  }

  /// Whether `n * value` repeats it.
  private func isSequenceToRepeat(_ value: Value) -> Bool {
    switch kind(value) {
    case .str, .bytes, .byteArray, .list, .tuple, .namedTuple, .array: true
    default: false
    }
  }

  /// Whether a value is an integer, bool, float or complex number.
  @inline(__always)
  func isNumber(_ value: Value) -> Bool {
    if !value.isObject { return true }
    switch memory.kind(value.address) {
    case .bool, .bigInteger, .boxedFloat, .complex: return true
    default: return false
    }
  }

  // MARK: Comparing

  /// `left op right` for `<`, `>`, `<=`, `>=`, `==`, `!=`.
  @inline(never)
  func compare(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Value {
    switch operation {
    case .equal: return Value(try isEqual(left, right))
    case .notEqual: return Value(!(try isEqual(left, right)))
    default: break
    }
    // There is no asking the right operand instead, unlike with arithmetic.
    if let result = try compareByMethod(operation, left, right) { return result }
    let native = nativeValue(left)
    if let truth = try orderOfBuiltins(operation, native, peer(of: native, right)) { return Value(truth) }
    throw unsupported(operation.method, left, right)
  }

  /// Whether two values are equal, as `==` has it (py/obj.c, `mp_obj_equal`): `__eq__` is not asked about the
  /// object itself, None and text, and only True from it means yes; `__ne__` is never asked.
  package func isEqual(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    if left == right, !isFloat(left), !isKind(left, .complex) { return true }
    if left == .none || right == .none { return false }
    if left.isSmall {
      if right.isSmall { return false }
      return try isEqualOther(right, left)
    }
    if isKind(left, .str) || isKind(right, .str) {
      return isKind(left, .str) && isKind(right, .str) && isEqualText(left, right)
    }
    return try isEqualOther(left, right)
  }

  private func isEqualOther(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    if isKind(right, .str) { return false }
    if isKind(left, .instance), !lookup(inClass: field(left, 1), name(.eq)).isNull {
      return try compareByMethod(.equal, left, right) == .true
    }
    let native = nativeValue(left)
    return native == left ? try equalityOfBuiltins(left, peer(of: left, right)) : try isEqual(native, right)
  }

  /// What a value of ours is compared with: the object of ours inside an instance for those alone that look
  /// there.
  private func peer(of left: Value, _ right: Value) -> Value {
    switch kind(left) {
    case .tuple, .namedTuple, .bytes, .byteArray, .array, .memoryView: nativeValue(right)
    default: right
    }
  }

  private func compareByMethod(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised)
    -> Value?
  {
    guard isKind(left, .instance) else { return nil }
    let method = lookup(inClass: field(left, 1), name(operation.method))
    if method.isNull { return nil }
    let result = try callMethod(method, left, right)
    return result == .notImplemented ? nil : result
  }

  /// Equality of values that are no instances.
  private func equalityOfBuiltins(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    if isNumber(left) { return isNumber(right) ? try equalNumbers(left, right) : false }
    switch kind(left) {
    case .str, .bytes, .byteArray, .array, .memoryView: return try equalText(left, right)
    case .free, .none, .bool, .ellipsis, .notImplemented, .type, .function, .nativeFunction, .module,
      .generator, .iterator:
      return left == right
    default: return try equalContainers(left, right)
    }
  }

  /// Order of values that are no instances; nil when there is none.
  private func orderOfBuiltins(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised)
    -> Bool?
  {
    if isNumber(left) { return isNumber(right) ? try orderNumbers(operation, left, right) : nil }
    switch kind(left) {
    case .str, .bytes, .byteArray, .array, .memoryView: return try orderText(operation, left, right)
    case .list, .tuple, .namedTuple, .set, .frozenset, .dictView:
      return try orderContainers(operation, left, right)
    default: return nil
    }
  }

  /// Whether a value counts as true.
  package func truth(_ value: Value) throws(Raised) -> Bool {
    if value.isSmall { return value.small != 0 }
    if value.isImmediateFloat { return immediateFloat(value) != 0 }
    switch memory.kind(value.address) {
    case .none, .free: return false
    case .bool: return value == .true
    case .str, .bytes: return byteCount(value) != 0
    case .boxedFloat: return float(value) != 0
    case .complex: return complexParts(value) != (0, 0)
    case .bigInteger, .ellipsis, .notImplemented, .type, .function, .nativeFunction, .exception, .generator,
      .module:
      return true
    case .instance: return try truthOfInstance(value)
    default:
      guard let count = try lengthOfBuiltin(value) else { return true }
      return count != 0
    }
  }

  private func truthOfInstance(_ value: Value) throws(Raised) -> Bool {
    let type = field(value, 1)
    let method = lookup(inClass: type, name(.bool))
    if !method.isNull {
      let result = try callMethod(method, value)
      guard result == .true || result == .false || result.isSmall else {
        throw typeError("__bool__ should return bool")
      }
      return try truth(result)
    }
    let lengthMethod = lookup(inClass: type, name(.len))
    if !lengthMethod.isNull { return try truth(try callMethod(lengthMethod, value)) }
    let native = nativeValue(value)
    return native == value ? true : try truth(native)
  }

  /// `len(value)` for what has one.
  package func length(_ value: Value) throws(Raised) -> Int {
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(.len))
      if !method.isNull {
        let result = try callMethod(method, value)
        guard result.isSmall else { throw typeError("object of type '\(typeName(value))' has no len()") }
        return result.small
      }
    }
    if let count = try lengthOfBuiltin(nativeValue(value)) { return count }
    throw typeError("object of type '\(typeName(value))' has no len()")
  }

  private func lengthOfBuiltin(_ value: Value) throws(Raised) -> Int? {
    switch kind(value) {
    case .str, .bytes, .byteArray, .array, .memoryView: return textLength(value)
    case .host: return try hostLength(value)
    default: return containerLength(value)
    }
  }

  // MARK: Hashing

  /// `hash(value)`, shortened to what tables use.
  func hash(_ value: Value) throws(Raised) -> UInt32 {
    if isKind(value, .str) { return StringLayout.hash(memory, value.address) }
    let wide = UInt64(bitPattern: Int64(try hashNumber(value))) &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: wide >> 32)
  }

  /// `hash(value)`.
  func hashNumber(_ value: Value) throws(Raised) -> Int {
    if value.isSmall { return value.small }
    if isNumber(value) { return hashOfNumber(value) }
    switch kind(value) {
    case .str, .bytes: return Int(StringLayout.hash(memory, value.address))
    case .tuple, .namedTuple, .frozenset, .range, .slice: return try hashOfContainer(value)
    case .list, .dict, .set, .byteArray, .array, .memoryView, .deque, .dictView: throw unhashable(value)
    case .instance: return try hashOfInstance(value)
    default: return value.address >> 3
    }
  }

  private func hashOfInstance(_ value: Value) throws(Raised) -> Int {
    let method = lookup(inClass: field(value, 1), name(.hash))
    if !method.isNull, method != .none {
      let result = try callMethod(method, value)
      guard result.isSmall || isKind(result, .bool) || isKind(result, .bigInteger) else {
        throw typeError("can't convert \(typeName(result)) to int")
      }
      return hashOfNumber(result)
    }
    // A class with __eq__ alone has objects that cannot be hashed.
    if !lookup(inClass: field(value, 1), name(.eq)).isNull { throw unhashable(value) }
    let native = nativeValue(value)
    return native == value || isKind(native, .exception) ? value.address >> 3 : try hashNumber(native)
  }

  private func unhashable(_ value: Value) -> Raised {
    typeError("unsupported type for __hash__: '\(typeName(value))'")
  }
}
