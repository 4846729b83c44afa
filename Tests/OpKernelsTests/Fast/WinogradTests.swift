import OpKernels
import TestSupport
import Testing

@Suite("3x3 layers of many channels, by way of transforms")
struct WinogradTests {
  /// Sets whose products of words take the place of as many of bytes, or of half as many.
  private static let words: [KernelSet] = [.scalar, .baseline, .avx2, .neon]
  private static let pairs: [KernelSet] = [.avxvnni, .avx512vnni]

  private static func shape(
    _ inputs: Int, _ outputs: Int, _ height: Int, _ width: Int, _ pooling: PoolingK210 = .bypass
  ) -> LayerShapeK210 {
    LayerShapeK210(
      inputChannels: inputs, outputChannels: outputs, height: height, width: width, kernelSize: 3,
      pooling: pooling)
  }

  @Test("maps of whole tiles and others, any number of output channels")
  func edges() {
    var random = SplitMix64(seed: 1)
    for (height, width) in [(4, 4), (8, 12), (5, 4), (4, 5), (7, 7), (6, 13), (5, 26)] {
      for (inputs, outputs) in [(32, 32), (48, 33), (32, 47)] {
        let layer = LayerCaseK210(Self.shape(inputs, outputs, height, width), random: &random)
        let expected = layer.expected()
        let isWhole = height % 4 == 0 && width % 4 == 0
        for set in availableSets {
          // Tiles that reach past the map pay where products of words are all there is.
          let transforms = Self.words.contains(set) || Self.pairs.contains(set) && isWhole
          if transforms || set == .dotprod {
            #expect(layer.kernel(set).isTransformed == transforms, "\(set) \(layer.shape)")
          }
          #expect(layer.output(set) == expected, "\(set) \(layer.shape)")
        }
      }
    }
  }

  @Test("every pool; those that keep one pixel are computed directly", arguments: PoolingK210.allCases)
  func pools(pooling: PoolingK210) {
    var random = SplitMix64(seed: UInt64(pooling.rawValue))
    for (height, width) in [(8, 8), (9, 11), (16, 12)] {
      let layer = LayerCaseK210(Self.shape(32, 32, height, width, pooling), random: &random)
      let expected = layer.expected()
      let keepsOne = [.leftTop2Stride2, .rightTop2Stride2, .leftTop4Stride4].contains(pooling)
      for set in availableSets {
        if Self.words.contains(set) { #expect(layer.kernel(set).isTransformed == !keepsOne) }
        #expect(layer.output(set) == expected, "\(set) \(layer.shape)")
      }
    }
  }

  @Test("what other layers left in the scratch makes no difference")
  func scratch() {
    var random = SplitMix64(seed: 21)
    // Words that differ: what is the same everywhere cancels out even when it is not of 8 bits.
    let leavings = random.mixedBytes(4093)
    for (height, width) in [(8, 8), (9, 11), (14, 19), (15, 20)] {
      let layer = LayerCaseK210(Self.shape(64, 64, height, width), random: &random)
      let expected = layer.expected()
      for set in availableSets {
        let (kernel, scratch) = (layer.kernel(set), KernelScratch())
        for run in 1...2 {
          let found = filled(layer.shape.outputByteCount, with: UInt8(0)) {
            kernel.run(input: layer.input.span, output: &$0, scratch: scratch)
          }
          #expect(found == expected, "\(set) \(height)x\(width), run \(run)")
          scratch.fill(repeating: leavings)
        }
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
    "correction terms, folded into the weights or not",
    arguments: [-255, -668, -669, 413, 414, -128] as [Int64])
  func corrections(argX: Int64) {
    var random = SplitMix64(seed: UInt64(argX + 1000))
    for shiftX in [0, 3] as [Int64] {
      var layer = LayerCaseK210(Self.shape(16, 32, 8, 8), random: &random)
      layer.weights[0] = 0
      layer.weights[1] = 255
      layer.correction = CorrectionTermsK210(argX: argX, shiftX: shiftX, argW: 3, shiftW: 1, argAdd: 12_345)
      let expected = layer.expected()
      for set in availableSets {
        // One step further, a transformed weight would leave 16 bits.
        if shiftX == 0 && Self.words.contains(set) {
          #expect(layer.kernel(set).isTransformed == ![-669, 414].contains(argX), "\(set)")
        }
        #expect(layer.output(set) == expected, "\(set) shift \(shiftX)")
      }
    }
  }

  @Test(
    "weights that bytes don't hold with arg_x stay words, without sums of inputs",
    arguments: [-128, -77] as [Int64])
  func foldedBytes(argX: Int64) {
    var random = SplitMix64(seed: 14)
    var layer = LayerCaseK210(Self.shape(64, 64, 12, 16), random: &random)
    layer.correction = CorrectionTermsK210(argX: argX, argAdd: 99)
    let expected = layer.expected()
    for set in availableSets {
      #expect(layer.kernel(set).isTransformed == (set != .dotprod), "\(set)")
      #expect(layer.output(set) == expected, "\(set)")
    }
  }

  @Test("extreme operands; weights whose sums leave 26 bits are computed directly")
  func extremes() {
    var random = SplitMix64(seed: 4)
    // 255 * 255 * 9 * channels is below 2^25 for up to 57 channels.
    for (inputs, fits) in [(48, true), (64, false)] {
      for pad in [0, 255] as [UInt8] {
        var layer = LayerCaseK210(Self.shape(inputs, 32, 4, 4), random: &random)
        layer.padValue = pad
        layer.input = [UInt8](repeating: 255, count: layer.input.count)
        layer.weights = [UInt8](repeating: 255, count: layer.weights.count)
        let expected = layer.expected()
        for set in availableSets {
          if set != .dotprod { #expect(layer.kernel(set).isTransformed == fits, "\(set)") }
          #expect(layer.output(set) == expected, "\(set) \(inputs) channels")
        }
      }
    }
  }

  @Test("8-bit layers of both signs")
  func quantized() {
    var random = SplitMix64(seed: 5)
    for operands in OperandTypes.allCases {
      for extreme in [false, true] {
        let window = NaiveWindow.window(32, 8, 8, 35, kernel: 3, padding: 1)
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
