/// Operators between floats and between complex numbers.
extension Interpreter {
  /// A machine's integer as a float of the script's width.
  @inline(__always)
  func floatOf(_ number: Int) -> Double { isSingle ? Double(Float(number)) : Double(number) }

  /// A small integer or a large one as a float of the script's width, in the device's steps.
  func floatOf(integer value: Value) -> Double {
    value.isSmall
      ? floatOf(value.small)
      : wholeNumber(value).accumulatedFloat(single: isSingle, digitBits: Interpreter.digitBits)
  }

  /// Bits of the digits in which the device keeps large integers (MPZ_DIG_SIZE for everything but x86-64).
  static let digitBits = 16

  /// A number that is not complex as a float of the script's width.
  @inline(__always)
  func realNumber(_ value: Value) -> Double {
    if value.isImmediateFloat { return immediateFloat(value) }
    if value.isSmall { return floatOf(value.small) }
    return isKind(value, .boxedFloat) ? float(value) : floatOf(integer: value)
  }

  /// `left op right` of numbers of the script's width; nil for operators that floats do not know.
  func binaryOfFloats(_ operation: ArithmeticOperator, _ left: Double, _ right: Double) throws(Raised)
    -> Value?
  {
    switch operation {
    // Double arithmetic that is then rounded once gives what Float arithmetic gives.
    case .add: return try newFloat(left + right)
    case .subtract: return try newFloat(left - right)
    case .multiply: return try newFloat(left * right)
    case .divide:
      if right == 0 { throw divisionByZero }
      return try newFloat(left / right)
    case .floorDivide: return try newFloat(try floorDivision(left, right).quotient)
    case .modulo:
      return try asked { () throws(EngineFault) in
        isSingle ? Double(try Float.remainder(Float(left), Float(right))) : try Double.remainder(left, right)
      }
    case .power: return try powerOfFloats(left, right)
    case .or, .xor, .and, .shiftLeft, .shiftRight: return nil
    }
  }

  /// `divmod` of floats.
  func floorDivision(_ left: Double, _ right: Double) throws(Raised) -> (quotient: Double, remainder: Double)
  {
    do {
      guard isSingle else { return try Double.floorDivision(left, right) }
      let result = try Float.floorDivision(Float(left), Float(right))
      return (Double(result.quotient), Double(result.remainder))
    } catch {
      throw fault(error)
    }
  }

  /// A float that an engine computes.
  private func asked(_ compute: () throws(EngineFault) -> Double) throws(Raised) -> Value {
    let number: Double
    do {
      number = try compute()
    } catch {
      throw fault(error)
    }
    return try newFloat(number)
  }

  /// The script's exception of an engine's fault.
  func fault(_ fault: EngineFault) -> Raised {
    let name = ExceptionName(rawValue: fault.exception.rawValue) ?? .RuntimeError
    return switch fault.argument {
    case .none: self.fault(name)
    case .text(let text): self.fault(name, text)
    case .number(let number): self.fault(name, value: Value(small: number))
    }
  }

  /// `left ** right`, complex when the root of a negative number is asked for.
  func powerOfFloats(_ left: Double, _ right: Double) throws(Raised) -> Value {
    let result: Double?
    do {
      result =
        isSingle
        ? try Float.power(Float(left), Float(right)).map { Double($0) } : try Double.power(left, right)
    } catch {
      throw fault(error)
    }
    guard let result else { return try binaryOfComplex(.power, (left, 0), (right, 0)) ?? .notImplemented }
    return try newFloat(result)
  }

  // MARK: Complex numbers

  /// A number of any kind as the parts of a complex one.
  func complexNumber(_ value: Value) -> (real: Double, imaginary: Double) {
    isKind(value, .complex) ? complexParts(value) : (realNumber(value), 0)
  }

  /// `left op right`; nil for operators that complex numbers do not know.
  func binaryOfComplex(
    _ operation: ArithmeticOperator, _ left: (real: Double, imaginary: Double),
    _ right: (real: Double, imaginary: Double)
  ) throws(Raised) -> Value? {
    let result =
      isSingle
      ? try complexResult(operation, left, right, as: Float.self)
      : try complexResult(operation, left, right, as: Double.self)
    guard let result else { return nil }
    return try newComplex(result.real, result.imaginary)
  }

  private func complexResult<Real: MathReal>(
    _ operation: ArithmeticOperator, _ left: (real: Double, imaginary: Double),
    _ right: (real: Double, imaginary: Double),
    as type: Real.Type
  ) throws(Raised) -> (real: Double, imaginary: Double)? {
    let first = ComplexNumber(Real(left.real), Real(left.imaginary))
    let second = ComplexNumber(Real(right.real), Real(right.imaginary))
    let result: ComplexNumber<Real>
    do throws(EngineFault) {
      switch operation {
      case .add: result = first + second
      case .subtract: result = first - second
      case .multiply: result = first * second
      case .divide: result = try ComplexNumber.quotient(first, second)
      case .floorDivide: throw ComplexNumber<Real>.floorDivisionFault
      case .power: result = try ComplexNumber.power(first, second)
      case .or, .xor, .and, .shiftLeft, .shiftRight, .modulo: return nil
      }
    } catch {
      throw fault(error)
    }
    return (Double(result.real), Double(result.imaginary))
  }

  /// `abs(value)` of a complex number.
  func complexMagnitude(_ value: Value) throws(Raised) -> Value {
    let parts = complexParts(value)
    if isSingle {
      return try newFloat(Double(ComplexNumber(Float(parts.real), Float(parts.imaginary)).magnitude))
    }
    return try newFloat(ComplexNumber(parts.real, parts.imaginary).magnitude)
  }
}
