import Glibc

/// The two float types that a firmware can be built with, and the C library's functions on each.
///
/// The host's library stands for the device's; where both do not round correctly, last digits can differ.
package protocol MathReal: BinaryFloatingPoint, Sendable where Exponent == Int {
  /// π, rounded to nearest.
  static var roundedPi: Self { get }
  /// e, rounded to nearest.
  static var roundedE: Self { get }
  /// The C library's function of one argument.
  static func library(_ function: MathFunction.Unary, _ x: Self) -> Self
  /// The C library's function of two arguments.
  static func library(_ function: MathFunction.Binary, _ x: Self, _ y: Self) -> Self
  /// The C library's `log`.
  static func naturalLogarithm(_ x: Self) -> Self
  /// The C library's `ldexp`.
  static func library(_ x: Self, scaledByPowerOf exponent: Int32) -> Self
}

extension Float: MathReal {
  /// π, rounded to nearest; `Float.pi` is rounded towards zero.
  package static var roundedPi: Float { Float(bitPattern: 0x4049_0FDB) }
  /// e, rounded to nearest.
  package static var roundedE: Float { Float(bitPattern: 0x402D_F854) }

  /// The C library's function of one argument.
  package static func library(_ function: MathFunction.Unary, _ x: Float) -> Float {
    switch function {
    case .sqrt: sqrtf(x)
    case .exp: expf(x)
    case .expm1: expm1f(x)
    case .log2: log2f(x)
    case .log10: log10f(x)
    case .cosh: coshf(x)
    case .sinh: sinhf(x)
    case .tanh: tanhf(x)
    case .acosh: acoshf(x)
    case .asinh: asinhf(x)
    case .atanh: atanhf(x)
    case .cos: cosf(x)
    case .sin: sinf(x)
    case .tan: tanf(x)
    case .acos: acosf(x)
    case .asin: asinf(x)
    case .atan: atanf(x)
    case .fabs: fabsf(x)
    case .erf: erff(x)
    case .erfc: erfcf(x)
    case .gamma: tgammaf(x)
    case .lgamma: Glibc.lgamma(x).0
    }
  }

  /// The C library's function of two arguments.
  package static func library(_ function: MathFunction.Binary, _ x: Float, _ y: Float) -> Float {
    switch function {
    case .pow: powf(x, y)
    case .atan2: atan2f(x, y)
    case .copysign: copysignf(x, y)
    case .fmod: fmodf(x, y)
    }
  }

  /// The C library's `logf`.
  package static func naturalLogarithm(_ x: Float) -> Float { logf(x) }

  /// The C library's `ldexpf`.
  package static func library(_ x: Float, scaledByPowerOf exponent: Int32) -> Float { ldexpf(x, exponent) }
}

extension Double: MathReal {
  /// π, rounded to nearest.
  package static var roundedPi: Double { Double(bitPattern: 0x4009_21FB_5444_2D18) }
  /// e, rounded to nearest.
  package static var roundedE: Double { Double(bitPattern: 0x4005_BF0A_8B14_5769) }

  /// The C library's function of one argument.
  package static func library(_ function: MathFunction.Unary, _ x: Double) -> Double {
    switch function {
    case .sqrt: Glibc.sqrt(x)
    case .exp: Glibc.exp(x)
    case .expm1: Glibc.expm1(x)
    case .log2: Glibc.log2(x)
    case .log10: Glibc.log10(x)
    case .cosh: Glibc.cosh(x)
    case .sinh: Glibc.sinh(x)
    case .tanh: Glibc.tanh(x)
    case .acosh: Glibc.acosh(x)
    case .asinh: Glibc.asinh(x)
    case .atanh: Glibc.atanh(x)
    case .cos: Glibc.cos(x)
    case .sin: Glibc.sin(x)
    case .tan: Glibc.tan(x)
    case .acos: Glibc.acos(x)
    case .asin: Glibc.asin(x)
    case .atan: Glibc.atan(x)
    case .fabs: Glibc.fabs(x)
    case .erf: Glibc.erf(x)
    case .erfc: Glibc.erfc(x)
    case .gamma: Glibc.tgamma(x)
    case .lgamma: Glibc.lgamma(x).0
    }
  }

  /// The C library's function of two arguments.
  package static func library(_ function: MathFunction.Binary, _ x: Double, _ y: Double) -> Double {
    switch function {
    case .pow: Glibc.pow(x, y)
    case .atan2: Glibc.atan2(x, y)
    case .copysign: Glibc.copysign(x, y)
    case .fmod: Glibc.fmod(x, y)
    }
  }

  /// The C library's `log`.
  package static func naturalLogarithm(_ x: Double) -> Double { Glibc.log(x) }

  /// The C library's `ldexp`.
  package static func library(_ x: Double, scaledByPowerOf exponent: Int32) -> Double {
    Glibc.ldexp(x, exponent)
  }
}
