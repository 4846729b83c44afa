/// Functions of one float that the kernels apply to rows.
///
/// A NaN stays one. Transcendental functions are those of
/// `DeterministicMath`.
public enum FloatFunction: Sendable, Equatable {
  /// The number itself.
  case identity
  /// `min(max(x, minimum), maximum)`.
  case clip(minimum: Float, maximum: Float)
  /// `x < 0 ? x * slope : x`.
  case leakyRelu(slope: Float)
  /// `x < 0 ? alpha * (exp(x) - 1) : x`.
  case elu(alpha: Float)
  /// `1 / (1 + exp(-x))`.
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// `x * sigmoid(x)`.
  case silu
  /// `x * min(max(x + 3, 0), 6) / 6`.
  case hardSwish
  /// `min(max(alpha * x + beta, 0), 1)`, the product rounded.
  case hardSigmoid(alpha: Float, beta: Float)
  /// `x > 20 ? x : log(1 + exp(x))`.
  case softplus
  /// `x * tanh(softplus(x))`.
  case mish
  /// `x * 0.5 * (1 + erf(x * sqrt(0.5)))`.
  case gelu
  /// `e^x`.
  case exp
  /// The natural logarithm.
  case log
  /// The error function.
  case erf

  /// `max(x, 0)`.
  public static let relu = FloatFunction.clip(minimum: 0, maximum: .infinity)

  /// Whether plain arithmetic is enough, so that any library gives the same result.
  public var isExact: Bool {
    switch self {
    case .identity, .clip, .leakyRelu, .hardSwish, .hardSigmoid: true
    case .elu, .sigmoid, .tanh, .silu, .softplus, .mish, .gelu, .exp, .log, .erf: false
    }
  }

  /// The function's value.
  public func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .identity: return x
    case .clip(let minimum, let maximum): return min(max(x, minimum), maximum)
    case .leakyRelu(let slope): return x < 0 ? x * slope : x
    case .elu(let alpha): return x < 0 ? alpha * (DeterministicMath.exp(x) - 1) : x
    case .sigmoid: return Self.sigmoid(x)
    case .tanh: return DeterministicMath.tanh(x)
    case .silu: return x * Self.sigmoid(x)
    case .hardSwish: return x * min(max(x + 3, 0), 6) / 6
    case .hardSigmoid(let alpha, let beta):
      let product = alpha * x
      return min(max(product + beta, 0), 1)
    case .softplus: return Self.softplus(x)
    case .mish: return x * DeterministicMath.tanh(Self.softplus(x))
    case .gelu: return x * 0.5 * (1 + DeterministicMath.erf(x * Float(0.5).squareRoot()))
    case .exp: return DeterministicMath.exp(x)
    case .log: return DeterministicMath.log(x)
    case .erf: return DeterministicMath.erf(x)
    }
  }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + DeterministicMath.exp(-x)) }

  private static func softplus(_ x: Float) -> Float {
    x > 20 ? x : DeterministicMath.log(1 + DeterministicMath.exp(x))
  }
}
