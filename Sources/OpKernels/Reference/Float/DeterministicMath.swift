/// Transcendental functions by additions, multiplications and divisions alone, so that they have the same bits
/// everywhere, at most 2 ulp from the true value.
///
/// The kernels in C form the same steps in the same order, several numbers at a time. The polynomials' coefficients
/// were fitted to the functions in double precision by weighted least squares.
public enum DeterministicMath {
  /// `e^x`: `2^n * p(r)` with `x = n * log 2 + r`.
  public static func exp(_ x: Float) -> Float {
    if x.isNaN { return x }
    // Beyond these the result is 0 or infinite.
    let bounded = min(max(x, -104), 89)
    // Adding 1.5 * 2^23 rounds to an integer, which the low bits then hold.
    let shifted = Float(12_582_912).addingProduct(bounded, 0x1.715476p+0)
    let n = shifted - 12_582_912
    let r = bounded.addingProduct(n, -0x1.62e430p-1).addingProduct(n, 0x1.05c610p-29)
    let p = polynomial([0x1.6db4e0p-10, 0x1.123be0p-7, 0x1.55545ep-5, 0x1.55548ep-3, 0.5, 1, 1], r)
    // In two steps, of which only the second can round: into subnormals.
    let whole = Int32(bitPattern: shifted.bitPattern &- 0x4B40_0000)
    let half = whole >> 1
    return p * powerOfTwo(half) * powerOfTwo(whole &- half)
  }

  /// The natural logarithm: `n * log 2 + log(1 + f)`, with 1 + f within a third of 1.
  public static func log(_ x: Float) -> Float {
    if x == 0 { return -.infinity }
    if x < 0 { return .nan }
    if !(x < .infinity) { return x }
    let isSmall = x < 0x1p-126
    let bits = Int32(bitPattern: (isSmall ? x * 0x1p23 : x).bitPattern)
    let exponent = (bits &- 0x3F2A_AAAB) & -0x80_0000
    let f = Float(bitPattern: UInt32(bitPattern: bits &- exponent)) - 1
    let n = Float((exponent >> 23) &- (isSmall ? 23 : 0))
    let q = polynomial(
      [
        -0x1.109e3ap-3, 0x1.1ed916p-3, -0x1.eeb95ap-4, 0x1.1ebc9ep-3, -0x1.55cd08p-3, 0x1.99d214p-3,
        -0x1.fffd6ap-3, 0x1.555502p-2, -0.5,
      ], f)
    return f.addingProduct(q, f * f).addingProduct(n, 0x1.62e430p-1)
  }

  /// The hyperbolic tangent: a polynomial around 0, else `1 - 2 / (exp(2 |x|) + 1)` with the sign of x.
  public static func tanh(_ x: Float) -> Float {
    let magnitude = x.magnitude
    let square = x * x
    let q = polynomial(
      [
        -0x1.0d5ce6p-11, 0x1.655b7cp-9, -0x1.1355c8p-7, 0x1.63ff90p-6, -0x1.b9ea14p-5, 0x1.111012p-3,
        -0x1.555552p-2,
      ], square)
    let near = magnitude.addingProduct(q, square * magnitude)
    let far = 1 - 2 / (exp(magnitude + magnitude) + 1)
    return Float(signOf: x, magnitudeOf: magnitude < 0.85 ? near : far)
  }

  /// The error function: a polynomial around 0, else `1 - exp(p(|x|))` with the sign of x.
  public static func erf(_ x: Float) -> Float {
    let magnitude = x.magnitude
    let q = polynomial(
      [
        0x1.5f61aap-14, -0x1.ab0960p-11, 0x1.54df6ap-8, -0x1.b81112p-6, 0x1.ce2e28p-4, -0x1.812744p-2,
        0x1.06eba8p-3,
      ], x * x)
    let near = magnitude.addingProduct(q, magnitude)
    // From 4 on it is 1.
    let p = polynomial(
      [
        -0x1.ea0e8ep-22, -0x1.fe7b92p-17, 0x1.a58c12p-12, -0x1.0acb4ap-8, 0x1.987572p-6, -0x1.ba9902p-4,
        -0x1.445b5ep-1, -0x1.21238cp+0, 0x1.5602aep-13,
      ], magnitude > 4 ? 4 : magnitude)
    return Float(signOf: x, magnitudeOf: magnitude < 0.92 ? near : 1 - exp(p))
  }

  /// A polynomial by Horner's rule, the highest power first, each step rounded once.
  private static func polynomial<let count: Int>(_ coefficients: InlineArray<count, Float>, _ x: Float)
    -> Float
  {
    var sum = coefficients[0]
    for index in 1..<count { sum = coefficients[index].addingProduct(sum, x) }
    return sum
  }

  private static func powerOfTwo(_ exponent: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: (exponent &+ 127) << 23))
  }
}
