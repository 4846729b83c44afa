import OpKernels
import TestSupport
import Testing

@Suite("fast convolutions and products equal the reference")
struct FastConvolutionTests {
  /// The naive windows, and some around the sizes of registers, blocks and pieces.
  static let windows =
    NaiveWindow.convolutions + [
      NaiveWindow.window(3, 9, 40, 16, kernel: 3, padding: 1),
      NaiveWindow.window(16, 10, 33, 17, kernel: 3, dilation: 2, padding: 2),
      NaiveWindow.window(17, 7, 8, 17, groups: 17, kernel: 3, padding: 1),
      NaiveWindow.window(32, 12, 20, 32, groups: 32, kernel: 3, stride: 2, padding: 1),
      NaiveWindow.window(8, 9, 31, 20, groups: 4, kernel: 3, stride: 2, padding: 2),
      NaiveWindow.window(5, 6, 7, 40, kernel: 1, stride: 3),
      NaiveWindow.window(6, 11, 13, 9, kernel: 2, padding: 3),
      NaiveWindow.window(7, 20, 30, 15, kernel: 5, dilation: 5, padding: -1 + 10),
    ]

  @Test("f32", arguments: windows, [TensorLayout.planar, .interleaved])
  func floats(window: Window2D, layout: TensorLayout) {
    for extremes in [false, true] {
      var random = SplitMix64(seed: UInt64(window.outputCount))
      let input = random.floats(window.inputCount, extremes: extremes)
      // Few extremes, so that some sums stay numbers.
      var weights = random.floats(window.weightCount, extremes: false)
      if extremes { weights[0] = -.infinity }
      let bias = (0..<window.outputChannels).map { $0 % 3 == 0 ? -Float(0) : Float($0) }
      let kernels = weights
      EqualToReference.floats(window.outputCount, "\(window)") {
        $0.conv2D(
          input: input.span, weights: kernels.span, bias: bias.span, window: window, layout: layout,
          range: extremes ? .finite : FloatRange(minimum: -3, maximum: 4), output: &$1)
      }
    }
  }

  @Test("zeros of padding never meet a sum of -0")
  func negativeZero() {
    let window = NaiveWindow.window(1, 8, 16, 1, kernel: 3, padding: 1)
    let input = [Float](repeating: -0.0, count: window.inputCount)
    let weights = [Float](repeating: 1, count: 9)
    EqualToReference.floats(window.outputCount) {
      $0.conv2D(
        input: input.span, weights: weights.span, bias: [Float(-0.0)].span, window: window, layout: .planar,
        range: .finite, output: &$1)
    }
  }

  @Test("u8", arguments: windows, [TensorLayout.planar, .interleaved])
  func bytes(window: Window2D, layout: TensorLayout) {
    var random = SplitMix64(seed: UInt64(window.outputCount))
    let input = random.mixedBytes(window.inputCount)
    let weights = random.mixedBytes(window.weightCount)
    let bias = random.integers(window.outputChannels, in: Int32(-90_000)...90_000)
    let offsets: [(Int32, Int32)] = [
      (0, 0), (-128, -255), (-32768, -32768), (32512, 32512), (32513, 0), (.min, .max),
    ]
    for (inputOffset, weightOffset) in offsets {
      let product = QuantizedProduct(
        inputOffset: inputOffset, weightOffset: weightOffset,
        output: Rescaling(offset: 100, multiplier: 1 << 14, shift: inputOffset < -200 ? 37 : 24))
      EqualToReference.bytes(window.outputCount, "\(window) \(inputOffset) \(weightOffset)") {
        var sums = [Int32](repeating: 0, count: window.outputWidth)
        var scratch = sums.mutableSpan
        $0.quantizedConv2D(
          input: input.span, weights: weights.span, bias: bias.span, window: window, layout: layout,
          product: product, sums: &scratch, output: &$1)
      }
    }
  }

  @Test(
    "matrix products",
    arguments: [[1, 1, 1], [8, 5, 3], [9, 16, 33], [3, 40, 70], [20, 1, 16], [2, 700, 50]])
  func products(sizes: [Int]) {
    let (rows, depth, columns) = (sizes[0], sizes[1], sizes[2])
    var random = SplitMix64(seed: UInt64(rows * depth))
    let a = random.floats(rows * depth, extremes: depth < 10)
    let b = random.floats(depth * columns, extremes: false)
    let bias = random.floats(columns)
    EqualToReference.floats(rows * columns) {
      $0.matmul(
        a: a.span, b: b.span, bias: bias.span, rows: rows, depth: depth, columns: columns, range: .finite,
        output: &$1)
    }
    let (left, right) = (random.mixedBytes(rows * depth), random.mixedBytes(depth * columns))
    let starts = random.integers(columns, in: Int32.min ... .max)
    let product = QuantizedProduct(
      inputOffset: -7, weightOffset: -130, output: Rescaling(offset: 3, multiplier: 1 << 20, shift: 31))
    EqualToReference.bytes(rows * columns) {
      var sums = [Int32](repeating: 0, count: columns)
      var scratch = sums.mutableSpan
      $0.quantizedMatmul(
        a: left.span, b: right.span, bias: starts.span, rows: rows, depth: depth, columns: columns,
        product: product, sums: &scratch, output: &$1)
    }
  }

  @Test("dense layers of kmodel v3", arguments: [1, 7, 8, 9, 24], Reference.ActivationV3.allCases)
  func fullyConnected(outputs: Int, activation: Reference.ActivationV3) {
    var random = SplitMix64(seed: UInt64(outputs))
    let input = random.floats(33, extremes: outputs % 2 == 0)
    let weights = random.floats(33 * outputs)
    let bias = random.floats(outputs)
    EqualToReference.floats(outputs) {
      $0.fullyConnected(
        input: input.span, weights: weights.span, bias: bias.span, activation: activation, output: &$1)
    }
  }
}
