import OpKernels
import TestSupport
import Testing

@Suite("fast reductions and pools equal the reference")
struct FastReductionTests {
  @Test(
    "folding over any axes",
    arguments: [
      [[1, 1, 1, 1], [1, 1, 1, 1]], [[2, 3, 4, 5], [2, 3, 4, 5]], [[2, 3, 4, 5], [2, 3, 4, 1]],
      [[2, 3, 4, 17], [2, 3, 1, 1]], [[2, 3, 4, 17], [2, 1, 1, 17]], [[2, 3, 4, 33], [1, 1, 1, 1]],
      [[1, 442, 1, 2], [1, 442, 1, 1]], [[2, 3, 4, 6], [2, 2, 3, 4]], [[2, 3, 4, 5], [3, 3, 4, 8]],
    ])
  func reduce(shapes: [[Int]]) {
    var random = SplitMix64(seed: UInt64(shapes[0].reduce(1, *)))
    let input = random.floats(shapes[0].reduce(1, *), extremes: true)
    for reduction in Reference.Reduction.allCases {
      for initial in [0, -0.0, -.greatestFiniteMagnitude] as [Float] {
        EqualToReference.floats(shapes[1].reduce(1, *), "\(reduction) \(shapes)") {
          $0.reduce(
            reduction, input: input.span, shape: fourAxes(shapes[0]), outputShape: fourAxes(shapes[1]),
            initialValue: initial, output: &$1)
        }
      }
    }
  }

  private static let pools =
    NaiveWindow.convolutions.filter { $0.inputChannels == $0.outputChannels }
    + [
      NaiveWindow.window(3, 12, 20, 3, kernel: 2, stride: 2),
      NaiveWindow.window(5, 9, 33, 5, kernel: 3, padding: 1),
      NaiveWindow.window(17, 6, 40, 17, kernel: 3, stride: 2, padding: 1),
    ]

  @Test("windows in both layouts", arguments: pools, [TensorLayout.planar, .interleaved])
  func windows(window: Window2D, layout: TensorLayout) {
    var random = SplitMix64(seed: UInt64(window.outputCount))
    let input = random.floats(window.inputCount, extremes: true)
    for reduction in Reference.Reduction.allCases {
      for range in [nil, FloatRange(minimum: -1, maximum: 1)] {
        EqualToReference.floats(window.outputCount, "\(reduction)") {
          $0.reduceWindow2D(
            reduction, input: input.span, window: window, layout: layout, initialValue: -0.25, range: range,
            output: &$1)
        }
      }
    }
  }

  @Test("pools of kmodel v3", arguments: pools)
  func poolsV3(window: Window2D) {
    var random = SplitMix64(seed: UInt64(window.outputCount))
    let bytes = random.mixedBytes(window.inputCount)
    EqualToReference.bytes(window.outputCount) {
      $0.quantizedMaxPool2D(input: bytes.span, window: window, output: &$1)
    }
    let floats = random.floats(window.inputCount, extremes: true)
    EqualToReference.floats(window.outputCount) {
      $0.averagePool2D(input: floats.span, window: window, output: &$1)
    }
  }

  @Test("pairs of pixels, which tile the image or leave its last row and column alone")
  func pairs() {
    var random = SplitMix64(seed: 8)
    for (height, width) in [(2, 2), (8, 10), (15, 20), (7, 33), (9, 64), (4, 5)] {
      for (rows, columns) in [((height + 1) / 2, (width + 1) / 2), (height / 2, width / 2)] {
        var window = NaiveWindow.window(
          5, height, width, 5, groups: 5, kernel: 2, stride: 2, padding: 0)
        (window.outputHeight, window.outputWidth) = (rows, columns)
        let bytes = random.mixedBytes(window.inputCount)
        EqualToReference.bytes(window.outputCount, "\(height)x\(width) to \(rows)x\(columns)") {
          $0.quantizedMaxPool2D(input: bytes.span, window: window, output: &$1)
        }
      }
    }
  }

  @Test("means of channels", arguments: [1, 7, 8, 9, 16, 23], [0, 1, 49])
  func globalMeans(channels: Int, size: Int) {
    var random = SplitMix64(seed: UInt64(channels))
    let input = random.floats(channels * size, extremes: channels % 2 == 0)
    EqualToReference.floats(channels) {
      $0.globalAveragePool(input: input.span, channelSize: size, output: &$1)
    }
  }
}
