/// Values of scripts as Swift's numbers.
extension Interpreter {
  /// An argument as an Int: integers that fit a machine word, bools, and what has `__int__`; TypeError for
  /// others, OverflowError for integers that are too large.
  package func integerArgument(_ value: Value) throws(Raised) -> Int {
    if value.isSmall { return value.small }
    return try machineWord(try integerValue(of: value))
  }

  /// An argument as a Double of the script's width: integers, bools, floats; TypeError for others.
  package func floatArgument(_ value: Value) throws(Raised) -> Double {
    if value.isImmediateFloat { return immediateFloat(value) }
    if value == .true || value == .false { return value == .true ? 1 : 0 }
    guard isNumber(value), !isKind(value, .complex) else {
      throw typeError("can't convert \(typeName(value)) to float")
    }
    return realNumber(value)
  }

  /// What `int(value)` makes of anything but text and floats: a small integer or one of kind `bigInteger`.
  func integerValue(of value: Value) throws(Raised) -> Value {
    if isInteger(value) { return value }
    if value == .true || value == .false { return Value(small: value == .true ? 1 : 0) }
    if isKind(value, .instance) {
      let method = lookup(inClass: field(value, 1), name(.int))
      if !method.isNull {
        let result = try callMethod(method, value)
        guard isInteger(result) else { throw fault(.TypeError) }
        return result
      }
      let native = nativeValue(value)
      if native != value, isInteger(native) || native == .true || native == .false {
        return try integerValue(of: native)
      }
    }
    throw typeError("can't convert \(typeName(value)) to int")
  }

  /// A small integer or a large one as an Int; OverflowError if it does not fit.
  package func machineWord(_ value: Value) throws(Raised) -> Int {
    if value.isSmall { return value.small }
    let operand = magnitude(value)
    guard operand.count <= 1, operand.first < 1 << 63 else {
      throw overflowError("overflow converting long int to machine word")
    }
    let word = Int(truncatingIfNeeded: operand.first)
    return operand.isNegative ? -word : word
  }

  /// The whole part of a float, as `int(value)` has it.
  func newInteger(truncating number: Double) throws(Raised) -> Value {
    if let word = Int(exactly: number.rounded(.towardZero)) { return try newInteger(word) }
    if number.isNaN { throw valueError("can't convert NaN to int") }
    guard let whole = BigInteger(truncating: number) else { throw overflowError("can't convert inf to int") }
    return try newInteger(whole)
  }

  /// The exception for what reading or writing a number complains of.
  func numberFault(_ fault: FormatFault) -> Raised {
    switch fault.kind {
    case .value: self.fault(.ValueError, fault.message)
    case .type: self.fault(.TypeError, fault.message)
    case .overflow: self.fault(.OverflowError, fault.message)
    case .index: self.fault(.IndexError, fault.message)
    case .notImplemented: self.fault(.NotImplementedError, fault.message)
    case .memory: self.fault(.MemoryError, fault.message)
    }
  }

  /// TypeError for something else than text.
  func notText(_ value: Value) -> Raised {
    typeError("can't convert '\(typeName(value))' object to str implicitly")
  }

  /// Checks the arguments of a class that takes no named ones.
  package func checkConstructor(_ args: Arguments, atMost maximum: Int) throws(Raised) {
    if args.keywordCount > 0 { throw typeError("function doesn't take keyword arguments") }
    if args.count > maximum {
      throw typeError("function expected at most \(maximum) arguments, got \(args.count)")
    }
  }
}
