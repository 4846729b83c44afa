/// The functions of module `math` in MicroPython 1.11, by what they take and give.
package enum MathFunction {
  /// One float to a float.
  package enum Unary: String, CaseIterable, Sendable {
    case sqrt, exp, expm1, log2, log10, cosh, sinh, tanh, acosh, asinh, atanh
    case cos, sin, tan, acos, asin, atan, fabs, erf, erfc, gamma, lgamma
  }

  /// Two floats to a float.
  package enum Binary: String, CaseIterable, Sendable {
    case pow, atan2, copysign, fmod
  }

  /// One float to an integer; the caller makes it, and refuses infinities and NaN.
  package enum Rounding: String, CaseIterable, Sendable {
    case ceil, floor, trunc
  }

  /// One float to a truth value.
  package enum Predicate: String, CaseIterable, Sendable {
    case isfinite, isinf, isnan
  }

  /// Functions with a shape of their own; `factorial` is off in 1.11's usual builds.
  package enum Other: String, CaseIterable, Sendable {
    case log, frexp, modf, ldexp, radians, degrees
  }
}

extension MathReal {
  private static var domainError: EngineFault { EngineFault(.valueError, "math domain error") }

  /// A function of one float.
  ///
  /// - Throws: `ValueError` "math domain error" when NaN or an infinity comes out that did not go in,
  ///   overflow included.
  package static func evaluate(_ function: MathFunction.Unary, _ x: Self) throws(EngineFault) -> Self {
    let answer = library(function, x)
    if answer.isNaN && !x.isNaN || answer.isInfinite && !x.isInfinite { throw domainError }
    return answer
  }

  /// A function of two floats.
  ///
  /// - Throws: `ValueError` "math domain error" when NaN comes out that did not go in, or an infinity and `x`
  ///   was none.
  package static func evaluate(_ function: MathFunction.Binary, _ x: Self, _ y: Self) throws(EngineFault)
    -> Self
  {
    let answer = library(function, x, y)
    if answer.isNaN && !x.isNaN && !y.isNaN || answer.isInfinite && !x.isInfinite { throw domainError }
    return answer
  }

  /// A float without its fraction, still a float.
  package static func evaluate(_ function: MathFunction.Rounding, _ x: Self) -> Self {
    switch function {
    case .ceil: x.rounded(.up)
    case .floor: x.rounded(.down)
    case .trunc: x.rounded(.towardZero)
    }
  }

  /// Whether a float is of a kind.
  package static func evaluate(_ function: MathFunction.Predicate, _ x: Self) -> Bool {
    switch function {
    case .isfinite: x.isFinite
    case .isinf: x.isInfinite
    case .isnan: x.isNaN
    }
  }

  /// `log(x)` or `log(x, base)`.
  ///
  /// - Throws: `ValueError` "math domain error" for 0 and less; `ZeroDivisionError` for base 1.
  package static func log(_ x: Self, base: Self? = nil) throws(EngineFault) -> Self {
    if x <= 0 { throw domainError }
    let logarithm = naturalLogarithm(x)
    guard let base else { return logarithm }
    if base <= 0 { throw domainError }
    if base == 1 { throw EngineFault(.zeroDivisionError, "divide by zero") }
    return logarithm / naturalLogarithm(base)
  }

  /// `frexp`: a significand from 1/2 up to 1 and a power of two; 0, infinities and NaN with power 0.
  package static func fractionAndExponent(_ x: Self) -> (significand: Self, exponent: Int) {
    guard x.isFinite, x != 0 else { return (x, 0) }
    return (Self(sign: x.sign, exponent: -1, significand: x.significand), Int(x.exponent) + 1)
  }

  /// `modf`: the fraction and the whole part, both with the sign of `x`.
  package static func fractionAndWhole(_ x: Self) -> (fraction: Self, whole: Self) {
    let whole = x.rounded(.towardZero)
    let fraction = x.isInfinite ? 0 : x - whole
    return (Self(signOf: x, magnitudeOf: fraction), whole)
  }

  /// `ldexp`: `x` times a power of two, whose lowest 32 bits count; never a domain error.
  package static func scaled(_ x: Self, byPowerOf exponent: Int) -> Self {
    library(x, scaledByPowerOf: Int32(truncatingIfNeeded: exponent))
  }

  /// `radians`.
  package static func radians(degrees x: Self) -> Self { x * (roundedPi / 180) }

  /// `degrees`.
  package static func degrees(radians x: Self) -> Self { x * (180 / roundedPi) }
}
