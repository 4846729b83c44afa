import Glibc

/// The arithmetic of floats in one of both widths, step by step as the device does it.
protocol ScriptFloat: BinaryFloatingPoint {
  static func power(_ base: Self, _ exponent: Self) -> Self
  static func logarithm(_ value: Self) -> Self
  static func exponential(_ value: Self) -> Self
  static func angle(_ y: Self, _ x: Self) -> Self
  static func sineAndCosine(_ value: Self) -> (sine: Self, cosine: Self)
}

extension Double: ScriptFloat {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func logarithm(_ value: Double) -> Double { log(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
  static func angle(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
  static func sineAndCosine(_ value: Double) -> (sine: Double, cosine: Double) { (sin(value), cos(value)) }
}

extension Float: ScriptFloat {
  static func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }
  static func logarithm(_ value: Float) -> Float { logf(value) }
  static func exponential(_ value: Float) -> Float { expf(value) }
  static func angle(_ y: Float, _ x: Float) -> Float { atan2f(y, x) }
  static func sineAndCosine(_ value: Float) -> (sine: Float, cosine: Float) { (sinf(value), cosf(value)) }
}

extension ScriptFloat {
  /// Quotient towards −∞ and remainder with the divisor's sign; the divisor is not zero (`mp_obj_float_divmod`).
  static func floorDivision(_ left: Self, _ right: Self) -> (quotient: Self, remainder: Self) {
    var remainder = left.truncatingRemainder(dividingBy: right)
    var quotient = (left - remainder) / right
    if remainder == 0 {
      remainder = Self(signOf: right, magnitudeOf: 0)
    } else if (remainder < 0) != (right < 0) {
      remainder += right
      quotient -= 1
    }
    if quotient == 0 { return (Self(signOf: left / right, magnitudeOf: 0), remainder) }
    var floor = quotient.rounded(.down)
    if quotient - floor > 0.5 { floor += 1 }
    return (floor, remainder)
  }

  /// The remainder that `%` gives; the divisor is not zero.
  static func modulo(_ left: Self, _ right: Self) -> Self {
    let remainder = left.truncatingRemainder(dividingBy: right)
    if remainder == 0 { return Self(signOf: right, magnitudeOf: 0) }
    return (remainder < 0) != (right < 0) ? remainder + right : remainder
  }

  /// `round(value, digits)`.
  static func rounded(_ value: Self, digits: Int) -> Self {
    let scale = power(10, Self(digits))
    return (value * scale).rounded(.toNearestOrEven) / scale
  }
}

/// A complex number in one of both widths.
struct ComplexNumber<Number: ScriptFloat> {
  var real: Number
  var imaginary: Number

  var isZero: Bool { real == 0 && imaginary == 0 }
  var magnitude: Number { (real * real + imaginary * imaginary).squareRoot() }

  static func * (left: Self, right: Self) -> Self {
    Self(
      real: left.real * right.real - left.imaginary * right.imaginary,
      imaginary: left.real * right.imaginary + left.imaginary * right.real)
  }

  /// The divisor is not zero.
  static func / (left: Self, right: Self) -> Self {
    if right.imaginary == 0 { return Self(real: left.real / right.real, imaginary: left.imaginary / right.real) }
    if right.real == 0 {
      return Self(real: left.imaginary / right.imaginary, imaginary: -left.real / right.imaginary)
    }
    let square = right.real * right.real + right.imaginary * right.imaginary
    return left * Self(real: right.real / square, imaginary: right.imaginary / -square)
  }

  /// exp(exponent · ln(self)); nil for zero to a power that is not a real one of at least 0.
  func power(_ exponent: Self) -> Self? {
    let size = magnitude
    if size == 0 {
      guard exponent.imaginary == 0, exponent.real >= 0 else { return nil }
      return Self(real: exponent.real == 0 ? 1 : 0, imaginary: imaginary)
    }
    let logarithm = Number.logarithm(size)
    let angle = Number.angle(imaginary, real)
    let real = Number.exponential(exponent.real * logarithm - exponent.imaginary * angle)
    let turned = Number.sineAndCosine(exponent.imaginary * logarithm + exponent.real * angle)
    return Self(real: real * turned.cosine, imaginary: real * turned.sine)
  }
}
