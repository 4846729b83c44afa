import OpKernels
import Simulation

/// A convolution of floats; what follows is applied in single precision.
struct FloatConvolutionStep: GraphStep {
  private let convolution: FloatConvolution
  private let input: Int
  private let output: Int
  private let operand: Int?

  init(_ convolution: FloatConvolution, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.convolution = convolution
    try scope.requireCounts(inputs: convolution.operand == nil ? 1...1 : 2...2)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    operand = convolution.operand == nil ? nil : scope.node.inputs[1]
    try scope.requireFit(convolution.window)
    let window = convolution.window
    try scope.require(
      convolution.weights.count == window.weightCount && convolution.bias.count == window.outputChannels,
      "parameters", found: "\(convolution.weights.count) weights and \(convolution.bias.count) biases",
      expected: "\(window.weightCount) and \(window.outputChannels)")
    if let operand {
      try scope.require(
        scope.values[operand].shape == scope.values[output].shape, "shape of the operand",
        found: "\(scope.values[operand].shape)", expected: "\(scope.values[output].shape)")
    }
    for activation in [convolution.activation, convolution.outputActivation] {
      let counts = activation.parameterCounts
      try scope.require(
        counts.allSatisfy { $0 == 1 || $0 == window.outputChannels }, "parameters of the function",
        found: "\(counts)", expected: "\(window.outputChannels)")
    }
  }

  func run(_ memory: GraphMemory) {
    let window = convolution.window
    let source = memory.logicalFloats(input)
    var sums = [Float](repeating: 0, count: window.outputCount)
    var span = sums.mutableSpan
    if convolution.isTransposed {
      Reference.conv2DTranspose(
        input: source.span, weights: convolution.weights.span, window: window, range: nil, output: &span)
    } else {
      memory.kernels.conv2D(
        input: source.span, weights: convolution.weights.span, bias: convolution.bias.span, window: window,
        layout: .planar, range: .unbounded, output: &span)
    }
    let plane = window.outputHeight * window.outputWidth
    if convolution.isTransposed {
      for index in sums.indices { sums[index] += convolution.bias[index / plane] }
    }
    sums.apply(convolution.activation, channelSize: plane, math: memory.math)
    if let operand, let function = convolution.operand {
      let other = memory.logicalFloats(operand)
      for index in sums.indices { sums[index] = function(sums[index], other[index]) }
    }
    sums.apply(convolution.outputActivation, channelSize: plane, math: memory.math)
    memory.store(floats: sums, as: output)
  }
}

extension FloatRange {
  /// No bounds at all.
  static let unbounded = FloatRange(minimum: -.infinity, maximum: .infinity)
}

extension [Float] {
  /// Replaces each element by its function; channels have `channelSize` elements each.
  mutating func apply(_ activation: Activation, channelSize: Int, math: ActivationMath) {
    if activation == .identity { return }
    for index in indices { self[index] = activation(self[index], channel: index / channelSize, math: math) }
  }
}
