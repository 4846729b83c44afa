import KModel
import OpKernels
import Simulation

/// The forms that a convolution has in the format.
enum ConvolutionFormV4 {
  /// NCHW with groups.
  case grouped
  /// NHWC, every output channel sees every input channel.
  case cpu
  /// NHWC, every output channel sees its own input channel.
  case cpuDepthwise

  /// Order of the axes.
  var layout: TensorLayout { self == .grouped ? .planar : .interleaved }
}

extension RunnerV4 {
  func convolve(_ node: OperationV4.Conv2D, _ form: ConvolutionFormV4) throws(Fault) {
    let window = try node.geometry(form)
    try check(node.weights.count / 4, node.bias.count / 4, window)
    let range = FloatRange(node.clamp)
    try node.weights.withElements(as: Float.self) { (weights) throws(Fault) in
      try node.bias.withElements(as: Float.self) { (bias) throws(Fault) in
        try perBatch(node.operands, batches: node.inputShape.n, window: window) {
          (input: Span<Float>, output: inout MutableSpan<Float>) in
          kernels.conv2D(
            input: input, weights: weights, bias: bias, window: window, layout: form.layout, range: range,
            output: &output)
        }
      }
    }
  }

  func convolve(_ node: OperationV4.QuantizedConv2D, _ form: ConvolutionFormV4) throws(Fault) {
    let window = try node.geometry(form)
    try check(node.weights.count, node.bias.count / 4, window)
    // The cpu forms subtract their offsets, the other one adds them.
    let sign: Int32 = form == .grouped ? 1 : -1
    let product = QuantizedProduct(
      inputOffset: node.inputOffset &* sign, weightOffset: node.weightsOffset &* sign,
      output: Rescaling(node.output))
    var scratch = [Int32](repeating: 0, count: window.outputWidth)
    try node.bias.withElements(as: Int32.self) { (bias) throws(Fault) in
      try perBatch(node.operands, batches: node.inputShape.n, window: window) {
        (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        var sums = scratch.mutableSpan
        kernels.quantizedConv2D(
          input: input, weights: node.weights.span, bias: bias, window: window, layout: form.layout,
          product: product, sums: &sums, output: &output)
      }
    }
  }

  func run(_ node: OperationV4.Conv2DTranspose) throws(Fault) {
    let window = try node.geometry()
    try check(node.weights.count / 4, nil, window)
    let range: FloatRange? = node.clamp == .none ? nil : FloatRange(node.clamp)
    try node.weights.withElements(as: Float.self) { (weights) throws(Fault) in
      try perBatch(node.operands, batches: node.inputShape.n, window: window) {
        (input: Span<Float>, output: inout MutableSpan<Float>) in
        Reference.conv2DTranspose(
          input: input, weights: weights, window: window, range: range, output: &output)
      }
    }
  }

  func run(_ node: OperationV4.ReduceWindow2D, _ layout: TensorLayout) throws(Fault) {
    guard let reduction = Reference.Reduction(rawValue: node.op.rawValue) else {
      throw .invalidParameter(name: "reduce op", found: "\(node.op)", expected: "a known one")
    }
    let window = try node.geometry(layout)
    try perBatch(node.operands, batches: node.inputShape.n, window: window) {
      (input: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.reduceWindow2D(
        reduction, input: input, window: window, layout: layout, initialValue: node.initialValue,
        range: FloatRange(node.clamp), output: &output)
    }
  }

  /// Checks that there is a weight for every tap and a bias for every output channel.
  private func check(_ weights: Int, _ biases: Int?, _ window: OpKernels.Window2D) throws(Fault) {
    guard weights == window.weightCount, biases ?? window.outputChannels == window.outputChannels else {
      throw .invalidParameter(
        name: "weights", found: "\(weights) and \(biases ?? 0) biases",
        expected: "\(window.weightCount) and \(window.outputChannels)")
    }
  }

  /// Calls a kernel for each batch with its part of input and output.
  private func perBatch<A: PlainElement, R: PlainElement>(
    _ operands: OperationV4.UnaryOperands, batches: Int32, window: OpKernels.Window2D,
    _ kernel: (Span<A>, inout MutableSpan<R>) -> Void
  ) throws(Fault) {
    let (inputCount, outputCount) = (window.inputCount, window.outputCount)
    let batches = Int(batches)
    try memory.apply(
      Operand<A>(operands.input).first(Int.counted(batches, inputCount)),
      to: Operand<R>(operands.output).first(Int.counted(batches, outputCount))
    ) { (input: Span<A>, output: inout MutableSpan<R>) in
      for batch in 0..<batches {
        let source = input.extracting((batch * inputCount)..<((batch + 1) * inputCount))
        var target = output._mutatingExtracting((batch * outputCount)..<((batch + 1) * outputCount))
        kernel(source, &target)
      }
    }
  }
}

extension OperationV4.Conv2D {
  /// The window over one batch.
  func geometry(_ form: ConvolutionFormV4) throws(Fault) -> OpKernels.Window2D {
    let isDepthwise = form == .cpuDepthwise
    return try window.geometry(
      over: inputShape, layout: form.layout,
      outputChannels: Int(isDepthwise ? inputShape.w : outputChannels),
      groups: Int(isDepthwise ? inputShape.w : groups))
  }
}

extension OperationV4.QuantizedConv2D {
  /// The window over one batch.
  func geometry(_ form: ConvolutionFormV4) throws(Fault) -> OpKernels.Window2D {
    let isDepthwise = form == .cpuDepthwise
    return try window.geometry(
      over: inputShape, layout: form.layout,
      outputChannels: Int(isDepthwise ? inputShape.w : outputChannels),
      groups: Int(isDepthwise ? inputShape.w : groups))
  }
}

extension OperationV4.ReduceWindow2D {
  /// The window over one batch.
  func geometry(_ layout: TensorLayout) throws(Fault) -> OpKernels.Window2D {
    let channels = Int(layout == .planar ? inputShape.c : inputShape.w)
    return try window.geometry(over: inputShape, layout: layout, outputChannels: channels, groups: channels)
  }
}

extension OperationV4.Conv2DTranspose {
  /// The window over one batch, with the output shape that the node stores.
  func geometry() throws(Fault) -> OpKernels.Window2D {
    guard outputShape.n == inputShape.n else {
      throw .invalidParameter(name: "output batches", found: "\(outputShape.n)", expected: "\(inputShape.n)")
    }
    return try OpKernels.Window2D(
      inputChannels: Int(inputShape.c), inputHeight: Int(inputShape.h), inputWidth: Int(inputShape.w),
      outputChannels: Int(outputShape.c), outputHeight: Int(outputShape.h),
      outputWidth: Int(outputShape.w), groups: Int(groups), kernelHeight: Int(window.filterHeight),
      kernelWidth: Int(window.filterWidth), strideHeight: Int(window.strideHeight),
      strideWidth: Int(window.strideWidth), dilationHeight: Int(window.dilationHeight),
      dilationWidth: Int(window.dilationWidth), paddingTop: Int(window.paddingHeight.before),
      paddingLeft: Int(window.paddingWidth.before)
    ).checked()
  }
}
