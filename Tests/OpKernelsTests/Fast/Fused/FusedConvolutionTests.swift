import OpKernels
import TestSupport
import Testing

@Suite("fused convolutions equal the reference")
struct FusedConvolutionTests {
  /// The naive windows, and some around the sizes of registers, tiles, packed blocks and few pixels.
  static let windows =
    NaiveWindow.convolutions + [
      NaiveWindow.window(3, 9, 40, 16, kernel: 3, padding: 1),
      NaiveWindow.window(16, 10, 33, 17, kernel: 3, dilation: 2, padding: 2),
      NaiveWindow.window(17, 7, 8, 17, groups: 17, kernel: 3, padding: 1),
      NaiveWindow.window(32, 12, 20, 32, groups: 32, kernel: 3, stride: 2, padding: 1),
      NaiveWindow.window(6, 13, 11, 18, groups: 6, kernel: 5, stride: 3, dilation: 2, padding: 4),
      NaiveWindow.window(3, 9, 9, 15, groups: 3, kernel: 3, padding: 1),
      NaiveWindow.window(8, 9, 31, 20, groups: 4, kernel: 3, stride: 2, padding: 2),
      NaiveWindow.window(5, 6, 7, 40, kernel: 1, stride: 3),
      NaiveWindow.window(6, 11, 13, 9, kernel: 2, padding: 3),
      NaiveWindow.window(7, 14, 15, 15, kernel: 5, dilation: 3, padding: -1 + 6),
      // Terms beyond one block, pixels beyond one block, both forms.
      NaiveWindow.window(300, 4, 5, 13, kernel: 1),
      NaiveWindow.window(70, 12, 12, 7, kernel: 2),
      NaiveWindow.window(300, 1, 1, 70, kernel: 1),
      NaiveWindow.window(20, 1, 1, 49, kernel: 1),
      NaiveWindow.window(40, 7, 7, 33, kernel: 3, padding: 1),
      NaiveWindow.window(2, 16, 16, 150, kernel: 1),
      NaiveWindow.window(4, 1, 300, 8, kernel: 1),
      // Asymmetrical: a last row and column without padding behind.
      Window2D(
        inputChannels: 3, inputHeight: 8, inputWidth: 10, outputChannels: 5, outputHeight: 5, outputWidth: 4,
        kernelHeight: 3, kernelWidth: 2, strideHeight: 2, strideWidth: 3, paddingTop: 2, paddingLeft: 1),
    ]

  @Test("convolutions of every window", arguments: windows)
  func convolutions(window: Window2D) { check(window, isTransposed: false) }

  @Test("transposed convolutions of every window", arguments: windows)
  func transposedConvolutions(window: Window2D) {
    // The same extents the other way round.
    check(
      Window2D(
        inputChannels: window.inputChannels, inputHeight: window.outputHeight, inputWidth: window.outputWidth,
        outputChannels: window.outputChannels, outputHeight: window.inputHeight,
        outputWidth: window.inputWidth, groups: window.groups, kernelHeight: window.kernelHeight,
        kernelWidth: window.kernelWidth, strideHeight: window.strideHeight, strideWidth: window.strideWidth,
        dilationHeight: window.dilationHeight, dilationWidth: window.dilationWidth,
        paddingTop: window.paddingTop, paddingLeft: window.paddingLeft), isTransposed: true)
  }

  @Test("the plain form, for windows that cannot be laid out")
  func plain() {
    let huge = Window2D(
      inputChannels: 2, inputHeight: 3, inputWidth: 4, outputChannels: 2, outputHeight: 2, outputWidth: 2,
      kernelHeight: 2, kernelWidth: 2, strideHeight: 1 << 20, strideWidth: 1, dilationHeight: 1 << 30,
      dilationWidth: 1 << 30, paddingTop: -1, paddingLeft: 0)
    check(huge, isTransposed: false)
    check(huge, isTransposed: true)
    // A few pixels of each channel, which the layout would make thousands.
    check(
      Window2D(
        inputChannels: 400, inputHeight: 1, inputWidth: 1, outputChannels: 1, outputHeight: 1, outputWidth: 1,
        kernelHeight: 2, kernelWidth: 2, dilationHeight: 60, dilationWidth: 60, paddingTop: 60,
        paddingLeft: 60),
      isTransposed: false)
  }

