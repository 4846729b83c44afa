import OpKernels
import TestSupport
import Testing

@Suite("K210 pooling")
struct PoolingK210Tests {
  static let sizes = [1, 2, 3, 4, 5, 8, 15, 16, 17]

  @Test(
    "a 4x4 ramp, worked by hand",
    arguments: [
      (.bypass, 6, [1, 2, 3, 4, 5, 6]), (.maximum2Stride2, 4, [6, 8, 14, 16]),
      (.mean2Stride2, 4, [3, 5, 11, 13]), (.maximum4Stride4, 1, [16]), (.mean4Stride4, 1, [8]),
      (.leftTop2Stride2, 4, [1, 3, 9, 11]), (.rightTop2Stride2, 4, [2, 4, 10, 12]),
      (.leftTop4Stride4, 1, [1]), (.mean2Stride1, 4, [3, 4, 5, 6]), (.maximum2Stride1, 4, [6, 7, 8, 8]),
    ] as [(PoolingK210, Int, [UInt8])])
  func worked(pooling: PoolingK210, count: Int, expected: [UInt8]) {
    let ramp = [UInt8](1...16)
    let width = pooling.outputSize(of: 4)
    let output = filled(16, with: UInt8(0)) {
      Reference.pool(pooling, input: ramp.span, height: 4, width: 4, outputRowStride: width, output: &$0)
    }
    #expect(Array(output.prefix(count)) == expected)
  }

  @Test("equals the window per pixel and leaves padding bytes alone", arguments: PoolingK210.allCases, sizes)
  func equalsNaive(pooling: PoolingK210, width: Int) {
    var random = SplitMix64(seed: UInt64(width) + UInt64(pooling.rawValue) * 100)
    let height = 9
    let input = random.mixedBytes(height * width)
    let outputHeight = height / pooling.stride
    let outputWidth = width / pooling.stride
    let output = filled(outputHeight * 64 + 1, with: UInt8(99)) {
      Reference.pool(
        pooling, input: input.span, height: height, width: width, outputRowStride: 64, output: &$0)
    }
    var expected = [UInt8](repeating: 99, count: output.count)
    for row in 0..<outputHeight {
      for column in 0..<outputWidth {
        expected[row * 64 + column] = pixel(pooling, input, height, width, row, column)
      }
    }
    #expect(output == expected)
  }

  private func pixel(
    _ pooling: PoolingK210, _ input: [UInt8], _ height: Int, _ width: Int, _ row: Int, _ column: Int
  ) -> UInt8 {
    let stride = pooling.stride
    let side = stride == 1 ? 2 : stride
    var window: [Int] = []
    var clamped: [Int] = []
    for y in (row * stride)..<(row * stride + side) {
      for x in (column * stride)..<(column * stride + side) {
        if y < height && x < width { window.append(Int(input[y * width + x])) }
        clamped.append(Int(input[min(y, height - 1) * width + min(x, width - 1)]))
      }
    }
    return switch pooling {
    case .bypass, .leftTop2Stride2, .leftTop4Stride4: UInt8(window[0])
    case .rightTop2Stride2: UInt8(window[1])
    case .maximum2Stride2, .maximum4Stride4, .maximum2Stride1: UInt8(window.max() ?? 0)
    case .mean2Stride2, .mean4Stride4, .mean2Stride1: UInt8(clamped.reduce(0, +) / clamped.count)
    }
  }
}
