import OpKernels
import TestSupport
import Testing

@Suite("random fast K210 layers equal the reference")
struct RandomLayersTests {
  /// A layer of random extents, parameters and magnitudes.
  private static func randomLayer(_ random: inout SplitMix64) -> LayerCaseK210 {
    let isDepthwise = Int.random(in: 0..<3, using: &random) == 0
    let inputs = Int.random(in: 1...40, using: &random)
    var shape = LayerShapeK210(
      inputChannels: inputs, outputChannels: isDepthwise ? inputs : Int.random(in: 1...40, using: &random),
      height: Int.random(in: 1...9, using: &random), width: Int.random(in: 1...20, using: &random),
      kernelSize: Bool.random(using: &random) ? 3 : 1, isDepthwise: isDepthwise)
    shape.pooling = PoolingK210.allCases.randomElement(using: &random) ?? .bypass
    var layer = LayerCaseK210(shape, random: &random)
    layer.rounding = Bool.random(using: &random) ? .halfUp : .halfEven
    if Bool.random(using: &random) {
      layer.correction = CorrectionTermsK210(
        argX: Int64.random(in: -300...50, using: &random),
        shiftX: Bool.random(using: &random) ? 0 : Int64.random(in: 0...15, using: &random),
        argW: Int64.random(in: -300...50, using: &random), shiftW: Int64.random(in: 0...15, using: &random),
        argAdd: Int64.random(in: -(1 << 20)...(1 << 20), using: &random))
    }
    // One in three has a table of any magnitude, so that all of rounding, clamping and the wide form occur.
    if Int.random(in: 0..<3, using: &random) == 0 {
      let magnitude = Int64.random(in: 4...35, using: &random)
      layer.segments = (0..<16).map { _ in
        .init(
          start: Int64.random(in: -(1 << magnitude)...((1 << magnitude) - 1), using: &random),
          multiplier: Int16.random(in: .min ... .max, using: &random),
          shift: UInt8.random(in: 0...40, using: &random), bias: UInt8.random(in: 0...255, using: &random))
      }
      if Bool.random(using: &random) { layer.segments.sort { $0.start < $1.start } }
    }
    return layer
  }

  @Test("every set, one and two threads", arguments: 0..<24 as Range<UInt64>)
  func equal(seed: UInt64) {
    var random = SplitMix64(seed: seed &* 977)
    for _ in 0..<6 {
      let layer = Self.randomLayer(&random)
      let expected = layer.expected()
      for set in availableSets {
        #expect(layer.output(set) == expected, "\(set) \(layer.shape)")
        #expect(layer.output(set, threads: 2) == expected, "\(set) \(layer.shape), two threads")
      }
    }
  }

  @Test("one scratch serves layers of any size, one after the other")
  func sharedScratch() {
    var random = SplitMix64(seed: 4711)
    let scratch = KernelScratch()
    for _ in 0..<12 {
      let layer = Self.randomLayer(&random)
      let kernel = layer.kernel(.best)
      let first = filled(layer.shape.outputByteCount, with: UInt8(1)) {
        kernel.run(input: layer.input.span, output: &$0, scratch: scratch)
      }
      #expect(first == layer.output(.best), "\(layer.shape)")
    }
  }
}
