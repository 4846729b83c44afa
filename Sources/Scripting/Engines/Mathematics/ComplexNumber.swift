/// A complex number of a script, with the arithmetic of `py/objcomplex.c` in MicroPython 1.11.
package struct ComplexNumber<Real: MathReal>: Equatable, Sendable {
  /// The real part.
  package var real: Real
  /// The imaginary part.
  package var imaginary: Real

  /// A number from its parts.
  package init(_ real: Real, _ imaginary: Real = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// `-z`.
  package static prefix func - (z: Self) -> Self { Self(-z.real, -z.imaginary) }

  /// `a + b`.
  package static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }

  /// `a - b`.
  package static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }

  /// `a * b`.
  package static func * (a: Self, b: Self) -> Self {
    Self(
      a.real * b.real - a.imaginary * b.imaginary,
      a.real * b.imaginary + a.imaginary * b.real)
  }

  /// `a / b`.
  ///
  /// - Throws: `ZeroDivisionError` "complex divide by zero".
  package static func quotient(_ a: Self, _ b: Self) throws(EngineFault) -> Self {
    if b.imaginary == 0 {
      guard b.real != 0 else { throw EngineFault(.zeroDivisionError, "complex divide by zero") }
      return Self(a.real / b.real, a.imaginary / b.real)
    }
    if b.real == 0 { return Self(a.imaginary / b.imaginary, -a.real / b.imaginary) }
    let square = b.real * b.real + b.imaginary * b.imaginary
    return a * Self(b.real / square, b.imaginary / -square)
  }

  /// What `//` raises.
  package static var floorDivisionFault: EngineFault {
    EngineFault(.typeError, "can't truncate-divide a complex number")
  }

  /// `a ** b`, by way of the logarithm.
  ///
  /// - Throws: `ZeroDivisionError` "0.0 to a complex power" for 0 to anything but a real power of 0 or more.
  package static func power(_ a: Self, _ b: Self) throws(EngineFault) -> Self {
    let magnitude = a.magnitude
    if magnitude == 0 {
      guard b.imaginary == 0, b.real >= 0 else {
        throw EngineFault(.zeroDivisionError, "0.0 to a complex power")
      }
      return Self(b.real == 0 ? 1 : 0, a.imaginary)
    }
    let logarithm = Real.naturalLogarithm(magnitude)
    let angle = a.phase
    let exponent = Self(
      b.real * logarithm - b.imaginary * angle,
      b.imaginary * logarithm + b.real * angle)
    return exponent.exponential
  }

  /// `abs(z)`, which overflows where the square does.
  package var magnitude: Real { Real.library(.sqrt, real * real + imaginary * imaginary) }
}

/// Functions of module `cmath`.
extension ComplexNumber {
  /// The functions that take and give a complex number.
  package enum Function: String, CaseIterable, Sendable {
    case exp, log, log10, sqrt, cos, sin
  }

  /// `phase(z)`, and the second part of `polar(z)`; the first is `magnitude`.
  package var phase: Real { Real.library(.atan2, imaginary, real) }

  /// `rect(magnitude, phase)`.
  package init(magnitude: Real, phase: Real) {
    self.init(magnitude * Real.library(.cos, phase), magnitude * Real.library(.sin, phase))
  }

  /// `exp(z)`.
  var exponential: Self { Self(magnitude: Real.library(.exp, real), phase: imaginary) }

  /// A function of one number; none refuses anything.
  package static func evaluate(_ function: Function, _ z: Self) -> Self {
    let square = z.real * z.real + z.imaginary * z.imaginary
    switch function {
    case .exp: return z.exponential
    case .log: return Self(0.5 * Real.naturalLogarithm(square), z.phase)
    // The factor is a double in single firmware, too.
    case .log10: return Self(0.5 * Real.library(.log10, square), Real(0.4342944819032518 * Double(z.phase)))
    case .sqrt: return Self(magnitude: Real.library(.pow, square, 0.25), phase: 0.5 * z.phase)
    case .cos:
      return Self(
        Real.library(.cos, z.real) * Real.library(.cosh, z.imaginary),
        -Real.library(.sin, z.real) * Real.library(.sinh, z.imaginary))
    case .sin:
      return Self(
        Real.library(.sin, z.real) * Real.library(.cosh, z.imaginary),
        Real.library(.cos, z.real) * Real.library(.sinh, z.imaginary))
    }
  }
}