  @Test("batches follow each other")
  func batches() {
    let window = NaiveWindow.window(5, 6, 7, 9, kernel: 3, padding: 1)
    var random = SplitMix64(seed: 4)
    let input = random.floats(3 * window.inputCount)
    let (weights, bias) = (random.floats(window.weightCount), random.floats(window.outputChannels))
    let kernel = FusedConvolution(window: window, weights: weights.span, bias: bias.span)
    let scratch = KernelScratch()
    let whole = filled(3 * window.outputCount, with: 0) {
      kernel.run(input: input.span, output: &$0, scratch: scratch)
    }
    for batch in 0..<3 {
      let expected = filled(window.outputCount, with: Float(0)) {
        Reference.fusedConv2D(
          input: input.span.extracting((batch * window.inputCount)..<((batch + 1) * window.inputCount)),
          weights: weights.span, bias: bias.span, window: window, output: &$0)
      }
      #expect(Array(whole[(batch * window.outputCount)..<((batch + 1) * window.outputCount)]) == expected)
    }
  }

  @Test(
    "the reference's sums are those of the taps inside the image, where no zeros meet", arguments: windows)
  func reference(window: Window2D) {
    var random = SplitMix64(seed: 9)
    let input = random.floats(window.inputCount)
    let (weights, bias) = (random.floats(window.weightCount), random.floats(window.outputChannels))
    let expected = NaiveWindow.convolve(window, .planar, start: { bias[$0] }) { sum, place, weight in
      sum.addingProduct(input[place], weights[weight])
    }
    let found = filled(window.outputCount, with: Float(0)) {
      Reference.fusedConv2D(
        input: input.span, weights: weights.span, bias: bias.span, window: window, output: &$0)
    }
    #expect(found == expected)
  }

  @Test("a transposed reference pixel spreads the kernel")
  func transposedReference() {
    let window = Window2D(
      inputChannels: 1, inputHeight: 2, inputWidth: 2, outputChannels: 1, outputHeight: 4, outputWidth: 4,
      kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, paddingTop: 1, paddingLeft: 1)
    let (input, bias): ([Float], [Float]) = ([1, 0, 0, 10], [100])
    let weights = (1...9).map(Float.init)
    let found = filled(16, with: Float(0)) {
      Reference.fusedConv2DTranspose(
        input: input.span, weights: weights.span, bias: bias.span, window: window,
        output: &$0)
    }
    // The kernel's centre lands on (0, 0) and (2, 2).
    #expect(
      found == [
        105, 106, 100, 100, 108, 109 + 10, 120, 130, 100, 140, 150, 160, 100, 170, 180, 190,
      ])
  }

  private static let functions: [FloatFunction] = [
    .identity, .relu, .clip(minimum: -0.5, maximum: 0.75), .hardSwish, .silu,
  ]

  /// Expects all sets, on one and on two threads, to give the reference's bits.
  private func check(_ window: Window2D, isTransposed: Bool) {
    for extremes in [false, true] {
      var random = SplitMix64(seed: UInt64(window.outputCount))
      let input = random.floats(window.inputCount, extremes: extremes)
      var weights = random.floats(window.weightCount, extremes: false)
      // Few extremes, so that some sums stay numbers.
      if extremes { weights[0] = -.infinity }
      let bias = (0..<window.outputChannels).map { $0 % 3 == 0 ? -Float(0) : Float($0) / 8 }
      let kernels = weights
      let sums = filled(window.outputCount, with: Float(77)) {
        if isTransposed {
          Reference.fusedConv2DTranspose(
            input: input.span, weights: kernels.span, bias: bias.span, window: window, output: &$0)
        } else {
          Reference.fusedConv2D(
            input: input.span, weights: kernels.span, bias: bias.span, window: window, output: &$0)
        }
      }
      let function = Self.functions[window.outputCount % Self.functions.count]
      let slopes = (0..<window.outputChannels).map { Float($0) / 4 - 1 }
      let plane = window.outputHeight * window.outputWidth
      let expected = sums.map { bits(function($0)) }
      let sloped = sums.enumerated().map { index, sum in
        bits(FloatFunction.leakyRelu(slope: slopes[index / plane])(sum))
      }
      for set in KernelSet.allCases where set.isAvailable {
        let kernel = FusedConvolution(
          window: window, weights: kernels.span, bias: bias.span, isTransposed: isTransposed,
          function: function, set: set)
        let own = FusedConvolution(
          window: window, weights: kernels.span, bias: bias.span, isTransposed: isTransposed, slopes: slopes,
          set: set)
        let scratch = KernelScratch()
        for threads in [1, 3] {
          let found = filled(window.outputCount, with: Float(-77)) {
            kernel.run(input: input.span, output: &$0, scratch: scratch, threads: threads)
          }
          #expect(found.map(bits) == expected, "\(set) \(threads) \(extremes)")
        }
        let found = filled(window.outputCount, with: Float(-77)) {
          own.run(input: input.span, output: &$0, scratch: scratch)
        }
        #expect(found.map(bits) == sloped, "\(set) slopes \(extremes)")
      }
    }
  }

  /// A NaN equals any other NaN.
  private func bits(_ value: Float) -> UInt32 { value.isNaN ? 0x7FC0_0000 : value.bitPattern }
}
