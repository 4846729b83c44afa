import OpKernels
import Simulation

/// A convolution of floats in the fused arithmetic; what follows is applied in single precision.
struct FloatConvolutionStep: GraphStep {
  private let window: Window2D
  private let kernel: FusedConvolution
  private let input: Int
  private let output: Int
  private let operand: (value: Int, function: BinaryFunction)?
  /// What the kernel does not do itself.
  private let activation: Activation
  private let outputActivation: Activation

  init(
    _ convolution: FloatConvolution, _ scope: NodeScope, set: KernelSet, math: ActivationMath
  ) throws(SimulationError.Kind) {
    try scope.requireCounts(inputs: convolution.operand == nil ? 1...1 : 2...2)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let window = convolution.window
    self.window = window
    try scope.requireFit(window, allowsBatches: true)
    try scope.require(
      convolution.weights.count == window.weightCount && convolution.bias.count == window.outputChannels,
      "parameters", found: "\(convolution.weights.count) weights and \(convolution.bias.count) biases",
      expected: "\(window.weightCount) and \(window.outputChannels)")
    if let function = convolution.operand {
      let value = scope.node.inputs[1]
      operand = (value, function)
      try scope.require(
        scope.values[value].shape == scope.values[output].shape, "shape of the operand",
        found: "\(scope.values[value].shape)", expected: "\(scope.values[output].shape)")
    } else {
      operand = nil
    }
    for activation in [convolution.activation, convolution.outputActivation] {
      let counts = activation.parameterCounts
      try scope.require(
        counts.allSatisfy { $0 == 1 || $0 == window.outputChannels }, "parameters of the function",
        found: "\(counts)", expected: "\(window.outputChannels)")
    }
    // Without an operand the second function may be the one that the kernel does.
    let isSwapped = convolution.operand == nil && convolution.activation == .identity
    let first = isSwapped ? convolution.outputActivation : convolution.activation
    outputActivation = isSwapped ? .identity : convolution.outputActivation
    var slopes: [Float]?
    if case .prelu(let own) = first, own.count > 1 { slopes = own }
    let function = first.function(math)
    activation = function == nil && slopes == nil ? first : .identity
    kernel = FusedConvolution(
      window: window, weights: convolution.weights.span, bias: convolution.bias.span,
      isTransposed: convolution.isTransposed, function: function ?? .identity, slopes: slopes, set: set)
  }

  func run(_ memory: GraphMemory) {
    let source = memory.floatArray(input)
    let count = memory.forms[input].elementCount
    memory.write(output) { result in
      kernel.run(
        input: source.span.extracting(0..<count), output: &result, scratch: memory.scratch,
        threads: memory.threads)
      let plane = window.outputHeight * window.outputWidth
      memory.apply(activation, channelSize: plane, to: &result)
      if let operand {
        let other = memory.floatArray(operand.value)
        operand.function.combine(&result, with: other.span.extracting(0..<result.count))
      }
      memory.apply(outputActivation, channelSize: plane, to: &result)
    }
  }
}

extension BinaryFunction {
  /// Replaces each element by the function of it and another one.
  func combine(_ values: inout MutableSpan<Float>, with other: Span<Float>) {
    let count = min(values.count, other.count)
    switch self {
    // Spelled out, so that the loops hold the operation itself.
    case .add: for index in 0..<count { values[index] += other[index] }
    case .subtract: for index in 0..<count { values[index] -= other[index] }
    case .multiply: for index in 0..<count { values[index] *= other[index] }
    default: for index in 0..<count { values[index] = self(values[index], other[index]) }
    }
  }
}
