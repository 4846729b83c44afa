/// One convolution of 8-bit numbers with requantised results, packed for an instruction set; runs on interleaved
/// maps.
///
/// Dense or depthwise, of any kernel, stride, dilation and padding. Made once per layer: weights packed, the input's
/// zero point made part of the bias. Equals `Reference.windowSums` and `Reference.requantize` bit for bit,
/// whatever the set and the threads. Knows no file format.
public final class QuantizedLayerKernel: Sendable {
  /// The convolution's extents.
  public let window: Window2D
  /// Number types of inputs and weights.
  public let operands: OperandTypes
  /// The instruction set that it runs on.
  public let set: KernelSet

  let sums: WindowSums
  let finish: any SumsFinish
  /// Whether runs take bytes of another layer.
  let hasOperand: Bool

  /// Packs a layer.
  ///
  /// - Parameters:
  ///   - window: a window that `supports` accepts.
  ///   - operands: number types of inputs and weights.
  ///   - inputZeroPoint: what an input of value 0 is stored as, and what windows read outside the image; of
  ///     `operands.inputRange`.
  ///   - weights: s8 in two's complement, `[oc][ic][ky][kx]`, depthwise `[c][ky][kx]`, without a zero point.
  ///   - bias: added to the sums of each output channel.
  ///   - requantization: of the window's output channels.
  ///   - set: an available set.
  public init(
    window: Window2D, operands: OperandTypes, inputZeroPoint: Int32 = 0, weights: Span<Int8>,
    bias: Span<Int32>, requantization: Requantization, set: KernelSet = .best
  ) {
    precondition(Self.supports(window) && set.isAvailable)
    precondition(operands.inputRange.contains(inputZeroPoint))
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    precondition(requantization.shifts.count == window.outputChannels)
    self.window = window
    self.operands = operands
    self.set = set
    let perChannel = window.inputChannelsPerGroup * window.tapCount
    var (channelSums, constants): ([WeightSums], [Int64]) = ([], [])
    for channel in 0..<window.outputChannels {
      // No s8 has a larger magnitude.
      var sums = WeightSums(highest: 128)
      for index in 0..<perChannel {
        let weight = Int64(weights[channel * perChannel + index])
        sums.total += weight
        sums.magnitude += abs(weight)
      }
      channelSums.append(sums)
      constants.append(Int64(bias[channel]) - Int64(inputZeroPoint) * sums.total)
    }
    let bytes = (0..<weights.count).map { UInt8(bitPattern: weights[$0]) }
    let packed = PackedWeights(
      window: window, role: operands.role, weights: bytes.span, areSigned: true, sums: channelSums,
      constants: constants,
      winograd: WinogradPlan(window: window, role: operands.role, sums: channelSums, set: set), set: set)
    sums = WindowSums(
      window: window, set: set, weights: packed, padByte: UInt8(truncatingIfNeeded: inputZeroPoint))
    finish = PackedRequantization(requantization, channels: window.outputPixelStride, set: set)
    hasOperand = false
  }

