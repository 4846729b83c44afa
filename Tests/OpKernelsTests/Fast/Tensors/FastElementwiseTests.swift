import OpKernels
import TestSupport
import Testing

@Suite("fast element-wise functions equal the reference")
struct FastElementwiseTests {
  /// Shapes of a, b and the output: equal, single elements, broadcast axes, operands beyond the output.
  static let shapes: [[[Int]]] = [
    [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]],
    [[1, 3, 5, 7], [1, 3, 5, 7], [1, 3, 5, 7]],
    [[2, 4, 12, 40], [2, 4, 12, 40], [2, 4, 12, 40]],
    [[1, 16, 9, 17], [1, 1, 1, 1], [1, 16, 9, 17]],
    [[1, 1, 1, 1], [1, 16, 9, 17], [1, 16, 9, 17]],
    [[1, 6, 4, 64], [1, 6, 1, 1], [1, 6, 4, 64]],
    [[1, 1, 1, 64], [3, 6, 4, 64], [3, 6, 4, 64]],
    [[1, 700, 1, 2], [1, 700, 1, 1], [1, 700, 1, 2]],
    [[2, 3, 4, 70], [1, 1, 4, 33], [2, 3, 4, 33]],
    [[1, 2, 5, 48], [1, 2, 5, 20], [1, 2, 5, 48]],
    [[1, 2, 3, 1], [1, 2, 3, 1], [1, 2, 3, 400]],
    [[1, 1, 1, 1], [1, 1, 1, 1], [1, 4, 16, 32]],
  ]

  private static func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }

  @Test("f32, all functions", arguments: shapes)
  func floats(shapes: [[Int]]) {
    var random = SplitMix64(seed: UInt64(Self.count(shapes[2])))
    let a = random.floats(Self.count(shapes[0]), extremes: true)
    let b = random.floats(Self.count(shapes[1]), extremes: true)
    for function in Reference.BinaryFunction.allCases {
      for range in [FloatRange.finite, FloatRange(minimum: -1, maximum: 0.5), .init(minimum: 1, maximum: -1)]
      {
        EqualToReference.floats(Self.count(shapes[2]), "\(function) \(shapes)") {
          $0.binary(
            function, a: a.span, aShape: fourAxes(shapes[0]), b: b.span, bShape: fourAxes(shapes[1]),
            outputShape: fourAxes(shapes[2]), range: range, output: &$1)
        }
      }
    }
  }

  @Test("u8, all functions", arguments: shapes)
  func bytes(shapes: [[Int]]) {
    var random = SplitMix64(seed: UInt64(Self.count(shapes[2])))
    let a = random.mixedBytes(Self.count(shapes[0]))
    let b = random.mixedBytes(Self.count(shapes[1]))
    let scales = [
      Rescaling(offset: -128, multiplier: 1 << 20, shift: 18),
      Rescaling(offset: 3, multiplier: -77, shift: 0), Rescaling(offset: 0, multiplier: .max, shift: 62),
      Rescaling(offset: .max, multiplier: .min, shift: 64), Rescaling(offset: -9, multiplier: 5, shift: -1),
    ]
    for function in Reference.BinaryFunction.allCases {
      for (index, scale) in scales.enumerated() {
        let (aScale, bScale) = (scales[index * 2 % 5], scales[index * 3 % 5])
        EqualToReference.bytes(Self.count(shapes[2]), "\(function) \(shapes) \(scale)") {
          $0.quantizedBinary(
            function, a: a.span, aShape: fourAxes(shapes[0]), aScale: aScale, b: b.span,
            bShape: fourAxes(shapes[1]), bScale: bScale, outputShape: fourAxes(shapes[2]),
            outputScale: scale, output: &$1)
        }
      }
    }
  }

  @Test("kmodel v3's addition, equal and unequal shifts", arguments: [7, 1023, 1024, 1500])
  func quantizedAdd(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let (a, b) = (random.mixedBytes(count), random.mixedBytes(count))
    let scales = [
      Rescaling(offset: -128, multiplier: 1 << 20, shift: 12),
      Rescaling(offset: 7, multiplier: -9, shift: 12),
      Rescaling(offset: .max, multiplier: .min, shift: 0), Rescaling(offset: 90, multiplier: 3, shift: 65),
      Rescaling(offset: 0, multiplier: .max, shift: -3),
      Rescaling(offset: 100, multiplier: 1 << 10, shift: 31),
    ]
    for first in scales {
      for second in scales {
        for result in scales {
          EqualToReference.bytes(count, "\(first) \(second) \(result)") {
            $0.quantizedAdd(
              a: a.span, aScale: first, b: b.span, bScale: second, outputScale: result, output: &$1)
          }
        }
      }
    }
  }

  @Test("functions of one operand", arguments: Reference.UnaryFunction.allCases)
  func unary(function: Reference.UnaryFunction) {
    var random = SplitMix64(seed: 5)
    let input = random.floats(101, extremes: true)
    let math = FloatMath(exp: { $0 + 1 }, log: { $0 + 2 }, sin: { $0 + 3 }, cos: { $0 + 4 })
    EqualToReference.floats(101) { $0.unary(function, input: input.span, math: math, output: &$1) }
  }
}
