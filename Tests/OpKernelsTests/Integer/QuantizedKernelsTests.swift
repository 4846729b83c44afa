import OpKernels
import TestSupport
import Testing

@Suite("Quantised kernels")
struct QuantizedKernelsTests {
  /// `mcs` of the specification by division.
  private static func rescaled(_ value: Int, _ scale: Rescaling) -> Int {
    let shift = Int(scale.shift)
    let half = shift == 0 ? 0 : 1 << (shift - 1)
    return NaiveK210.floorShift(value * Int(scale.multiplier) + half, shift)
  }

  @Test(
    "a result is multiplied, rounded, offset and clamped",
    arguments: [
      // value, offset, multiplier, shift, result
      (10, 0, 3, 1, 15), (5, 0, 1, 1, 3), (-5, 10, 1, 1, 8), (1000, 0, 1, 0, 255), (-1, 0, 1, 0, 0),
      (7, 1, 3, 0, 22), (3, 0, 1, 257, 2),
    ] as [(Int32, Int32, Int32, Int32, UInt8)])
  func rescaling(value: Int32, offset: Int32, multiplier: Int32, shift: Int32, expected: UInt8) {
    #expect(Rescaling(offset: offset, multiplier: multiplier, shift: shift).result(value) == expected)
  }

  @Test(
    "extreme rescalings wrap instead of trapping",
    arguments: [
      (0, 0), (31, .min), (63, -1), (64, 0), (255, -1), (-1, -1), (.max, -1), (.min, 0),
    ] as [(Int32, Int32)])
  func extremeRescaling(shift: Int32, expected: Int32) {
    // The product is 2^62.
    let scale = Rescaling(offset: .max, multiplier: .min, shift: shift)
    #expect(scale.multiplied(.min) == expected)
    #expect(scale.operand(255) == scale.multiplied(255 &+ .max))
  }

  @Test("SDK addition rounds half up after the shared shift, worked by hand")
  func addV3() {
    let a: [UInt8] = [10, 0, 255, 255]
    let b: [UInt8] = [20, 0, 255, 0]
    let one = Rescaling(offset: -4, multiplier: 2, shift: 1)
    let same = filled(4, with: UInt8(0)) {
      Reference.quantizedAdd(
        a: a.span, aScale: one, b: b.span, bScale: one,
        outputScale: .init(offset: 1, multiplier: 1, shift: 2), output: &$0)
    }
    // (6 + 16) / 4 = 5.5 goes up to 6; (-4 - 4) / 4 = -2; 502 / 4 = 125.5; 247 / 4 = 61.75.
    #expect(same == [7, 0, 127, 63])
    let apart = filled(4, with: UInt8(0)) {
      Reference.quantizedAdd(
        a: a.span, aScale: .init(offset: 1, multiplier: 1, shift: 1), b: b.span,
        bScale: .init(offset: 0, multiplier: -1, shift: 3),
        outputScale: .init(offset: 100, multiplier: 3, shift: 0), output: &$0)
    }
    // 11 >> 1 = 5, -20 >> 3 = -3: 2 * 3 + 100.
    #expect(apart == [106, 100, 255, 255])
  }

  @Test(
    "convolution equals the sum per pixel in both layouts", arguments: NaiveWindow.convolutions,
    [TensorLayout.planar, .interleaved])
  func convolution(window: Window2D, layout: TensorLayout) {
    var random = SplitMix64(seed: UInt64(window.inputCount * 31 + window.kernelWidth))
    let input = random.mixedBytes(window.inputCount)
    let weights = random.mixedBytes(window.weightCount)
    let bias = random.integers(window.outputChannels, in: Int32(-5000)...5000)
    let product = QuantizedProduct(
      inputOffset: -13, weightOffset: 200, output: Rescaling(offset: 120, multiplier: 77, shift: 16))
    var sums = [Int32](repeating: 0, count: window.outputWidth)
    let output = filled(window.outputCount, with: UInt8(0)) {
      var scratch = sums.mutableSpan
      Reference.quantizedConv2D(
        input: input.span, weights: weights.span, bias: bias.span, window: window, layout: layout,
        product: product, sums: &scratch, output: &$0)
    }
    let expected = NaiveWindow.convolve(window, layout, start: { Int(bias[$0]) }) {
      $0 + (Int(input[$1]) - 13) * (Int(weights[$2]) + 200)
    }
    #expect(output == expected.map { UInt8(min(max(Self.rescaled($0, product.output) + 120, 0), 255)) })
  }

