/// `abs`, `bin`, `divmod`, `hash`, `hex`, `oct`, `pow`, `round`, `sum`.
extension Interpreter {
  func installArithmeticFunctions() throws(Raised) {
    try defineBuiltin("abs", 1, 1) { vm, args throws(Raised) in try vm.absolute(args[0]) }
    try defineBuiltin("bin", 1, 1) { vm, args throws(Raised) in try vm.binaryText(args[0]) }
    try defineBuiltin("divmod", 2, 2) { vm, args throws(Raised) in try vm.divmod(args[0], args[1]) }
    try defineBuiltin("hash", 1, 1) { vm, args throws(Raised) in
      Value(small: SmallInteger.wrapping(try vm.hashNumber(args[0])))
    }
    try defineBuiltin("hex", 1, 1) { vm, args throws(Raised) in try vm.prefixedText(args[0], base: 16) }
    try defineBuiltin("oct", 1, 1) { vm, args throws(Raised) in try vm.prefixedText(args[0], base: 8) }
    try defineBuiltin("pow", 2, 3) { vm, args throws(Raised) in
      if args.count == 2 { return try vm.binary(.power, args[0], args[1]) }
      guard vm.isInteger(args[0]), vm.isInteger(args[1]), vm.isInteger(args[2]) else {
        throw vm.typeError("pow() with 3 arguments requires integers")
      }
      return try vm.power(args[0], args[1], modulus: args[2])
    }
    try defineBuiltin("round", 1, 2) { vm, args throws(Raised) in try vm.round(args) }
    try defineBuiltin("sum", 1, 2) { vm, args throws(Raised) in try vm.sum(args) }
  }

  private func absolute(_ value: Value) throws(Raised) -> Value {
    let method = specialMethod(value, .abs)
    if !method.isNull { return try callMethod(method, value) }
    if let result = try absoluteOfNumber(nativeValue(value)) { return result }
    throw typeError("unsupported type for __abs__: '\(typeName(value))'")
  }

  private func divmod(_ left: Value, _ right: Value) throws(Raised) -> Value {
    let method = specialMethod(left, .divmod)
    if !method.isNull {
      let result = try callMethod(method, left, right)
      if result != .notImplemented { return result }
    }
    let (first, second) = (nativeValue(left), nativeValue(right))
    if isNumber(first), isNumber(second), let result = try divmodOfNumbers(first, second) { return result }
    // Text is asked first, and takes nothing but its own kind.
    if isKind(first, .str) || isKind(first, .bytes), kind(first) != kind(second) { throw notText(right) }
    let leftName = left == .true || left == .false ? "int" : typeName(left)
    throw typeError("unsupported types for __divmod__: '\(leftName)', '\(typeName(right))'")
  }

  /// `hex` and `oct`: what `'%#x' % value` and `'%#o' % value` give.
  private func prefixedText(_ value: Value, base: Int) throws(Raised) -> Value {
    let value = nativeValue(value)
    guard isInteger(value) else { return try formatModulo(try intern(base == 16 ? "%#x" : "%#o"), value) }
    return try newString(try integerText(value, base: base, prefix: Array((base == 16 ? "0x" : "0o").utf8)))
  }

  /// `bin`: what `'{:#b}'.format(value)` gives.
  private func binaryText(_ value: Value) throws(Raised) -> Value {
    let value = nativeValue(value)
    let number = value == .true ? Value(small: 1) : value == .false ? Value(small: 0) : value
    if isInteger(number) { return try newString(try integerText(number, base: 2, prefix: Array("0b".utf8))) }
    let argument: FormatArgument =
      isFloat(value)
      ? .float(float(value))
      : isKind(value, .str)
        ? .text([]) : isKind(value, .bytes) ? .bytes([]) : .object(typeName: bytes(field(type(of: value), 1)))
    let text: [UInt8]
    do throws(FormatFault) {
      text = try FormatSpecification(Array("#b".utf8)).render(argument, single: isSingle)
    } catch {
      throw numberFault(error)
    }
    return try newString(text)
  }

  private func round(_ args: Arguments) throws(Raised) -> Value {
    let value = args[0]
    if isInteger(value) {
      if args.count == 1 { return value }
      let digits = try integerArgument(args[1])
      return digits >= 0 ? value : try roundInteger(value, places: 0 - digits)
    }
    let number = try floatArgument(value)
    if args.count == 1 { return try newInteger(truncating: number.rounded(.toNearestOrEven)) }
    let digits = try integerArgument(args[1])
    return try newFloat(
      isSingle
        ? Double(Interpreter.rounded(Float(number), digits: digits))
        : Interpreter.rounded(number, digits: digits))
  }

  /// An integer rounded to a power of ten, halves to the even side.
  private func roundInteger(_ value: Value, places: Int) throws(Raised) -> Value {
    let unit = try binaryOfIntegers(.power, Value(small: 10), Value(small: min(places, Value.smallMax)))
    let half = try binaryOfIntegers(.floorDivide, unit, Value(small: 2))
    let (quotient, rest) = try divideIntegers(value, unit)
    let down = try binaryOfIntegers(.subtract, value, rest)
    if try orderNumbers(.greater, half, rest) == true { return down }
    let isOdd = try binaryOfIntegers(.and, quotient, Value(small: 1)) == Value(small: 1)
    if isOdd { return try binaryOfIntegers(.add, down, unit) }
    return try orderNumbers(.greater, rest, half) == true ? try binaryOfIntegers(.add, down, unit) : down
  }

  private func sum(_ args: Arguments) throws(Raised) -> Value {
    let mark = keep(args.count > 1 ? args[1] : Value(small: 0))
    defer { release(to: mark) }
    try forEach(args[0]) { item throws(Raised) in
      let total = kept[mark]
      kept[mark] =
        total.isSmall && item.isSmall
        ? try newInteger(total.small &+ item.small) : try binary(.add, total, item)
    }
    return kept[mark]
  }

  private static func rounded<Real: MathReal>(_ value: Real, digits: Int) -> Real {
    let scale = Real.library(.pow, 10, Real(digits))
    return (value * scale).rounded(.toNearestOrEven) / scale
  }
}
