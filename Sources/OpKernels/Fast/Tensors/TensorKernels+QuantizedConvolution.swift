extension TensorKernels {
  /// u8 convolution of one batch; see `Reference.quantizedConv2D`.
  public func quantizedConv2D(
    input: Span<UInt8>, weights: Span<UInt8>, bias: Span<Int32>, window: Window2D, layout: TensorLayout,
    product: QuantizedProduct, sums: inout MutableSpan<Int32>, output: inout MutableSpan<UInt8>
  ) {
    guard let set, let shape = WordConvolution.Shape(window, layout: layout, product: product) else {
      return Reference.quantizedConv2D(
        input: input, weights: weights, bias: bias, window: window, layout: layout, product: product,
        sums: &sums, output: &output)
    }
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    WordConvolution(shape, weights: weights, bias: bias, set: set).run(input, kernels: self, output: &output)
  }
}
