import OpKernels
import Simulation

/// The largest element or the mean of each window.
struct PoolStep: GraphStep {
  private let window: Window2D
  /// Nil for the largest; else whether taps outside of the image count.
  private let mean: Bool?
  private let input: Int
  private let output: Int
  private let map: InterleavedMap?

  init(_ window: Window2D, mean: Bool?, _ scope: NodeScope) throws(SimulationError.Kind) {
    (self.window, self.mean) = (window, mean)
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    try scope.requireFit(window, allowsBatches: true)
    // Maxima are compared as codes; other codes of the output would need a conversion behind.
    let keepsCodes = mean != nil || scope.shareCodes(input, output)
    map = scope.map(output) != nil && keepsCodes ? scope.map(input) : nil
    try scope.require(
      window.inputChannels == window.outputChannels, "channels", found: "\(window.outputChannels)",
      expected: "\(window.inputChannels)")
  }

  func run(_ memory: GraphMemory) {
    guard let map else { return runFloats(memory) }
    var result = memory.takeBytes(output)
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<memory.forms[output].storedCount)
    let source = memory.array(input)
    if let mean {
      Reference.averagePool(
        input: source.span.extracting(0..<map.byteCount), map, memory.codes(input), window: window,
        countsPadding: mean, to: memory.codes(output), output: &target)
    } else {
      Reference.maxPool(
        input: source.span.extracting(0..<map.byteCount), map, window: window, output: &target)
    }
    memory.keep(result, as: output)
  }

  private func runFloats(_ memory: GraphMemory) {
    let source = memory.floatArray(input)
    let batches = memory.forms[output].elementCount / window.outputCount
    memory.write(output) { result in
      for batch in 0..<batches {
        let values = source.span.extracting((batch * window.inputCount)..<((batch + 1) * window.inputCount))
        var part = result._mutatingExtracting(
          (batch * window.outputCount)..<((batch + 1) * window.outputCount))
        runFloats(memory.kernels, values, &part)
      }
    }
  }

  private func runFloats(_ kernels: TensorKernels, _ input: Span<Float>, _ output: inout MutableSpan<Float>) {
    if mean != nil, window.isWholeMap {
      kernels.globalAveragePool(
        input: input, channelSize: window.inputHeight * window.inputWidth, output: &output)
      return
    }
    let isSum = mean == true
    kernels.reduceWindow2D(
      mean == nil ? .maximum : isSum ? .sum : .mean, input: input, window: window, layout: .planar,
      initialValue: mean == nil ? -.infinity : 0, range: nil, output: &output)
    if isSum {
      let taps = Float(window.kernelHeight * window.kernelWidth)
      for index in 0..<output.count { output[index] /= taps }
    }
  }
}

extension Window2D {
  /// Whether the one output pixel sees each input pixel once and nothing else.
  fileprivate var isWholeMap: Bool {
    outputHeight == 1 && outputWidth == 1 && paddingTop == 0 && paddingLeft == 0
      && kernelHeight == inputHeight && kernelWidth == inputWidth && dilationHeight == 1 && dilationWidth == 1
  }
}
