/// Operators of Python on floats where C's are not enough (`py/objfloat.c` of MicroPython 1.11).
extension MathReal {
  private static var divisionByZero: EngineFault { EngineFault(.zeroDivisionError, "divide by zero") }

  /// `x / y`.
  ///
  /// - Throws: `ZeroDivisionError` "divide by zero".
  package static func quotient(_ x: Self, _ y: Self) throws(EngineFault) -> Self {
    guard y != 0 else { throw divisionByZero }
    return x / y
  }

  /// `divmod(x, y)`, whose first part is `x // y`: the remainder has the sign of `y`.
  ///
  /// - Throws: `ZeroDivisionError` "divide by zero".
  package static func floorDivision(
    _ x: Self, _ y: Self
  ) throws(EngineFault) -> (quotient: Self, remainder: Self) {
    guard y != 0 else { throw divisionByZero }
    var remainder = library(.fmod, x, y)
    var quotient = (x - remainder) / y
    if remainder == 0 {
      remainder = Self(signOf: y, magnitudeOf: 0)
    } else if (remainder < 0) != (y < 0) {
      remainder += y
      quotient -= 1
    }
    if quotient == 0 { return (Self(signOf: x / y, magnitudeOf: 0), remainder) }
    let floor = quotient.rounded(.down)
    return (quotient - floor > 0.5 ? floor + 1 : floor, remainder)
  }

  /// `x % y`.
  ///
  /// - Throws: `ZeroDivisionError` "divide by zero".
  package static func remainder(_ x: Self, _ y: Self) throws(EngineFault) -> Self {
    guard y != 0 else { throw divisionByZero }
    let remainder = library(.fmod, x, y)
    if remainder == 0 { return Self(signOf: y, magnitudeOf: 0) }
    return (remainder < 0) != (y < 0) ? remainder + y : remainder
  }

  /// `x ** y`; nil where the answer is complex (``ComplexNumber/power(_:_:)`` has it; a firmware without
  /// complex numbers raises `ValueError` "complex values not supported").
  ///
  /// - Throws: `ZeroDivisionError` "divide by zero" for 0 to a finite negative power.
  package static func power(_ x: Self, _ y: Self) throws(EngineFault) -> Self? {
    if x == 0, y < 0, !y.isInfinite { throw divisionByZero }
    // NaN differs from its floor, too.
    if x < 0, y != y.rounded(.down) { return nil }
    return library(.pow, x, y)
  }
}
