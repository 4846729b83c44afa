import OpKernels
import TestSupport
import Testing

@Suite("f32 convolution and products")
struct FloatConvolutionTests {
  private static let range = FloatRange(minimum: -3, maximum: 4)

  @Test(
    "convolution equals the ordered sum per pixel, bit for bit", arguments: NaiveWindow.convolutions,
    [TensorLayout.planar, .interleaved])
  func convolution(window: Window2D, layout: TensorLayout) {
    var random = SplitMix64(seed: UInt64(window.outputCount * 17 + window.kernelWidth))
    let input = random.floats(window.inputCount)
    let weights = random.floats(window.weightCount)
    let bias = random.floats(window.outputChannels)
    let output = filled(window.outputCount, with: Float(0)) {
      Reference.conv2D(
        input: input.span, weights: weights.span, bias: bias.span, window: window, layout: layout,
        range: Self.range, output: &$0)
    }
    let expected = NaiveWindow.convolve(window, layout, start: { bias[$0] }) { sum, pixel, weight in
      let product: Float = input[pixel] * weights[weight]
      return sum + product
    }
    #expect(output == expected.map { min(max($0, -3), 4) })
  }

  @Test("a product is rounded before it is added")
  func neverFused() {
    // 1 + 2^-12 squared is 1 + 2^-11 + 2^-24; the last term is lost unless the addition is fused.
    let value: Float = 1 + 1 / 4096
    let window = NaiveWindow.window(1, 1, 1, 1, kernel: 1)
    let output = filled(1, with: Float(9)) {
      Reference.conv2D(
        input: [value].span, weights: [value].span, bias: [Float(-1)].span, window: window, layout: .planar,
        range: .finite, output: &$0)
    }
    #expect(output == [1 / 2048])
  }

  @Test(
    "transposed convolution scatters every tap",
    arguments: [
      NaiveWindow.window(2, 7, 7, 2, kernel: 3, stride: 2, padding: 1),
      NaiveWindow.window(4, 6, 9, 4, groups: 2, kernel: 2, stride: 3),
      NaiveWindow.window(1, 5, 5, 1, kernel: 3, dilation: 2, padding: 3),
    ])
  func transposed(forward: Window2D) {
    // The transposed operation's input is the forward one's output.
    var window = forward
    (window.inputHeight, window.outputHeight) = (forward.outputHeight, forward.inputHeight)
    (window.inputWidth, window.outputWidth) = (forward.outputWidth, forward.inputWidth)
    var random = SplitMix64(seed: UInt64(forward.inputCount))
    let input = random.floats(window.inputCount)
    let weights = random.floats(window.weightCount)
    let output = filled(window.outputCount, with: Float(9)) {
      Reference.conv2DTranspose(
        input: input.span, weights: weights.span, window: window, range: nil, output: &$0)
    }
    let clamped = filled(window.outputCount, with: Float(9)) {
      Reference.conv2DTranspose(
        input: input.span, weights: weights.span, window: window, range: Self.range, output: &$0)
    }
    #expect(output == Self.scattered(input, weights, window))
    #expect(clamped == output.map { min(max($0, -3), 4) })
  }

  /// The reference's own order: group, ic, iy, ix, oc, ky, kx.
  private static func scattered(_ input: [Float], _ weights: [Float], _ window: Window2D) -> [Float] {
    var output = [Float](repeating: 0, count: window.outputCount)
    let depth = window.inputChannels / window.groups
    let width = window.outputChannels / window.groups
    for index in 0..<window.inputCount {
      let (plane, pixel) = index.quotientAndRemainder(dividingBy: window.inputHeight * window.inputWidth)
      let (iy, ix) = pixel.quotientAndRemainder(dividingBy: window.inputWidth)
      for oc in (plane / depth * width)..<(plane / depth * width + width) {
        for ky in 0..<window.kernelHeight {
          for kx in 0..<window.kernelWidth {
            let y = iy * window.strideHeight - window.paddingTop + ky * window.dilationHeight
            let x = ix * window.strideWidth - window.paddingLeft + kx * window.dilationWidth
            if y < 0 || y >= window.outputHeight || x < 0 || x >= window.outputWidth { continue }
            let kernel = (oc * depth + plane % depth) * window.kernelHeight + ky
            let target = (oc * window.outputHeight + y) * window.outputWidth + x
            output[target] += input[index] * weights[kernel * window.kernelWidth + kx]
          }
        }
      }
    }
    return output
  }

  @Test("the matrix product adds in the order of depth, from the bias", arguments: [1, 2, 15, 16, 17, 65])
  func matmul(columns: Int) {
    var random = SplitMix64(seed: UInt64(columns))
    let a = random.floats(3 * 11)
    let b = random.floats(11 * columns)
    let bias = random.floats(columns)
    let output = filled(3 * columns, with: Float(0)) {
      Reference.matmul(
        a: a.span, b: b.span, bias: bias.span, rows: 3, depth: 11, columns: columns, range: Self.range,
        output: &$0)
    }
    for row in 0..<3 {
      for column in 0..<columns {
        var sum = bias[column]
        for step in 0..<11 { sum += a[row * 11 + step] * b[step * columns + column] }
        #expect(output[row * columns + column] == min(max(sum, -3), 4))
      }
    }
  }

  @Test(
    "the dense layer adds its bias last, then activates",
    arguments: [(.linear, [-1, 7.5]), (.relu, [0, 7.5]), (.relu6, [0, 6])]
      as [(
        Reference.ActivationV3, [Float]
      )])
  func fullyConnected(activation: Reference.ActivationV3, expected: [Float]) {
    let input: [Float] = [1, 2]
    let weights: [Float] = [1, -1, 2, 3]
    let bias: [Float] = [0, -0.5]
    let output = filled(2, with: Float(0)) {
      Reference.fullyConnected(
        input: input.span, weights: weights.span, bias: bias.span, activation: activation, output: &$0)
    }
    #expect(output == expected)
    // 2^24 + 1 is lost in the sum, so the bias must not come first.
    let large: [Float] = [16_777_216, -16_777_216]
    let ones: [Float] = [1, 1]
    let late = filled(1, with: Float(0)) {
      Reference.fullyConnected(
        input: large.span, weights: ones.span, bias: [Float(1)].span, activation: .linear, output: &$0)
    }
    #expect(late == [1])
  }
}
