import CKernels

/// What is done with each fused sum.
struct FusedFollow: Sendable, Equatable {
  let function: FloatFunction
  /// A slope of `leakyRelu` per output channel, in place of the function's own.
  let slopes: [Float]?

  init(_ function: FloatFunction, slopes: [Float]? = nil) {
    self.function = slopes == nil ? function : .leakyRelu(slope: 0)
    self.slopes = slopes
  }

  /// The function as C has it.
  func map(_ set: KernelSet) -> kiln_map { function.map(set) }

  /// The same on one channel's sums, plainly.
  func apply(to values: inout MutableSpan<Float>, channel: Int) {
    let own = slopes.map { FloatFunction.leakyRelu(slope: $0[channel]) } ?? function
    for index in 0..<values.count { values[index] = own(values[index]) }
  }
}

extension FloatFunction {
  /// The function as C has it.
  func map(_ set: KernelSet) -> kiln_map {
    let (function, a, b): (kiln_function, Float, Float) =
      switch self {
      case .identity: (KILN_FUNCTION_IDENTITY, 0, 0)
      case .clip(let minimum, let maximum): (KILN_FUNCTION_CLIP, minimum, maximum)
      case .leakyRelu(let slope): (KILN_FUNCTION_LEAKY_RELU, slope, 0)
      case .elu(let alpha): (KILN_FUNCTION_ELU, alpha, 0)
      case .sigmoid: (KILN_FUNCTION_SIGMOID, 0, 0)
      case .tanh: (KILN_FUNCTION_TANH, 0, 0)
      case .silu: (KILN_FUNCTION_SILU, 0, 0)
      case .hardSwish: (KILN_FUNCTION_HARD_SWISH, 0, 0)
      case .hardSigmoid(let alpha, let beta): (KILN_FUNCTION_HARD_SIGMOID, alpha, beta)
      case .softplus: (KILN_FUNCTION_SOFTPLUS, 0, 0)
      case .mish: (KILN_FUNCTION_MISH, 0, 0)
      case .gelu: (KILN_FUNCTION_GELU, 0, 0)
      case .exp: (KILN_FUNCTION_EXP, 0, 0)
      case .log: (KILN_FUNCTION_LOG, 0, 0)
      case .erf: (KILN_FUNCTION_ERF, 0, 0)
      }
    return kiln_map(set: set.code, function: function, a: a, b: b)
  }
}
