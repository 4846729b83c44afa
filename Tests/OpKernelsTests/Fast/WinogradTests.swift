import OpKernels
import TestSupport
import Testing

@Suite("3x3 layers of many channels, by way of transforms")
struct WinogradTests {
  /// Sets of 16-bit products transform; those of bytes do not.
  private static func transforms(_ set: KernelSet) -> Bool {
    [.scalar, .baseline, .avx2, .neon].contains(set)
  }

  private static func shape(
    _ inputs: Int, _ outputs: Int, _ height: Int, _ width: Int, _ pooling: PoolingK210 = .bypass
  ) -> LayerShapeK210 {
    LayerShapeK210(
      inputChannels: inputs, outputChannels: outputs, height: height, width: width, kernelSize: 3,
      pooling: pooling)
  }

  @Test("even and odd maps, any number of output channels")
  func edges() {
    var random = SplitMix64(seed: 1)
    for (height, width) in [(4, 4), (5, 4), (4, 5), (7, 7), (6, 13), (5, 26)] {
      for (inputs, outputs) in [(32, 32), (48, 33), (32, 47)] {
        let layer = LayerCaseK210(Self.shape(inputs, outputs, height, width), random: &random)
        let expected = layer.expected()
        for set in availableSets {
          #expect(layer.kernel(set).isTransformed == Self.transforms(set))
          #expect(layer.output(set) == expected, "\(set) \(layer.shape)")
        }
      }
    }
  }

  @Test("every pool; those that keep one pixel are computed directly", arguments: PoolingK210.allCases)
  func pools(pooling: PoolingK210) {
    var random = SplitMix64(seed: UInt64(pooling.rawValue))
    for (height, width) in [(8, 8), (9, 11)] {
      let layer = LayerCaseK210(Self.shape(32, 32, height, width, pooling), random: &random)
      let expected = layer.expected()
      let keepsOne = [.leftTop2Stride2, .rightTop2Stride2, .leftTop4Stride4].contains(pooling)
      for set in availableSets {
        #expect(layer.kernel(set).isTransformed == (Self.transforms(set) && !keepsOne))
        #expect(layer.output(set) == expected, "\(set) \(layer.shape)")
      }
    }
  }

  @Test("several pieces, one and two threads")
  func pieces() {
    var random = SplitMix64(seed: 3)
    for pooling in [.bypass, .maximum2Stride2, .mean2Stride1] as [PoolingK210] {
      let layer = LayerCaseK210(Self.shape(32, 40, 15, 60, pooling), random: &random)
      let expected = layer.expected()
      for set in availableSets {
        for threads in [1, 2] {
          #expect(layer.output(set, threads: threads) == expected, "\(set) \(layer.shape), \(threads)")
        }
      }
    }
  }

  @Test(
    "correction terms, folded into the weights or not", arguments: [-255, -3385, -3386, 200, -128] as [Int64])
  func corrections(argX: Int64) {
    var random = SplitMix64(seed: UInt64(-argX + 1000))
    for shiftX in [0, 3] as [Int64] {
      var layer = LayerCaseK210(Self.shape(32, 32, 5, 6), random: &random)
      layer.correction = CorrectionTermsK210(argX: argX, shiftX: shiftX, argW: 3, shiftW: 1, argAdd: 12_345)
      let expected = layer.expected()
      for set in availableSets {
        // One step further, a transformed weight would leave 16 bits.
        if argX == -3386 && shiftX == 0 && Self.transforms(set) { #expect(!layer.kernel(set).isTransformed) }
        if argX == -3385 && shiftX == 0 { #expect(layer.kernel(set).isTransformed == Self.transforms(set)) }
        #expect(layer.output(set) == expected, "\(set) shift \(shiftX)")
      }
    }
  }

  @Test("extreme operands; weights whose fourfold sums leave 32 bits are computed directly")
  func extremes() {
    var random = SplitMix64(seed: 4)
    // 4 * 255 * 255 * 9 * channels fits 32 bits for up to 917 channels.
    for (inputs, fits) in [(912, true), (928, false)] {
      var layer = LayerCaseK210(Self.shape(inputs, 32, 4, 4), random: &random)
      layer.padValue = 255
      layer.input = [UInt8](repeating: 255, count: layer.input.count)
      layer.weights = [UInt8](repeating: 255, count: layer.weights.count)
      let expected = layer.expected()
      for set in availableSets {
        #expect(layer.kernel(set).isTransformed == (Self.transforms(set) && fits))
        #expect(layer.output(set) == expected, "\(set) \(inputs) channels")
      }
    }
  }

  @Test("8-bit layers of both signs")
  func quantized() {
    var random = SplitMix64(seed: 5)
    for operands in OperandTypes.allCases {
      for extreme in [false, true] {
        let window = NaiveWindow.window(32, 5, 7, 35, kernel: 3, padding: 1)
        var layer = QuantizedLayerCase(window, operands, isSymmetric: extreme, random: &random)
        if extreme {
          layer.input = [UInt8](repeating: 128, count: layer.input.count)
          layer.weights = [Int8](repeating: -128, count: layer.weights.count)
        }
        let expected = layer.expected()
        for set in availableSets { #expect(layer.output(set) == expected, "\(set) \(operands)") }
      }
    }
  }
}
