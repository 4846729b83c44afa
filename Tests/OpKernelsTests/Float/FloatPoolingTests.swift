import OpKernels
import TestSupport
import Testing

@Suite("f32 pooling, reduction and bilinear resize")
struct FloatPoolingTests {
  @Test("the global mean adds in order, then divides")
  func globalAverage() {
    let input: [Float] = [1, 2, 3, 16_777_216, 1, -16_777_216]
    let output = filled(2, with: Float(9)) {
      Reference.globalAveragePool(input: input.span, channelSize: 3, output: &$0)
    }
    #expect(output == [2, 0])
  }

  @Test(
    "windows fold their in-image pixels in both layouts", arguments: Reference.Reduction.allCases,
    [TensorLayout.planar, .interleaved])
  func windows(reduction: Reference.Reduction, layout: TensorLayout) {
    for sample in NaiveWindow.convolutions {
      var window = sample
      window.outputChannels = window.inputChannels
      // A channel sees itself alone, which is what as many groups as channels mean to a convolution.
      window.groups = window.inputChannels
      var random = SplitMix64(seed: UInt64(window.inputCount))
      let input = random.floats(window.inputCount)
      let initial: Float = reduction == .minimum ? 1.5 : -1.5
      let range = FloatRange(minimum: -1, maximum: 1)
      let output = filled(window.outputCount, with: Float(9)) {
        Reference.reduceWindow2D(
          reduction, input: input.span, window: window, layout: layout, initialValue: initial, range: range,
          output: &$0)
      }
      let folded = NaiveWindow.convolve(window, layout, start: { _ in (initial, 0) }) { state, pixel, _ in
        (Self.fold(reduction, state.0, input[pixel]), state.1 + 1)
      }
      let expected = folded.map { value, count in
        let whole = reduction == .mean ? value / Float(count) : value
        return whole.isNaN ? whole : min(max(whole, -1), 1)
      }
      #expect(output.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test("average pooling counts in-image pixels only")
  func averagePool() {
    let window = NaiveWindow.window(1, 3, 3, 1, kernel: 2, stride: 2, padding: 1)
    let input = (1...9).map(Float.init)
    let output = filled(4, with: Float(9)) {
      Reference.averagePool2D(input: input.span, window: window, output: &$0)
    }
    #expect(output == [1, 2.5, 5.5, 7])
  }

  @Test("reduction over some axes, worked by hand")
  func reduce() {
    let input: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    let sums = Self.reduce(.sum, input, to: [1, 2, 1, 1], initial: 100)
    #expect(sums == [110, 126])
    #expect(Self.reduce(.mean, input, to: [1, 2, 1, 1], initial: 0) == [2.5, 6.5])
    #expect(Self.reduce(.maximum, input, to: [1, 1, 2, 2], initial: -.infinity) == [5, 6, 7, 8])
    #expect(Self.reduce(.minimum, input, to: [1, 1, 1, 2], initial: 1.5) == [1, 1.5])
  }

  @Test("the mean multiplies by a rounded quotient instead of dividing")
  func meanFactor() {
    let input: [Float] = [1, 1, 3]
    let output = filled(1, with: Float(9)) {
      Reference.reduce(
        .mean, input: input.span, shape: [1, 1, 1, 3], outputShape: [1, 1, 1, 1], initialValue: 0, output: &$0
      )
    }
    let third: Float = 1 / 3
    #expect(output == [5 * third])
  }

  @Test("bilinear resize, worked by hand")
  func bilinear() {
    let input: [Float] = [0, 10, 20, 30]
    let larger = Self.bilinear(input, 2, 2, to: 4, alignsCorners: false)
    #expect(larger.prefix(8) == [0, 5, 10, 10, 10, 15, 20, 20])
    #expect(larger.suffix(4) == [20, 25, 30, 30])
    let aligned = Self.bilinear(input, 2, 2, to: 3, alignsCorners: true)
    #expect(aligned == [0, 5, 10, 10, 15, 20, 20, 25, 30])
    #expect(Self.bilinear(input, 2, 2, to: 1, alignsCorners: true) == [0])
    let bytes: [UInt8] = [0, 255, 254, 3]
    #expect(
      Self.bilinear(bytes, 2, 2, to: 3, alignsCorners: true) == [0, 127, 255, 127, 128, 129, 254, 128, 3])
  }

  private static func fold(_ reduction: Reference.Reduction, _ a: Float, _ b: Float) -> Float {
    switch reduction {
    case .mean, .sum: a + b
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    }
  }

  private static func reduce(
    _ reduction: Reference.Reduction, _ input: [Float], to shape: InlineArray<4, Int>, initial: Float
  ) -> [Float] {
    filled(shape[0] * shape[1] * shape[2] * shape[3], with: Float(9)) {
      Reference.reduce(
        reduction, input: input.span, shape: [1, 2, 2, 2], outputShape: shape, initialValue: initial,
        output: &$0)
    }
  }

  private static func bilinear<Element: BilinearElement>(
    _ input: [Element], _ height: Int, _ width: Int, to size: Int, alignsCorners: Bool
  ) -> [Element] {
    filled(size * size, with: Element(bilinearSum: 9)) {
      Reference.resizeBilinear(
        input: input.span, planes: 1, height: height, width: width, outputHeight: size, outputWidth: size,
        alignsCorners: alignsCorners, output: &$0)
    }
  }
}