  @Test("the matrix product equals the sum per element", arguments: [1, 2, 15, 16, 17, 65])
  func matmul(columns: Int) {
    var random = SplitMix64(seed: UInt64(columns))
    let a = random.mixedBytes(3 * 9)
    let b = random.mixedBytes(9 * columns)
    let bias = random.integers(columns, in: Int32(-900)...900)
    let product = QuantizedProduct(
      inputOffset: -128, weightOffset: -1, output: Rescaling(offset: 128, multiplier: 5, shift: 11))
    var sums = [Int32](repeating: 0, count: columns)
    let output = filled(3 * columns, with: UInt8(0)) {
      var scratch = sums.mutableSpan
      Reference.quantizedMatmul(
        a: a.span, b: b.span, bias: bias.span, rows: 3, depth: 9, columns: columns, product: product,
        sums: &scratch, output: &$0)
    }
    let expected = (0..<(3 * columns)).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      var sum = Int(bias[column])
      for step in 0..<9 {
        let left = Int(a[row * 9 + step]) - 128
        sum += left * (Int(b[step * columns + column]) - 1)
      }
      return UInt8(min(max(Self.rescaled(sum, product.output) + 128, 0), 255))
    }
    #expect(output == expected)
  }

  @Test(
    "binary functions of two bytes, worked by hand",
    arguments: [
      (.addition, [13, 3, 6, 200]), (.subtraction, [7, 0, 4, 200]), (.multiplication, [30, 0, 5, 0]),
      // 10 / 3 with 1 added before: 3; 0 / 3: 0; 5 / 1: 5; 200 / 0: -1, a byte of 0.
      (.division, [3, 0, 5, 0]), (.minimum, [3, 0, 1, 0]), (.maximum, [10, 3, 5, 200]),
    ] as [(Reference.BinaryFunction, [UInt8])])
  func binary(function: Reference.BinaryFunction, expected: [UInt8]) {
    let a: [UInt8] = [10, 0, 5, 200]
    let b: [UInt8] = [3, 3, 1, 0]
    #expect(Self.binary(function, a, [1, 1, 2, 2], b, [1, 1, 2, 2]) == expected)
  }

  @Test("binary functions broadcast every axis")
  func broadcast() {
    let a: [UInt8] = [1, 2]
    let b: [UInt8] = [10, 20, 30]
    let output = Self.binary(.addition, a, [1, 2, 1, 1], b, [1, 1, 1, 3], output: [2, 2, 1, 3])
    #expect(output == [11, 21, 31, 12, 22, 32, 11, 21, 31, 12, 22, 32])
  }

  @Test("the least number over minus one wraps")
  func divisionWraps() {
    let huge = Rescaling(offset: 0, multiplier: .min, shift: 0)
    let minusOne = Rescaling(offset: -2, multiplier: 1, shift: 0)
    let output = filled(1, with: UInt8(7)) {
      Reference.quantizedBinary(
        .division, a: [UInt8(1)].span, aShape: [1, 1, 1, 1], aScale: huge, b: [UInt8(1)].span,
        bShape: [1, 1, 1, 1], bScale: minusOne, outputShape: [1, 1, 1, 1],
        outputScale: Rescaling(offset: 9, multiplier: 1, shift: 0), output: &$0)
    }
    #expect(output == [0])
  }

  @Test("max pooling takes in-image pixels and starts at 0")
  func maxPool() {
    let window = NaiveWindow.window(2, 3, 3, 2, kernel: 2, stride: 2, padding: 1)
    let input: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 9, 0, 0, 0, 0]
    let output = filled(8, with: UInt8(99)) {
      Reference.quantizedMaxPool2D(input: input.span, window: window, output: &$0)
    }
    #expect(output == [1, 3, 7, 9, 0, 0, 0, 9])
  }

  @Test("a huge pooling window costs nothing outside the image")
  func hugeWindow() {
    var window = NaiveWindow.window(1, 2, 2, 1, kernel: 1)
    window.kernelHeight = Int(Int32.max)
    window.kernelWidth = Int(Int32.max)
    window.paddingTop = 1 << 30
    window.paddingLeft = 1 << 30
    let output = filled(4, with: UInt8(0)) {
      Reference.quantizedMaxPool2D(input: [1, 2, 3, 250].span, window: window, output: &$0)
    }
    #expect(output == [250, 250, 250, 250])
  }

  @Test("a table is looked up for every byte")
  func lookup() {
    let table = (0...255).map { UInt8(255 - $0) }
    let input = [UInt8](0...255)
    let output = filled(256, with: UInt8(0)) {
      Reference.tableLookup(input: input.span, table: table.span, output: &$0)
    }
    #expect(output == table)
  }

  private static func binary(
    _ function: Reference.BinaryFunction, _ a: [UInt8], _ aShape: InlineArray<4, Int>, _ b: [UInt8],
    _ bShape: InlineArray<4, Int>, output: InlineArray<4, Int>? = nil
  ) -> [UInt8] {
    let shape = output ?? aShape
    let plain = Rescaling(offset: 0, multiplier: 1, shift: 0)
    return filled(shape[0] * shape[1] * shape[2] * shape[3], with: UInt8(0)) {
      Reference.quantizedBinary(
        function, a: a.span, aShape: aShape, aScale: plain, b: b.span, bShape: bShape, bScale: plain,
        outputShape: shape, outputScale: plain, output: &$0)
    }
  }
}
