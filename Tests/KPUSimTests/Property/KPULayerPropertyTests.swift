import KModel
import KPUSim
import OpKernels
import Simulation
import TestSupport
import Testing

@Suite("random KPU layers equal an independent oracle")
struct KPULayerPropertyTests {
  private static let widths = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65]

  @Test("one layer, both rounding rules", arguments: 1...60)
  func layer(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let weightWidth: KPUDatapath.WeightWidth = seed % 3 == 0 ? .sixteenBit : .eightBit
    let argument = try #require(argument(&random, weightWidth))
    let parameters = parameters(for: argument, weightWidth, &random)
    let input = random.bytes(argument.inputChannels * argument.inputHeight * argument.inputWidth)
    for rounding in [RoundingRule.halfUp, .halfEven] {
      let expected = KPUOracle(
        argument: argument, parameters: parameters, weightWidth: weightWidth, rounding: rounding, input: input
      ).output()
      let found = try KPUBench.run(
        input, argument, parameters, weightWidth: weightWidth, rounding: rounding)
      #expect(found == expected, "\(argument.words)")
    }
  }

  @Test("the layers of a chain see what those before them wrote")
  func chain() throws {
    var random = SplitMix64(seed: 99)
    var bench = KPUBench()
    var source = 0
    var map = random.bytes(3 * 12 * 20)
    var (channels, height, width) = (3, 12, 20)
    for (index, pool) in [KPUPoolType.max2Stride1, .max2Stride2, .leftTop2Stride2].enumerated() {
      let argument = KPULayerArgument.layer(
        channels: channels, to: 4, height: height, width: width, .threeByThree, pool: pool, from: source,
        at: source + 500)
      let parameters = parameters(for: argument, .eightBit, &random)
      if index == 0 { bench.load(map, for: argument) }
      try bench.run(argument, parameters)
      map =
        KPUOracle(
          argument: argument, parameters: parameters, weightWidth: .eightBit, rounding: .halfUp, input: map
        ).output()
      source += 500
      (channels, height, width) = (4, argument.outputHeight, argument.outputWidth)
      #expect(bench.result(of: argument) == map)
    }
  }

  private func argument(
    _ random: inout SplitMix64, _ weightWidth: KPUDatapath.WeightWidth
  ) -> KPULayerArgument? {
    let pool = KPUPoolType.allCases.randomElement(using: &random) ?? .bypass
    let isDepthwise = Bool.random(using: &random)
    let channels = Int.random(in: 1...6, using: &random)
    // Wide maps are flat, so that the slow oracle stays quick.
    let width = max(pool.stride, Self.widths.randomElement(using: &random) ?? 1)
    let height = Int.random(in: pool.stride...max(pool.stride, 120 / width + 1), using: &random)
    var argument = KPULayerArgument(
      inputChannels: channels,
      outputChannels: isDepthwise ? channels : Int.random(in: 1...5, using: &random),
      inputHeight: min(height, 9),
      inputWidth: width, kernel: Bool.random(using: &random) ? .oneByOne : .threeByThree, pool: pool,
      isDepthwise: isDepthwise, imageSourceRow: Int.random(in: 0...1000, using: &random),
      imageDestinationRow: Int.random(in: 0...1000, using: &random),
      padValue: UInt8.random(in: 0...255, using: &random), bytesPerWeight: weightWidth.byteCount)
    // A third of the layers has no sum of inputs, which is a path of its own.
    argument?.inputSumFactor =
      Int.random(in: 0...2, using: &random) == 0 ? 0 : Int.random(in: -300_000...300_000, using: &random)
    argument?.weightSumFactor = Int.random(in: -300_000...300_000, using: &random)
    argument?.inputSumShift = Int.random(in: 0...15, using: &random)
    argument?.weightSumShift = Int.random(in: 0...15, using: &random)
    argument?.constantPerChannel = Int64.random(in: -100_000...100_000, using: &random)
    return argument
  }

  /// Blocks that bring most values between 0 and 255 and hit ties and segment starts often.
  private func parameters(
    for argument: KPULayerArgument, _ weightWidth: KPUDatapath.WeightWidth, _ random: inout SplitMix64
  ) -> KPUParameters {
    let weights = random.bytes((argument.weightCount ?? 0) * weightWidth.byteCount)
    let batchNorm = (0..<argument.outputChannels).map { _ in
      BatchNormEntry(
        multiplier: Int.random(in: -40...40, using: &random),
        addend: Int.random(in: -500...500, using: &random), shift: Int.random(in: 8...15, using: &random))
    }
    var starts = (0..<15).map { _ in Int.random(in: -1500...1500, using: &random) }
    if Int.random(in: 0...3, using: &random) > 0 { starts.sort() }
    let segments = ([-1 << 35] + starts).enumerated().map { index, start in
      SegmentEntry(
        start: start, multiplier: index == 0 ? 0 : Int.random(in: -20...60, using: &random),
        shift: Int.random(in: 0...7, using: &random), bias: Int.random(in: 0...255, using: &random))
    }
    return KPUParameters(weights: weights, batchNorm: batchNorm, segments: segments)
  }
}
