import OpKernels

/// Functions of one element; names and definitions are ONNX's.
public enum Activation: Sendable, Equatable {
  case identity
  case relu
  case clip(ClosedRange<Float>)
  case leakyRelu(slope: Float)
  /// One slope per channel.
  case prelu(slopes: [Float])
  case elu(alpha: Float)
  case sigmoid
  case tanh
  /// `x * sigmoid(x)`, also called Swish.
  case silu
  /// `x * min(max(x + 3, 0), 6) / 6`.
  case hardSwish
  case hardSigmoid(alpha: Float, beta: Float)
  case softplus
  /// `x * tanh(softplus(x))`.
  case mish
  /// The form with the error function.
  case gelu
  case exp, log, sqrt, abs, negate, reciprocal
  /// `x * scale + offset`, rounded twice, one pair per channel or one for all: a batch normalisation by itself.
  case affine(scales: [Float], offsets: [Float])
  /// `erf(x)`.
  case erf
  case floor, ceil
  /// To the nearest whole number, halves to even.
  case round
  /// -1, 0 or 1.
  case sign
  /// `x / (1 + |x|)`.
  case softsign

  /// How many numbers each of the parameters has that may be one per channel.
  var parameterCounts: [Int] {
    switch self {
    case .prelu(let slopes): [slopes.count]
    case .affine(let scales, let offsets): [scales.count, offsets.count]
    default: []
    }
  }

  /// The function's value; `channel` matters for slopes of their own alone.
  public func callAsFunction(_ x: Float, channel: Int = 0, math: ActivationMath) -> Float {
    switch self {
    case .identity: x
    case .relu: max(x, 0)
    case .clip(let range): min(max(x, range.lowerBound), range.upperBound)
    case .leakyRelu(let slope): x < 0 ? x * slope : x
    case .prelu(let slopes): x < 0 ? x * slopes[slopes.count == 1 ? 0 : channel] : x
    case .elu(let alpha): x < 0 ? alpha * (math.exp(x) - 1) : x
    case .sigmoid: Self.sigmoid(x, math)
    case .tanh: math.tanh(x)
    case .silu: x * Self.sigmoid(x, math)
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    case .hardSigmoid(let alpha, let beta): min(max(alpha * x + beta, 0), 1)
    case .softplus: Self.softplus(x, math)
    case .mish: x * math.tanh(Self.softplus(x, math))
    case .gelu: x * 0.5 * (1 + math.erf(x * Float(0.5).squareRoot()))
    case .exp: math.exp(x)
    case .log: math.log(x)
    case .sqrt: x.squareRoot()
    case .abs: x.magnitude
    case .negate: -x
    case .reciprocal: 1 / x
    case .affine(let scales, let offsets):
      x * scales[scales.count == 1 ? 0 : channel] + offsets[offsets.count == 1 ? 0 : channel]
    case .erf: math.erf(x)
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    case .round: x.rounded(.toNearestOrEven)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .softsign: x / (1 + x.magnitude)
    }
  }

  private static func sigmoid(_ x: Float, _ math: ActivationMath) -> Float { 1 / (1 + math.exp(-x)) }

  /// `log(1 + exp(x))`, which for large numbers is the number.
  private static func softplus(_ x: Float, _ math: ActivationMath) -> Float {
    x > 20 ? x : math.log(1 + math.exp(x))
  }
}

/// The transcendental functions, passed in because libraries disagree in the last bit.
public struct ActivationMath: Sendable {
  /// `expf`.
  public let exp: @Sendable (Float) -> Float
  /// `logf`.
  public let log: @Sendable (Float) -> Float
  /// `tanhf`.
  public let tanh: @Sendable (Float) -> Float
  /// `erff`.
  public let erf: @Sendable (Float) -> Float
  /// Whether they are those of `DeterministicMath`, which the kernels have, too.
  let isDeterministic: Bool

  /// The given functions.
  public init(
    exp: @escaping @Sendable (Float) -> Float, log: @escaping @Sendable (Float) -> Float,
    tanh: @escaping @Sendable (Float) -> Float, erf: @escaping @Sendable (Float) -> Float
  ) {
    (self.exp, self.log, self.tanh, self.erf) = (exp, log, tanh, erf)
    isDeterministic = false
  }

  /// The functions of `DeterministicMath`: the same bits everywhere, and fast.
  public static let deterministic = ActivationMath()

  private init() {
    exp = { DeterministicMath.exp($0) }
    log = { DeterministicMath.log($0) }
    tanh = { DeterministicMath.tanh($0) }
    erf = { DeterministicMath.erf($0) }
    isDeterministic = true
  }
}
