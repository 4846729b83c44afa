import OpKernels
import TestSupport
import Testing

@Suite("fast K210 layers equal the reference")
struct K210LayerKernelTests {
  @Test("there is a scalar set, and the best one is available")
  func sets() {
    #expect(KernelSet.scalar.isAvailable)
    #expect(KernelSet.best.isAvailable)
    #expect(KernelSet.best != .scalar)
  }

  @Test("extents beside a tile's, any kernel", arguments: availableSets, [1, 3])
  func edges(set: KernelSet, kernelSize: Int) {
    var random = SplitMix64(seed: UInt64(kernelSize))
    for width in [1, 5, 6, 7, 11, 12, 13] {
      for (inputs, outputs) in [(1, 1), (3, 4), (4, 16), (5, 17), (8, 15), (7, 33), (2, 50)] {
        let shape = LayerShapeK210(
          inputChannels: inputs, outputChannels: outputs, height: 1 + width % 4, width: width,
          kernelSize: kernelSize)
        var layer = LayerCaseK210(shape, random: &random)
        layer.rounding = width % 2 == 0 ? .halfUp : .halfEven
        #expect(layer.output(set) == layer.expected(), "\(shape)")
      }
    }
  }

  @Test("depthwise, any kernel", arguments: availableSets, [1, 3])
  func depthwise(set: KernelSet, kernelSize: Int) {
    var random = SplitMix64(seed: UInt64(kernelSize) + 10)
    for width in [1, 3, 4, 5, 8, 9] {
      for channels in [1, 4, 15, 16, 17, 33] {
        let shape = LayerShapeK210(
          inputChannels: channels, outputChannels: channels, height: 3, width: width, kernelSize: kernelSize,
          isDepthwise: true)
        var layer = LayerCaseK210(shape, random: &random)
        layer.rounding = width % 2 == 0 ? .halfUp : .halfEven
        #expect(layer.output(set) == layer.expected(), "\(shape)")
      }
    }
  }

  @Test("every pool, of even and odd maps, both kinds", arguments: availableSets, PoolingK210.allCases)
  func pools(set: KernelSet, pooling: PoolingK210) {
    var random = SplitMix64(seed: UInt64(pooling.rawValue) + 20)
    for (height, width) in [(4, 4), (7, 9), (2, 3), (12, 8), (1, 1), (5, 2)] {
      for isDepthwise in [false, true] {
        let shape = LayerShapeK210(
          inputChannels: 6, outputChannels: isDepthwise ? 6 : 19, height: height, width: width, kernelSize: 3,
          isDepthwise: isDepthwise, pooling: pooling)
        let layer = LayerCaseK210(shape, random: &random)
        #expect(layer.output(set) == layer.expected(), "\(shape)")
      }
    }
  }

  @Test(
    "maps of several pieces, with one and two threads", arguments: availableSets, [0, 1, 5, 8, 9] as [UInt8])
  func pieces(set: KernelSet, pooling: UInt8) throws {
    var random = SplitMix64(seed: 31)
    let shape = LayerShapeK210(
      inputChannels: 4, outputChannels: 20, height: 33, width: 200, kernelSize: 3,
      pooling: try #require(PoolingK210(rawValue: pooling)))
    let layer = LayerCaseK210(shape, random: &random)
    let expected = layer.expected()
    #expect(layer.output(set) == expected)
    #expect(layer.output(set, threads: 2) == expected)
  }

  @Test("small maps of many channels are cut by channels for two threads", arguments: availableSets)
  func channelPieces(set: KernelSet) {
    var random = SplitMix64(seed: 32)
    let shape = LayerShapeK210(
      inputChannels: 900, outputChannels: 300, height: 1, width: 12, kernelSize: 1)
    let layer = LayerCaseK210(shape, random: &random)
    let expected = layer.expected()
    #expect(layer.output(set) == expected)
    #expect(layer.output(set, threads: 3) == expected)
  }

  @Test(
    "correction terms of every kind", arguments: availableSets,
    [-128, -255, -130, -1, 1, 200, -(1 << 23), (1 << 23) - 1] as [Int64])
  func corrections(set: KernelSet, argX: Int64) {
    var random = SplitMix64(seed: UInt64(bitPattern: argX))
    for shiftX in [0, 1, 15] as [Int64] {
      for (kernelSize, isDepthwise) in [(1, false), (3, false), (1, true), (3, true)] {
        let shape = LayerShapeK210(
          inputChannels: 7, outputChannels: isDepthwise ? 7 : 18, height: 3, width: 6, kernelSize: kernelSize,
          isDepthwise: isDepthwise, pooling: shiftX == 1 ? .rightTop2Stride2 : .bypass)
        var layer = LayerCaseK210(shape, random: &random)
        layer.correction = CorrectionTermsK210(
          argX: argX, shiftX: shiftX, argW: Int64.random(in: -300...300, using: &random), shiftW: 15 - shiftX,
          argAdd: Int64.random(in: -100_000...100_000, using: &random))
        #expect(layer.output(set) == layer.expected(), "\(shape) shift \(shiftX)")
      }
    }
  }

  @Test(
    "weights that are signed once their zero point is added need no sums of inputs", arguments: availableSets)
  func foldedZeroPoint(set: KernelSet) {
    var random = SplitMix64(seed: 40)
    let shape = LayerShapeK210(inputChannels: 12, outputChannels: 20, height: 4, width: 7, kernelSize: 3)
    for (lowest, highest, zeroPoint) in [(0, 255, 128), (20, 240, 120), (0, 255, 120), (10, 30, 0)] {
      var layer = LayerCaseK210(shape, random: &random)
      layer.weights = random.integers(shape.weightCount, in: UInt8(lowest)...UInt8(highest))
      layer.correction.argX = Int64(-zeroPoint)
      #expect(layer.output(set) == layer.expected())
      #expect(layer.kernel(set).isNarrow)
    }
  }

  @Test("extreme operands, with the widest layer", arguments: availableSets, [0, 255] as [UInt8])
  func extremes(set: KernelSet, value: UInt8) {
    var random = SplitMix64(seed: 50)
    let shape = LayerShapeK210(inputChannels: 1024, outputChannels: 2, height: 2, width: 3, kernelSize: 3)
    for weight in [0, 255] as [UInt8] {
      var layer = LayerCaseK210(shape, random: &random)
      layer.padValue = value
      layer.input = [UInt8](repeating: value, count: shape.inputByteCount)
      layer.weights = [UInt8](repeating: weight, count: shape.weightCount)
      #expect(layer.output(set) == layer.expected())
    }
  }
}
