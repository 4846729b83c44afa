import OpKernels
import TestSupport
import Testing

@Suite("activations that climb by steps")
struct ActivationStairsTests {
  /// A leaky relu as nncase writes it: segments of whole bytes, each rising by `slope / 2^20`, behind them `1024 / 2^20`.
  static func leakyRelu(slope: Int64, lowest: Int64, segments: [Int64]) -> ActivationTableK210 {
    let byte = (1 << 20) / slope
    var (start, bias) = (lowest, Int64(0))
    var rows = [ActivationTableK210.Segment(start: -(1 << 35), multiplier: 0, shift: 0, bias: 0)]
    for bytes in segments.prefix(14) {
      rows.append(.init(start: start, multiplier: Int16(slope), shift: 20, bias: UInt8(min(bias, 255))))
      (start, bias) = (start + bytes * byte, bias + bytes)
    }
    while rows.count < 16 {
      rows.append(.init(start: start, multiplier: 1024, shift: 20, bias: UInt8(min(bias, 255))))
    }
    return ActivationTableK210(segments: .init { rows[$0] })
  }

  private static func stairs(
    _ table: ActivationTableK210, _ range: ClosedRange<Int64>, _ rounding: RoundingRule, buckets: Int
  ) -> ActivationStairs? {
    let regions = ActivationRegions(ActivationRegions(table, rounding: rounding), within: range)
    return ActivationStairs(regions.regions, within: range, rounding: rounding, buckets: buckets)
  }

  /// Inputs of one channel that reach every value of a range, through the kernels of a set.
  private static func layer(
    _ table: ActivationTableK210, around center: Int, rounding: RoundingRule, random: inout SplitMix64
  ) -> LayerCaseK210 {
    var layer = LayerCaseK210(
      LayerShapeK210(inputChannels: 4, outputChannels: 20, height: 16, width: 16, kernelSize: 1),
      random: &random)
    layer.rounding = rounding
    layer.batchNorm = (0..<20).flatMap { channel in
      LayerCaseK210.batchNormBytes(multiplier: 1 + channel % 3, addend: center, shift: 0)
    }
    layer.segments = (0..<16).map { table.segments[$0] }
    return layer
  }

  @Test(
    "equal the table around every step, on every set", arguments: availableSets,
    [RoundingRule.halfUp, .halfEven])
  func steps(set: KernelSet, rounding: RoundingRule) {
    var random = SplitMix64(seed: 31)
    for slope in [102, 307, 51, 1, 700] as [Int64] {
      let segments = random.integers(14, in: 1...3) as [Int64]
      let table = Self.leakyRelu(slope: slope, lowest: slope == 1 ? -4_000_000 : -150_000, segments: segments)
      for center in stride(from: -200_000, through: 200_000, by: 23_000) {
        let layer = Self.layer(table, around: center, rounding: rounding, random: &random)
        #expect(layer.output(set) == layer.expected(), "slope \(slope), center \(center)")
      }
    }
  }

  @Test(
    "pools take the sums of what never falls, of channels of either sign", arguments: availableSets,
    [PoolingK210.maximum2Stride2, .maximum4Stride4])
  func pools(set: KernelSet, pooling: PoolingK210) {
    var random = SplitMix64(seed: 41)
    for (index, slope) in [102, 307, 0].enumerated() as EnumeratedSequence<[Int64]> {
      for isDepthwise in [false, true] {
        var layer = LayerCaseK210(
          LayerShapeK210(
            inputChannels: isDepthwise ? 20 : 5, outputChannels: 20, height: 12, width: 24,
            kernelSize: index == 1 ? 3 : 1, isDepthwise: isDepthwise, pooling: pooling), random: &random)
        let table = Self.leakyRelu(
          slope: max(slope, 1), lowest: -90_000, segments: .init(repeating: 1, count: 14))
        layer.segments = (0..<16).map { table.segments[$0] }
        if slope == 0 { for place in 0..<15 { layer.segments[place].multiplier = 0 } }
        layer.batchNorm = (0..<20).flatMap { channel in
          LayerCaseK210.batchNormBytes(
            multiplier: [3, -3, 0, 7][channel % 4], addend: -40_000 + 5000 * channel, shift: channel % 3)
        }
        #expect(layer.kernel(set).isNarrow)
        #expect(layer.output(set) == layer.expected(), "slope \(slope), depthwise \(isDepthwise)")
      }
    }
  }

  @Test("are found in leaky relus of one and of several bytes a segment", arguments: [102, 307] as [Int64])
  func found(slope: Int64) throws {
    let range: ClosedRange<Int64> = -3_000_000...3_000_000
    let few = Self.leakyRelu(slope: slope, lowest: -150_000, segments: .init(repeating: 1, count: 14))
    #expect(Self.stairs(few, range, .halfUp, buckets: 64)?.steps?.deviations.count == 15)
    let many = Self.leakyRelu(slope: slope, lowest: -250_000, segments: .init(repeating: 5, count: 14))
    #expect(Self.stairs(many, range, .halfUp, buckets: 64) == nil)
    #expect(Self.stairs(many, range, .halfUp, buckets: 128)?.steps?.deviations.count == 71)
    #expect(Self.stairs(few, range, .halfUp, buckets: 0) == nil)
  }

  @Test("a relu is one without steps")
  func relu() throws {
    let table = ActivationTableK210(
      segments: .init {
        .init(start: $0 == 0 ? -(1 << 35) : 0, multiplier: $0 == 0 ? 0 : 1024, shift: 20, bias: 7)
      })
    let stairs = try #require(Self.stairs(table, -1_000_000...1_000_000, .halfUp, buckets: 64))
    #expect(stairs.steps == nil)
    #expect(stairs.lowest == 7)
  }

  @Test("what falls, jumps by two or rises by no power of two has none")
  func none() {
    let range: ClosedRange<Int64> = -1_000_000...1_000_000
    func table(_ multipliers: [Int16], _ biases: [UInt8]) -> ActivationTableK210 {
      ActivationTableK210(
        segments: .init {
          let index = min($0, multipliers.count - 1)
          return .init(
            start: Int64(index) * 5000, multiplier: multipliers[index], shift: 20, bias: biases[index])
        })
    }
    #expect(Self.stairs(table([102, 1024], [0, 1]), range, .halfUp, buckets: 64) == nil, "below its start")
    #expect(Self.stairs(table([0, -102, 1024], [3, 3, 3]), range, .halfUp, buckets: 64) == nil)
    #expect(Self.stairs(table([0, 0, 1024], [3, 5, 6]), range, .halfUp, buckets: 64) == nil)
    #expect(Self.stairs(table([0, 1000], [0, 0]), range, .halfUp, buckets: 64) == nil)
    #expect(Self.stairs(table([0, 0, 1024], [3, 4, 5]), range, .halfUp, buckets: 64)?.steps != nil)
  }
}
