/// Numbers from text and as text.
extension Interpreter {
  /// The integer that text spells; ValueError if none.
  func parseInteger(_ text: ArraySlice<UInt8>, base: Int) throws(Raised) -> Value {
    let parsed = try watched { watch in
      Result { () throws(FormatFault) in try NumberParser.parseInteger(text, base: base, watch) }
    }
    switch parsed {
    case .success(.small(let number)): return Value(small: number)
    case .success(.large(let number)): return try newInteger(number)
    case .failure(let fault): throw numberFault(fault)
    }
  }

  /// The float, or the complex number if `allowImaginary`, that text spells; ValueError if none.
  func parseFloat(_ text: ArraySlice<UInt8>, allowImaginary: Bool) throws(Raised) -> Value {
    let parsed: NumberParser.ParsedNumber
    do {
      parsed = try NumberParser.parseFloat(text, allowImaginary: allowImaginary, single: isSingle)
    } catch {
      throw numberFault(error)
    }
    if parsed.isImaginary { return try newComplex(0, parsed.value) }
    return allowImaginary ? try newComplex(parsed.value, 0) : try newFloat(parsed.value)
  }

  /// The value of an integer literal's digits, as the lexer left them: without prefix and underscores.
  func integerLiteral(_ digits: ArraySlice<UInt8>, base: Int) throws(Raised) -> Value {
    try parseInteger(digits, base: base)
  }

  /// The value of a float literal's digits.
  func floatLiteral(_ digits: ArraySlice<UInt8>) throws(Raised) -> Value {
    try parseFloat(digits, allowImaginary: false)
  }

  /// The value of an imaginary literal's digits, without `j`.
  func imaginaryLiteral(_ digits: ArraySlice<UInt8>) throws(Raised) -> Value {
    try newComplex(0, float(try parseFloat(digits, allowImaginary: false)))
  }

  /// Writes a number as `print` does.
  func printNumber(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    if value.isSmall { return printInteger(value.small, to: &sink) }
    if isFloat(value) { return sink.write(FloatText.repr(float(value), single: isSingle)) }
    switch kind(value) {
    case .bool:
      if form == .json {
        sink.write(value == .true ? "true" : "false")
      } else {
        sink.write(value == .true ? "True" : "False")
      }
    case .bigInteger:
      sink.write(try integerText(value))
    case .complex:
      let parts = complexParts(value)
      sink.write(FloatText.complexRepr(real: parts.real, imaginary: parts.imaginary, single: isSingle))
    default: break
    }
  }

  private func printInteger(_ number: Int, to sink: inout TextSink) {
    var rest = UInt64(number.magnitude)
    if number < 0 { sink.write(byte: 0x2D) }
    var low = sink.bytes.count
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      sink.bytes.append(0x30 &+ UInt8(truncatingIfNeeded: digit))
      rest = quotient
    } while rest != 0
    var high = sink.bytes.count &- 1
    while low < high {
      sink.bytes.swapAt(low, high)
      low &+= 1
      high &-= 1
    }
  }

  /// The digits of an integer, small or large; MemoryError when the device could not hold them.
  func integerText(_ value: Value, base: Int = 10, prefix: [UInt8] = []) throws(Raised) -> [UInt8] {
    if value.isSmall { return IntegerText.format(value.small, base: base, prefix: prefix) }
    // The device asks for so many bits over log2 of the base, rounded down, before it writes.
    let byteCount = magnitude(value).count * 64 / (base == 2 ? 1 : 3) + 2
    guard byteCount <= heap.capacity else { throw memoryError(byteCount) }
    let number = wholeNumber(value)
    return try watched { IntegerText.format(number, base: base, prefix: prefix, $0) }
  }
}