  /// Packs a layer whose weights have zero points and whose sums are finished in stages.
  ///
  /// - Parameters:
  ///   - window: a window that `supports` accepts.
  ///   - paddingByte: what windows read outside the image.
  ///   - weights: zero points taken off, -255...255, `[oc][ic][ky][kx]`, depthwise `[c][ky][kx]`.
  ///   - bias: added to the sums of each output channel as they are.
  ///   - requantization: of the window's output channels.
  ///   - set: an available set.
  public init(
    window: Window2D, paddingByte: Int8, weights: Span<Int16>, bias: Span<Int32>,
    requantization: StagedRequantization, set: KernelSet = .best
  ) {
    precondition(Self.supports(window) && set.isAvailable)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    let perChannel = window.inputChannelsPerGroup * window.tapCount
    var channelSums: [WeightSums] = []
    for channel in 0..<window.outputChannels {
      var sums = WeightSums()
      for index in 0..<perChannel {
        let weight = Int64(weights[channel * perChannel + index])
        precondition((-255...255).contains(weight))
        sums.total += weight
        sums.magnitude += abs(weight)
        sums.highest = max(sums.highest, abs(weight))
      }
      channelSums.append(sums)
    }
    let operands = OperandTypes.signedBySigned
    let fitBytes = (0..<weights.count).allSatisfy { (-128...127).contains(weights[$0]) }
    let winograd = WinogradPlan(window: window, role: operands.role, sums: channelSums, set: set)
    let constants = (0..<bias.count).map { Int64(bias[$0]) }
    let packed: PackedWeights
    if fitBytes {
      let bytes = (0..<weights.count).map { UInt8(truncatingIfNeeded: weights[$0]) }
      packed = PackedWeights(
        window: window, role: operands.role, weights: bytes.span, areSigned: true, sums: channelSums,
        constants: constants, winograd: winograd, set: set)
    } else {
      packed = PackedWeights(
        window: window, role: operands.role, words: weights, sums: channelSums, constants: constants,
        winograd: winograd)
    }
    (self.window, self.operands, self.set) = (window, operands, set)
    sums = WindowSums(
      window: window, set: set, weights: packed, padByte: UInt8(bitPattern: paddingByte))
    let magnitudes = zip(channelSums, constants).map { Double(128 * $0.magnitude) + Double(abs($1)) }
    finish = PackedStages(
      requantization, channels: window.outputPixelStride, sumMagnitudes: magnitudes, set: set)
    hasOperand = requantization.operand != nil
  }

  /// Whether the kernels compute a window: dense or depthwise (as many groups and outputs as inputs), and small
  /// enough for 32-bit counts of its rows, and for memory: one output row reads at most 2^24 elements.
  public static func supports(_ window: Window2D) -> Bool {
    guard window.isValid else { return false }
    let isDepthwise = window.groups == window.inputChannels && window.groups == window.outputChannels
    let sizes = [
      window.inputChannels, window.inputHeight, window.inputWidth, window.outputChannels, window.outputHeight,
      window.outputWidth,
    ]
    let steps = [
      window.kernelHeight, window.kernelWidth, window.strideHeight, window.strideWidth, window.dilationHeight,
      window.dilationWidth,
    ]
    return (window.groups == 1 || isDepthwise) && sizes.allSatisfy { $0 <= 1 << 16 }
      && steps.allSatisfy { $0 <= 64 } && window.tapCount * window.inputPixelStride <= 1 << 24
      && max(abs(window.paddingTop), abs(window.paddingLeft)) <= 1 << 16
      && window.preparedRowCount(1) * window.preparedRowElements <= 1 << 24
  }

  /// Bytes of the interleaved input map, channels padded to a multiple of 4.
  public var inputByteCount: Int { window.inputHeight * window.inputWidth * window.inputPixelStride }
  /// Bytes of the interleaved output map, channels padded to a multiple of 4.
  public var outputByteCount: Int { window.outputHeight * window.outputWidth * window.outputPixelStride }

  /// Runs the layer on one map.
  ///
  /// - Parameters:
  ///   - input: `[y][x][channel]`, channels padded to a multiple of 4 by anything; s8 in two's complement.
  ///   - operand: bytes of another layer with the output's layout, for requantisations that have one.
  ///   - output: `[y][x][channel]`, negative results in two's complement; lanes that pad become the
  ///     requantised 0.
  ///   - scratch: working memory, kept from run to run.
  ///   - threads: at most so many, as `WorkerTeam` finds the work worth it.
  public func run(
    input: Span<UInt8>, operand: Span<UInt8>? = nil, output: inout MutableSpan<UInt8>, scratch: KernelScratch,
    threads: Int = 1
  ) {
    precondition(input.count == inputByteCount && output.count == outputByteCount)
    precondition(hasOperand ? operand?.count == outputByteCount : true)
    runPieces(
      input: input, operand: operand, output: &output, scratch: scratch,
      workers: window.workers(threads: threads, set: set))
  }
}
