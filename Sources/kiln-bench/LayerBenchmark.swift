import OpKernels

/// One layer of a typical shape under one kernel set, with the set's own peak from the same run.
struct LayerBenchmark: Encodable {
  let layer: String
  let kernels: String
  let ms: Double
  let gmacs: Double
  /// Share of a loop of the set's multiply-accumulate on registers alone.
  let share_of_peak: Double
  /// The whole layer's time by output; for a layer of few products that is batch norm and activation.
  let ns_per_output: Double

  /// A shape and its name.
  struct Case {
    let name: String
    let shape: LayerShapeK210
    /// Segments of the activation that values reach.
    let segments: Int
  }

  /// Dense and depthwise layers of MobileNet-like networks, and layers that are all finish.
  static let cases = [
    Case(name: "1x1 256→256 20x15", shape: dense(256, 256, 15, 20, 1), segments: 2),
    Case(name: "3x3 64→128 40x30", shape: dense(64, 128, 30, 40, 3), segments: 2),
    Case(name: "3x3 3→16 320x240", shape: dense(3, 16, 240, 320, 3), segments: 2),
    Case(name: "depthwise 3x3 128 40x30", shape: depthwise(128, 30, 40), segments: 2),
    Case(name: "finish, 2 segments (1x1 4→64)", shape: dense(4, 64, 60, 80, 1), segments: 2),
    Case(name: "finish, 16 segments (1x1 4→64)", shape: dense(4, 64, 60, 80, 1), segments: 16),
  ]

  private static func dense(
    _ input: Int, _ output: Int, _ height: Int, _ width: Int, _ size: Int
  ) -> LayerShapeK210 {
    LayerShapeK210(
      inputChannels: input, outputChannels: output, height: height, width: width, kernelSize: size)
  }

  private static func depthwise(_ channels: Int, _ height: Int, _ width: Int) -> LayerShapeK210 {
    LayerShapeK210(
      inputChannels: channels, outputChannels: channels, height: height, width: width, kernelSize: 3,
      isDepthwise: true)
  }

  /// Times one layer on bytes of no meaning.
  init(_ test: Case, set: KernelSet, peak: Double, stopwatch: Stopwatch) {
    let shape = test.shape
    let weights = (0..<shape.weightCount).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 13) }
    // Brings sums of some 128 × 128 per product into the range of the table below.
    let scale = UInt64(max(1, (255 << 15) * 256 / (64 * 255 * shape.weightsPerChannel)))
    let batchNorm = (0..<shape.outputChannels).flatMap { _ in
      Self.bytes(scale & 0x7F_FFFF | UInt64(15) << 56)
    }
    let kernel = K210LayerKernel(
      shape: shape, padValue: 0, weights: weights.span, correction: CorrectionTermsK210(),
      batchNorm: batchNorm.span, activation: Self.activation(segments: test.segments), rounding: .halfEven,
      set: set)
    let input = (0..<shape.inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 7) }
    var output = [UInt8](repeating: 0, count: shape.outputByteCount)
    let scratch = KernelScratch()
    let ms = stopwatch.milliseconds {
      var span = output.mutableSpan
      kernel.run(input: input.span, output: &span, scratch: scratch)
    }
    self.init(
      test.name, set, products: shape.weightCount * shape.height * shape.width, outputs: output.count, ms: ms,
      peak: peak)
  }

  /// The figures of a layer that took `ms`.
  private init(_ name: String, _ set: KernelSet, products: Int, outputs: Int, ms: Double, peak: Double) {
    layer = name
    kernels = set.rawValue
    self.ms = ms
    gmacs = Double(products) / ms / 1e6
    share_of_peak = gmacs / peak
    ns_per_output = ms * 1e6 / Double(outputs)
  }

  /// Layers of signed bytes with requantised results, of the extents of those above.
  static let quantizedCases = [
    ("int8 1x1 256→256 20x15", cases[0].shape.window), ("int8 3x3 64→128 40x30", cases[1].shape.window),
    ("int8 depthwise 3x3 128 40x30", cases[3].shape.window),
  ]

  /// Times one layer of signed bytes.
  init(_ name: String, _ window: Window2D, set: KernelSet, peak: Double, stopwatch: Stopwatch) {
    let weights = (0..<window.weightCount).map { Int8(truncatingIfNeeded: $0 &* 97 &+ 13) }
    let channels = window.outputChannels
    let requantization = Requantization(
      multipliers: [Int32](repeating: 1 << 30, count: channels),
      shifts: [Int32](repeating: 38, count: channels), zeroPoint: 3, range: -128...127, rounding: .halfUp)
    let kernel = QuantizedLayerKernel(
      window: window, operands: .signedBySigned, weights: weights.span,
      bias: [Int32](repeating: 0, count: channels).span, requantization: requantization, set: set)
    let input = (0..<kernel.inputByteCount).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 7) }
    var output = [UInt8](repeating: 0, count: kernel.outputByteCount)
    let scratch = KernelScratch()
    let ms = stopwatch.milliseconds {
      var span = output.mutableSpan
      kernel.run(input: input.span, output: &span, scratch: scratch)
    }
    self.init(
      name, set, products: window.weightCount * window.outputHeight * window.outputWidth,
      outputs: output.count, ms: ms, peak: peak)
  }

  /// The set's products per second from registers, in GMAC/s.
  static func peak(of set: KernelSet, stopwatch: Stopwatch) -> Double {
    var products = 0
    let ms = stopwatch.milliseconds { products = set.runPeak(iterations: 200_000) }
    return Double(products) / ms / 1e6
  }

  /// A relu in two segments, or sixteen slopes side by side.
  private static func activation(segments count: Int) -> ActivationTableK210 {
    var segments = InlineArray<16, ActivationTableK210.Segment>(
      repeating: .init(start: -(1 << 35), multiplier: 0, shift: 0, bias: 0))
    for index in 0..<count {
      let start = Int64(index - (16 - count)) * 4096
      segments[16 - count + index] = .init(
        start: count == 16 && index == 0 ? -(1 << 35) : start, multiplier: Int16(200 + index), shift: 16,
        bias: UInt8(index * 12))
    }
    return ActivationTableK210(segments: segments)
  }

  private static func bytes(_ word: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
  }
}
