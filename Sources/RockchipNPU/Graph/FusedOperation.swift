import NPUGraph

/// What the compiler's name of an operation says.
enum FusedOperation {
  /// Whether a name is that of a transposed convolution.
  static func isTransposed(_ name: String) -> Bool { name.hasPrefix("ConvTranspose") }

  /// Names that begin a convolution.
  static func isConvolution(_ name: String) -> Bool {
    name.hasPrefix("Conv") && !isTransposed(name)
  }

  /// The function that a convolution's name ends with and that a table computes; nil for names without one.
  static func tableFunction(_ name: String) -> Activation? { functions[String(name.dropFirst(4))] }

  /// Functions that stand as nodes of their own or behind `Conv`.
  static let functions: [String: Activation] = [
    "Sigmoid": .sigmoid, "Tanh": .tanh, "ExSwish": .silu, "exSwish": .silu, "HardSwish": .hardSwish,
    "Softplus": .softplus, "Elu": .elu(alpha: 1), "Mish": .mish, "exMish": .mish, "Gelu": .gelu,
    "exGelu": .gelu,
    "HardSigmoid": .hardSigmoid(alpha: 0.2, beta: 0.5), "Relu": .relu, "Exp": .exp, "Log": .log,
    "Sqrt": .sqrt,
    "Abs": .abs, "Neg": .negate, "Reciprocal": .reciprocal,
  ]
}
