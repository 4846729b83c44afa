import OpKernels
import TestSupport
import Testing

@Suite("fast batch norm and activation, all forms")
struct FinishFormsTests {
  /// A small 1×1 layer, whose sums are its inputs times its weights.
  private static func layer(_ random: inout SplitMix64, outputs: Int = 24) -> LayerCaseK210 {
    LayerCaseK210(
      LayerShapeK210(inputChannels: 4, outputChannels: outputs, height: 3, width: 9, kernelSize: 1),
      random: &random)
  }

  @Test("every shift of batch norm", arguments: availableSets, 0...15)
  func batchNormShifts(set: KernelSet, shift: Int) {
    var random = SplitMix64(seed: UInt64(shift))
    for rounding in [RoundingRule.halfUp, .halfEven] {
      var layer = Self.layer(&random)
      layer.rounding = rounding
      let most = (1 << (shift + 3)) - 1
      layer.batchNorm = (0..<24).flatMap { _ in
        LayerCaseK210.batchNormBytes(
          multiplier: Int.random(in: (-most / 4)...most, using: &random),
          addend: Int.random(in: -9000...9000, using: &random), shift: shift)
      }
      #expect(layer.output(set) == layer.expected())
      #expect(layer.kernel(set).isNarrow)
    }
  }

  @Test("every shift of the activation and every number of live segments", arguments: availableSets, 0...40)
  func activationShifts(set: KernelSet, shift: UInt8) {
    var random = SplitMix64(seed: UInt64(shift) + 100)
    for live in [1, 2, 3, 4, 15, 16] {
      for rounding in [RoundingRule.halfUp, .halfEven] {
        var layer = Self.layer(&random)
        layer.rounding = rounding
        layer.segments = (0..<16).map { index in
          .init(
            start: index == 0 ? -100_000 : index < live ? Int64(index) * 50_000 : 1 << 34,
            multiplier: Int16.random(in: shift > 16 ? -32768...32767 : -50...200, using: &random),
            shift: UInt8.random(in: min(shift, 1)...shift, using: &random),
            bias: UInt8.random(in: 0...255, using: &random))
        }
        #expect(layer.output(set) == layer.expected(), "live \(live)")
      }
    }
  }

  @Test("values at a segment's start, where the two rules differ", arguments: availableSets)
  func segmentEquality(set: KernelSet) {
    var random = SplitMix64(seed: 200)
    for live in [2, 3, 16] {
      for rounding in [RoundingRule.halfUp, .halfEven] {
        var layer = Self.layer(&random)
        layer.rounding = rounding
        layer.input = random.integers(layer.input.count, in: 0...3)
        layer.weights = random.integers(layer.weights.count, in: 0...4)
        layer.batchNorm = (0..<24).flatMap { _ in
          LayerCaseK210.batchNormBytes(multiplier: 1, addend: 0, shift: 0)
        }
        // Many small steps, so that about every value is some segment's start or a tie.
        layer.segments = (0..<16).map { index in
          .init(
            start: index < live ? Int64(index) * 3 : 1 << 30, multiplier: Int16(index % 2 == 0 ? 3 : -5),
            shift: UInt8(1 + index % 2), bias: UInt8(10 * index + 20))
        }
        #expect(layer.output(set) == layer.expected(), "live \(live)")
        #expect(layer.kernel(set).isNarrow)
      }
    }
  }

  @Test("segments in any order, of equal starts, or all above the values", arguments: availableSets)
  func unsortedSegments(set: KernelSet) {
    var random = SplitMix64(seed: 300)
    for rounding in [RoundingRule.halfUp, .halfEven] {
      for spread in [0, 1, 100, 1_000_000] as [Int64] {
        var layer = Self.layer(&random)
        layer.rounding = rounding
        layer.segments = (0..<16).map { _ in
          .init(
            start: Int64.random(in: -(spread / 4)...spread, using: &random), multiplier: 7,
            shift: UInt8.random(in: 0...18, using: &random), bias: UInt8.random(in: 0...255, using: &random))
        }
        #expect(layer.output(set) == layer.expected(), "spread \(spread)")
      }
    }
  }

  @Test("parameters that 32 bits do not hold take the wide form", arguments: availableSets)
  func extremes(set: KernelSet) {
    var random = SplitMix64(seed: 400)
    for round in 0..<12 {
      var layer = Self.layer(&random, outputs: 20)
      layer.rounding = round % 2 == 0 ? .halfUp : .halfEven
      layer.batchNorm = (0..<20).flatMap { _ in
        LayerCaseK210.batchNormBytes(
          multiplier: Bool.random(using: &random) ? -(1 << 23) : (1 << 23) - 1,
          addend: Bool.random(using: &random) ? Int(Int32.min) : Int(Int32.max), shift: round)
      }
      layer.segments = (0..<16).map { _ in
        .init(
          start: Int64.random(in: -(1 << 35)...((1 << 35) - 1), using: &random),
          multiplier: Bool.random(using: &random) ? .min : .max,
          shift: UInt8.random(in: 0...255, using: &random), bias: UInt8.random(in: 0...255, using: &random))
      }
      let far: Int64 = round % 3 == 0 ? -(1 << 39) : (1 << 39) - 1
      layer.correction = CorrectionTermsK210(argW: (1 << 23) - 1, argAdd: round < 4 ? 0 : far)
      #expect(layer.output(set) == layer.expected(), "round \(round)")
      #expect(!layer.kernel(set).isNarrow)
    }
  }

  @Test("a plain relu table has two lines left")
  func liveSegments() {
    var random = SplitMix64(seed: 500)
    var layer = Self.layer(&random)
    let far: Int64 = 1 << 35
    let starts = (0..<10).map { $0 - far } + [0] + (1...5).map { far - 6 + $0 }
    layer.segments = starts.map { start in
      let rises = start == 0
      return .init(start: start, multiplier: rises ? 3 : 0, shift: rises ? 7 : 0, bias: 0)
    }
    layer.batchNorm = (0..<24).flatMap { _ in
      LayerCaseK210.batchNormBytes(multiplier: 1, addend: -5000, shift: 0)
    }
    #expect(layer.kernel(.scalar).regionCount == 2)
    #expect(layer.kernel(.scalar).isNarrow)
  }
}
