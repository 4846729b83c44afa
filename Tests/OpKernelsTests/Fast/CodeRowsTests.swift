import OpKernels
import TestSupport
import Testing

@Suite("codes are combined and mapped by kernels as by the reference")
struct CodeRowsTests {
  private static let sets = KernelSet.allCases.filter { $0.isAvailable }

  /// Every code with every other, in rows of 256.
  private static let left = (0..<65536).map { UInt8($0 / 256) }
  private static let right = (0..<65536).map { UInt8($0 % 256) }

  private static func combine(
    _ kernels: TensorKernels, _ function: CodeFunction, _ b: [UInt8], _ stride: Int, count: Int = 65536,
    scales: (a: Float, b: Float, y: Float), zeroPoints: (a: Int32, b: Int32, y: Int32)
  ) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: count)
    var span = output.mutableSpan
    kernels.combineCodes(
      function, a: left.span.extracting(0..<count), AffineBytes(scale: scales.a, zeroPoint: zeroPoints.a),
      b: b.span, AffineBytes(scale: scales.b, zeroPoint: zeroPoints.b),
      to: AffineBytes(scale: scales.y, zeroPoint: zeroPoints.y), pixelStride: stride, output: &span)
    return output
  }

  @Test("all pairs of codes, halves and saturation among the results", arguments: CodeFunction.allCases)
  func pairs(function: CodeFunction) {
    let cases: [(scales: (a: Float, b: Float, y: Float), zeroPoints: (a: Int32, b: Int32, y: Int32))] = [
      ((0.5, 0.5, 1), (3, -7, 2)), ((0.0123, 0.2, 0.31), (-128, 127, -128)),
      ((1e-30, 1e30, 1e-38), (0, 0, 5)),
      ((3e38, 3e38, 1e-38), (0, 1, -3)), ((1, 1, .leastNonzeroMagnitude), (0, 0, 127)),
    ]
    for (scales, zeroPoints) in cases {
      let expected = Self.combine(
        .reference, function, Self.right, 256, scales: scales, zeroPoints: zeroPoints)
      for set in Self.sets {
        let found = Self.combine(
          .fast(set, threads: 1), function, Self.right, 256, scales: scales, zeroPoints: zeroPoints)
        #expect(found == expected, "\(set)")
      }
    }
  }

  @Test(
    "one pixel or one number serves for all pixels, whatever their size", arguments: [1, 3, 4, 8, 12, 20, 64])
  func repeated(stride: Int) {
    let count = 60 * stride
    for b in [Array(Self.right[7..<(7 + stride)]), [200]] {
      let whole = (0..<count).map { b[$0 % b.count] }
      let scales: (a: Float, b: Float, y: Float) = (0.11, 0.07, 0.19)
      let expected = Self.combine(
        .reference, .multiply, whole, stride, count: count, scales: scales, zeroPoints: (5, 9, -1))
      for set in Self.sets {
        let found = Self.combine(
          .fast(set, threads: 1), .multiply, b, stride, count: count, scales: scales, zeroPoints: (5, 9, -1))
        #expect(found == expected, "\(set)")
      }
    }
  }

  @Test("bytes are replaced by their entries", arguments: [0, 1, 7, 8, 9, 255, 256])
  func mapped(count: Int) {
    let table = (0..<256).map { Int8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    let input = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 91) }
    for kernels in [TensorKernels.reference] + Self.sets.map({ .fast($0, threads: 1) }) {
      var output = [UInt8](repeating: 0, count: count)
      var span = output.mutableSpan
      kernels.mapCodes(input: input.span, table: table, output: &span)
      #expect(output == input.map { UInt8(bitPattern: table[Int($0)]) })
    }
  }
}
