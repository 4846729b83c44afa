import OpKernels
import Simulation

/// A convolution of codes, packed for the kernels.
struct IntegerConvolutionStep: GraphStep {
  private let kernel: QuantizedLayerKernel
  private let input: Int
  private let output: Int
  private let operand: Int?
  private let inputMap: InterleavedMap
  /// For transposed convolutions: how far pixels are spread, over which map, and what lies between them.
  private let spread: (rows: Int, columns: Int, map: InterleavedMap, filler: UInt8)?

  init(_ convolution: IntegerConvolution, _ scope: NodeScope, set: KernelSet) throws(SimulationError.Kind) {
    let needsOperand = convolution.requantization.operand != nil
    try scope.requireCounts(inputs: needsOperand ? 2...2 : 1...2)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    operand = needsOperand ? scope.node.inputs[1] : nil
    guard let map = scope.map(input), scope.map(output) != nil else {
      throw .invalidParameter(
        name: "input and output", found: "no maps of codes", expected: "s8 of shape 1xCxHxW")
    }
    inputMap = map
    var window = convolution.window
    try scope.require(
      window.isValid, "window", found: "\(window)", expected: "positive extents that the groups divide")
    spread = try Self.spread(convolution, map, scope)
    if spread == nil { try scope.requireFit(window) }
    if let operand, scope.map(operand) != scope.map(output) {
      throw .invalidParameter(
        name: "shape of the operand", found: "\(scope.values[operand].shape)", expected: "that of the output")
    }
    try scope.require(
      convolution.weights.count == window.weightCount && convolution.bias.count == window.outputChannels,
      "parameters", found: "\(convolution.weights.count) weights and \(convolution.bias.count) biases",
      expected: "\(window.weightCount) and \(window.outputChannels)")
    var weights = convolution.weights
    let isDepthwise = window.groups == window.inputChannels && window.groups == window.outputChannels
    if window.groups > 1, !isDepthwise {
      weights = try Self.ungrouped(weights, window)
      window.groups = 1
    }
    guard QuantizedLayerKernel.supports(window) else {
      throw .notRunnable(reason: "a convolution of these extents is not computed here: \(window)")
    }
    kernel = QuantizedLayerKernel(
      window: window, paddingByte: convolution.paddingByte, weights: weights.span,
      bias: convolution.bias.span,
      requantization: convolution.requantization, set: set)
  }

  /// The map that a transposed convolution slides over.
  private static func spread(
    _ convolution: IntegerConvolution, _ map: InterleavedMap, _ scope: NodeScope
  ) throws(SimulationError.Kind) -> (rows: Int, columns: Int, map: InterleavedMap, filler: UInt8)? {
    guard let spread = convolution.spread else { return nil }
    let window = convolution.window
    try scope.require(
      (1...64).contains(spread.rows) && (1...64).contains(spread.columns), "stride",
      found: "\(spread.rows)x\(spread.columns)", expected: "1 to 64")
    let (height, width) = ((map.height - 1) * spread.rows + 1, (map.width - 1) * spread.columns + 1)
    try scope.require(
      window.inputHeight == height && window.inputWidth == width && window.inputChannels == map.channels
        && scope.extents(ofOutput: 0) == [1, window.outputChannels, window.outputHeight, window.outputWidth],
      "window", found: "\(window)", expected: "that of \(height)x\(width) spread pixels")
    return (
      spread.rows, spread.columns, InterleavedMap(channels: map.channels, height: height, width: width),
      UInt8(bitPattern: convolution.paddingByte)
    )
  }

  /// The same weights for all input channels: zero for those of other groups, which adds nothing.
  private static func ungrouped(_ weights: [Int16], _ window: Window2D) throws(SimulationError.Kind)
    -> [Int16]
  {
    let taps = window.kernelHeight * window.kernelWidth
    let (depth, count) = (window.inputChannelsPerGroup, window.outputChannels * window.inputChannels)
    guard count * taps <= 1 << 28 else {
      throw .notRunnable(
        reason: "a convolution of \(window.groups) groups with so many channels is not computed here")
    }
    var result = [Int16](repeating: 0, count: count * taps)
    for channel in 0..<window.outputChannels {
      let first = channel / window.outputChannelsPerGroup * depth
      let source = channel * depth * taps
      let target = (channel * window.inputChannels + first) * taps
      result.replaceSubrange(
        target..<(target + depth * taps), with: weights[source..<(source + depth * taps)])
    }
    return result
  }

  func run(_ memory: GraphMemory) {
    var result = memory.takeBytes(output)
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<kernel.outputByteCount)
    let source = memory.array(input)
    if let spread {
      var wide = [UInt8](repeating: 0, count: spread.map.byteCount)
      var span = wide.mutableSpan
      Reference.spreadPixels(
        input: source.span.extracting(0..<inputMap.byteCount), inputMap, rowStride: spread.rows,
        columnStride: spread.columns, filler: spread.filler, over: spread.map, output: &span)
      convolve(wide.span, memory, &target)
    } else {
      convolve(source.span.extracting(0..<inputMap.byteCount), memory, &target)
    }
    memory.keep(result, as: output)
  }

  private func convolve(_ input: Span<UInt8>, _ memory: GraphMemory, _ target: inout MutableSpan<UInt8>) {
    guard let operand else {
      kernel.run(input: input, output: &target, scratch: memory.scratch, threads: memory.threads)
      return
    }
    let other = memory.array(operand)
    kernel.run(
      input: input, operand: other.span.extracting(0..<kernel.outputByteCount),
      output: &target, scratch: memory.scratch, threads: memory.threads)
  }
}
