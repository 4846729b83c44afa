import Glibc

/// The arithmetic of MaixPy's image functions: single floats, quick approximations, and a "rounding" that cuts.
///
/// **Source**: MaixPy-v1, omv/img/fmath.c and include/fmath.h: `fast_roundf` and `fast_floorf` are plain conversions to
/// `int` there, other than in OpenMV, so every measure is cut towards zero.
package enum BoardMath {
  /// `fast_roundf`: the whole part; what does not fit an `int` ends at its limits, as RISC-V converts.
  @inline(__always)
  package static func whole(_ number: Float) -> Int {
    if number > -2_147_483_648, number < 2_147_483_648 { return Int(Int32(number)) }
    return number < 0 ? Int(Int32.min) : Int(Int32.max)
  }

  /// `fast_atanf`: a polynomial after two reductions.
  package static func arcTangent(_ number: Float) -> Float {
    var x = abs(number)
    var angle: Float = 0
    if x > 2.414_213_562_373_095 {
      angle = Float(Double.pi / 2)
      x = -(1 / x)
    } else if x > 0.414_213_562_373_095_0 {
      angle = Float(Double.pi / 4)
      x = (x - 1) / (x + 1)
    }
    let z = x * x
    let inner: Float = (8.053_744_495_38e-2 * z - 1.387_768_560_32e-1) * z + 1.997_771_064_78e-1
    angle += (inner * z - 3.333_294_915_39e-1) * z * x + x
    return number < 0 ? -angle : angle
  }

  /// `fast_atan2f`: from 0 to 2π; π for a point straight above or below the origin, 0 for the origin.
  package static func angle(y: Float, x: Float) -> Float {
    if x > 0 {
      if y >= 0 { return arcTangent(y / x) }
      return Float(2 * Double.pi - Double(arcTangent(-y / x)))
    }
    if x < 0 {
      if y >= 0 { return Float(Double.pi - Double(arcTangent(-y / x))) }
      return Float(Double.pi + Double(arcTangent(y / x)))
    }
    return y == 0 ? 0 : y > 0 ? Float(Double.pi) : -Float(Double.pi)
  }

  /// `fast_expf`: the power written into the bits of a float.
  package static func exponential(_ x: Float) -> Float {
    let scaled: Float = 1_512_775 * x + 1_072_632_448
    let bits: UInt32 = scaled >= 4_294_967_296 || scaled.isNaN ? .max : scaled <= 0 ? 0 : UInt32(scaled)
    let exponent = ((bits >> 20 & 0x7FF) &- 1023 &+ 127) & 0xFF
    return Float(bitPattern: (bits & 0x8000_0000) | exponent << 23 | (bits & 0xF_FFFF) << 3)
  }

  /// `fast_log`: the logarithm by way of the bits of a float.
  package static func logarithm(_ x: Float) -> Float {
    let mantissa = Float(bitPattern: x.bitPattern & 0x007F_FFFF | 0x3F00_0000)
    let whole = Float(x.bitPattern) * 1.192_092_895_507_812_5e-7
    let log2: Float =
      whole - 124.225_514_99 - 1.498_030_302 * mantissa - 1.725_879_99 / (0.352_088_706_8 + mantissa)
    return 0.693_147_18 * log2
  }

  /// `fast_powf`: the bits of a float scaled by the exponent.
  package static func power(_ base: Float, _ exponent: Float) -> Float {
    let offset = Float(Int32(bitPattern: base.bitPattern) &- 1_064_866_805)
    return Float(bitPattern: UInt32(bitPattern: Int32(whole(exponent * offset + 1_064_866_816))))
  }

  /// Sines of whole degrees from 0 to 359, to six places.
  package static let sines: [Float] = (0..<360).map { sixPlaces(sin(Double($0) * .pi / 180)) }
  /// Cosines of whole degrees from 0 to 359, to six places.
  package static let cosines: [Float] = (0..<360).map { sixPlaces(cos(Double($0) * .pi / 180)) }

  private static func sixPlaces(_ number: Double) -> Float { Float((number * 1e6).rounded() / 1e6) }
}
