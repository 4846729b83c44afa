import OpKernels
import TestSupport
import Testing

@Suite("fused sums on several threads")
struct FusedThreadsTests {
  /// Large enough that threads are woken: many pixels, many channels, groups, depthwise.
  private static let windows = [
    NaiveWindow.window(24, 40, 41, 40, kernel: 3, padding: 1),
    NaiveWindow.window(200, 5, 5, 300, kernel: 3, padding: 1),
    NaiveWindow.window(64, 30, 30, 64, groups: 4, kernel: 3, stride: 2, padding: 1),
    NaiveWindow.window(96, 60, 60, 96, groups: 96, kernel: 5, padding: 2),
    NaiveWindow.window(2500, 1, 1, 1000, kernel: 1),
  ]

  @Test("give what one gives", arguments: windows)
  func convolutions(window: Window2D) {
    var random = SplitMix64(seed: 1)
    let input = random.floats(window.inputCount)
    let (weights, bias) = (random.floats(window.weightCount), random.floats(window.outputChannels))
    let kernel = FusedConvolution(window: window, weights: weights.span, bias: bias.span, function: .silu)
    let scratch = KernelScratch()
    let expected = filled(window.outputCount, with: Float(0)) {
      kernel.run(input: input.span, output: &$0, scratch: scratch)
    }
    for threads in [2, 3, 7] {
      let found = filled(window.outputCount, with: Float(-1)) {
        kernel.run(input: input.span, output: &$0, scratch: scratch, threads: threads)
      }
      #expect(found == expected, "\(threads)")
    }
  }

  @Test("matrices, too", arguments: [[1, 1500, 2000], [130, 300, 200], [17, 900, 333]])
  func matrices(sizes: [Int]) {
    let (rows, depth, columns) = (sizes[0], sizes[1], sizes[2])
    var random = SplitMix64(seed: 2)
    let (a, b) = (random.floats(rows * depth), random.floats(depth * columns))
    let matrix = FusedMatrix(b.span, depth: depth, columns: columns, function: .gelu)
    let scratch = KernelScratch()
    let expected = filled(rows * columns, with: Float(0)) {
      matrix.multiply(a.span, rows: rows, output: &$0, scratch: scratch)
    }
    for threads in [2, 5] {
      let found = filled(rows * columns, with: Float(-1)) {
        matrix.multiply(a.span, rows: rows, output: &$0, scratch: scratch, threads: threads)
      }
      #expect(found == expected, "\(threads)")
    }
  }
}
