/// One KPU layer of 8-bit weights, packed for an instruction set; runs on interleaved maps.
///
/// Made once per layer: weights packed, ranges proved, reachable segments counted. Equals
/// `Reference.convolve`, `sumInputs`, `finish` and `pool` bit for bit, whatever the set and the threads.
public final class K210LayerKernel: Sendable {
  /// The layer's extents; a single channel counts as dense.
  public let shape: LayerShapeK210
  /// The instruction set that it runs on.
  public let set: KernelSet
  /// Whether batch norm and activation run in 32 bits, which their bounds allow.
  public let isNarrow: Bool
  /// Distinct lines of the activation that the layer's values can reach.
  public let regionCount: Int

  /// Whether sums are formed by way of Winograd's transforms.
  package var isTransformed: Bool { sums.isTransformed }

  let padValue: UInt8
  let terms: CorrectionTermsK210
  /// Whether `arg_x * Sx` has to be added to the sums.
  let needsInputSums: Bool
  let sums: WindowSums
  /// Weights of 1, for depthwise layers that need their sums of inputs.
  let inputSumWeights: PackedWeights?
  let finish: PackedFinish

  /// Whether the largest sums are found before they are finished: a finish that never falls gives the largest result.
  var poolsSums: Bool {
    isNarrow && finish.isMonotone
      && (shape.pooling == .maximum2Stride2 || shape.pooling == .maximum4Stride4)
  }

  /// Packs a layer.
  ///
  /// - Parameters:
  ///   - shape: a valid shape.
  ///   - padValue: what 3×3 windows read outside the image.
  ///   - weights: u8 `[oc][ic][ky][kx]`, depthwise `[c][ky][kx]`; `shape.weightCount` of them.
  ///   - correction: the terms of the argument words.
  ///   - batchNorm: 8 bytes per output channel, as in the parameter block.
  ///   - activation: the table of 16 segments.
  ///   - rounding: which emulator's rounding and segment rule is followed.
  ///   - set: an available set.
  public init(
    shape: LayerShapeK210, padValue: UInt8, weights: Span<UInt8>, correction: CorrectionTermsK210,
    batchNorm: Span<UInt8>, activation: ActivationTableK210, rounding: RoundingRule,
    set: KernelSet = .best
  ) {
    precondition(shape.isComputable && set.isAvailable)
    precondition(weights.count == shape.weightCount)
    precondition(batchNorm.count == shape.outputChannels * BatchNormK210.byteCount)
    var shape = shape
    // One channel alone is a dense layer of one channel.
    if shape.inputChannels == 1 { shape.isDepthwise = false }
    let weightPlan = WeightPlan(
      shape: shape, weights: weights, argX: correction.argX, shiftX: correction.shiftX, set: set)
    let finishPlan = FinishPlan(
      shape: shape, weights: weightPlan, terms: correction, batchNorm: batchNorm, activation: activation,
      rounding: rounding)
    self.shape = shape
    self.set = set
    self.padValue = padValue
    terms = correction
    isNarrow = finishPlan.isNarrow
    regionCount = finishPlan.regions.count
    needsInputSums = weightPlan.needsInputSums
    let (window, zeros) = (shape.window, [Int64](repeating: 0, count: shape.outputChannels))
    let packed = PackedWeights(
      window: window, role: weightPlan.role, weights: weights, areSigned: false, offset: weightPlan.offset,
      sums: weightPlan.sums, constants: isNarrow ? finishPlan.constants : zeros,
      winograd: weightPlan.winograd,
      set: set)
    sums = WindowSums(window: window, set: set, weights: packed, padByte: padValue)
    if needsInputSums && shape.isDepthwise {
      let ones = [UInt8](repeating: 1, count: shape.weightCount)
      inputSumWeights = PackedWeights(
        window: window, role: weightPlan.role, weights: ones.span, areSigned: false,
        sums: weightPlan.sums, constants: zeros, set: set)
    } else {
      inputSumWeights = nil
    }
    finish = PackedFinish(finishPlan, outputChannels: shape.outputChannels, rounding: rounding, set: set)
  }

  /// Runs the layer on one map.
  ///
  /// - Parameters:
  ///   - input: `[height][width][channels]`, channels padded to a multiple of 4 by anything.
  ///   - output: `[outputHeight][outputWidth][channels]`; the lanes that pad become 0.
  ///   - scratch: working memory, kept from run to run.
  ///   - threads: at most so many, as `WorkerTeam` finds the work worth it.
  public func run(
    input: Span<UInt8>, output: inout MutableSpan<UInt8>, scratch: KernelScratch, threads: Int = 1
  ) {
    precondition(input.count == shape.inputByteCount && output.count == shape.outputByteCount)
    if output.isEmpty { return }
    runPieces(
      .all, input: input, output: &output, scratch: scratch,
      workers: shape.workers(threads: threads, set: set))
  }
}
