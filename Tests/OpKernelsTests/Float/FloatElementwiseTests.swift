import Foundation
import OpKernels
import TestSupport
import Testing

@Suite("f32 element-wise kernels")
struct FloatElementwiseTests {
  private static let math = FloatMath(
    exp: { Foundation.exp($0) }, log: { Foundation.log($0) }, sin: { Foundation.sin($0) },
    cos: { Foundation.cos($0) })

  @Test("clamping lets NaN through and an empty range gives its maximum")
  func clamp() {
    let range = FloatRange(minimum: -1, maximum: 2)
    #expect(range.clamp(-5) == -1 && range.clamp(5) == 2 && range.clamp(0.5) == 0.5)
    #expect(range.clamp(.nan).isNaN)
    #expect(FloatRange(minimum: 3, maximum: 1).clamp(2) == 1)
    #expect(FloatRange.finite.clamp(.infinity) == .greatestFiniteMagnitude)
    #expect(FloatRange(minimum: 0, maximum: .nan).clamp(7) == 7)
  }

  @Test("minimum and maximum keep the first operand for ties and NaN")
  func extrema() {
    #expect(Reference.minimum(.nan, 1).isNaN && Reference.minimum(1, .nan) == 1)
    #expect(Reference.maximum(.nan, 1).isNaN && Reference.maximum(1, .nan) == 1)
    #expect(Reference.maximum(-0.0, 0).sign == .minus && Reference.minimum(0, -0.0).sign == .plus)
  }

  @Test("kmodel v3 quantisation rounds half away from zero and saturates")
  func quantizeV3() {
    let input: [Float] = [0.25, 0.75, 1.25, -1, 1000, .infinity, -.infinity, .nan, 127.5]
    let output = filled(9, with: UInt8(7)) {
      Reference.quantizeV3(input: input.span, scale: 0.5, bias: 0, output: &$0)
    }
    #expect(output == [1, 2, 3, 0, 255, 255, 0, 0, 255])
    let biased = filled(9, with: UInt8(7)) {
      Reference.quantizeV3(input: input.span, scale: 1, bias: -0.25, output: &$0)
    }
    #expect(biased.prefix(3) == [1, 1, 2])
  }

  @Test("kmodel v4 quantisation multiplies, adds the zero point, rounds and saturates")
  func quantizeV4() {
    let input: [Float] = [0.25, 0.75, -0.75, 300, .nan]
    let output = filled(5, with: UInt8(7)) {
      Reference.quantizeV4(input: input.span, scale: 2, zeroPoint: 10, output: &$0)
    }
    #expect(output == [11, 12, 9, 255, 0])
  }

  @Test("dequantisation undoes it with each version's formula")
  func dequantize() {
    let input: [UInt8] = [0, 1, 255, 128]
    let v3 = filled(4, with: Float(9)) {
      Reference.dequantizeV3(input: input.span, scale: 0.5, bias: -1, output: &$0)
    }
    #expect(v3 == [-1, -0.5, 126.5, 63])
    let v4 = filled(4, with: Float(9)) {
      Reference.dequantizeV4(input: input.span, scale: 3, zeroPoint: 128, output: &$0)
    }
    let third: Float = 1 / 3
    let differences: [Float] = [-128, -127, 127, 0]
    #expect(v4 == differences.map { $0 * third })
    let parameters: [Float] = [2, 1, 10, -1]
    let channelwise = filled(4, with: Float(9)) {
      Reference.dequantizeChannelwise(
        input: input.span, parameters: parameters.span, channelSize: 2, output: &$0)
    }
    #expect(channelwise == [1, 3, 2549, 1279])
    let wrapped = filled(4, with: Float(9)) {
      Reference.dequantizeV4(input: input.span, scale: 1, zeroPoint: .min, output: &$0)
    }
    #expect(wrapped[1] == -2_147_483_648)
  }

  @Test(
    "binary functions, worked by hand",
    arguments: [
      (.addition, [3, 1]), (.subtraction, [-1, -7]), (.multiplication, [2, -8]), (.division, [0.5, -0.75]),
      (.minimum, [1, -3]), (.maximum, [2, 4]),
    ] as [(Reference.BinaryFunction, [Float])])
  func binary(function: Reference.BinaryFunction, expected: [Float]) {
    let a: [Float] = [1, -3]
    let b: [Float] = [2, 4]
    let output = filled(2, with: Float(0)) {
      Reference.binary(
        function, a: a.span, aShape: [1, 1, 1, 2], b: b.span, bShape: [1, 1, 1, 2],
        outputShape: [1, 1, 1, 2],
        range: FloatRange(minimum: -7, maximum: 4), output: &$0)
    }
    #expect(output == expected.map { max($0, -7) })
  }

  @Test("binary functions broadcast rows, columns and channels")
  func broadcast() {
    let a: [Float] = [1, 2, 3, 4]
    let b: [Float] = [10, 20]
    let output = filled(8, with: Float(0)) {
      Reference.binary(
        .addition, a: a.span, aShape: [1, 1, 2, 2], b: b.span, bShape: [1, 2, 1, 1],
        outputShape: [1, 2, 2, 2],
        range: .finite, output: &$0)
    }
    #expect(output == [11, 12, 13, 14, 21, 22, 23, 24])
    let sum = filled(2, with: Float(0)) { Reference.add(a: b.span, b: b.span, output: &$0) }
    #expect(sum == [20, 40])
  }

  @Test(
    "unary functions, worked by hand",
    arguments: [
      (.absolute, -2.5, 2.5), (.ceiling, -2.5, -2), (.cosine, 0, 1), (.exponential, 0, 1),
      (.floor, -2.5, -3), (.logarithm, 1, 0), (.negation, 2, -2), (.reciprocalSquareRoot, 4, 0.5),
      (.sine, 0, 0), (.square, -3, 9), (.exponential, 1, 2.7182817), (.logarithm, 10, 2.3025851),
      (.sine, 1, 0.84147098), (.cosine, 1, 0.54030231),
    ] as [(Reference.UnaryFunction, Float, Float)])
  func unary(function: Reference.UnaryFunction, value: Float, expected: Float) {
    let output = filled(1, with: Float(9)) {
      Reference.unary(function, input: [value].span, math: Self.math, output: &$0)
    }
    #expect(abs(output[0] - expected) <= 2 * expected.ulp)
  }

  @Test("the logistic function is symmetric about one half")
  func logistic() {
    let input: [Float] = [0, 100, -100, 1]
    let output = filled(4, with: Float(9)) {
      Reference.logistic(input: input.span, exp: Self.math.exp, output: &$0)
    }
    #expect(output[0] == 0.5 && output[1] == 1 && output[2] < 1e-37 && abs(output[3] - 0.73105858) < 1e-6)
  }

  @Test("kmodel v3's softmax never subtracts a negative maximum")
  func softmaxV3() {
    let powers: @Sendable (Float) -> Float = { $0 + 100 }
    // A stand-in for exp shows what it is given: x minus the least normal number is x here.
    let input: [Float] = [-50, -75]
    let output = filled(2, with: Float(9)) {
      Reference.softmaxV3(input: input.span, exp: powers, output: &$0)
    }
    #expect(output == Self.quotients([50, 25], by: [75, 75]))
    let positive: [Float] = [3, 1]
    let usual = filled(2, with: Float(9)) {
      Reference.softmaxV3(input: positive.span, exp: powers, output: &$0)
    }
    #expect(usual == Self.quotients([100, 98], by: [198, 198]))
  }

  @Test("kmodel v4's softmax works row by row and scales by beta")
  func softmaxV4() {
    let input: [Float] = [-50, -75, 3, 1]
    let output = filled(4, with: Float(9)) {
      Reference.softmaxV4(input: input.span, innerSize: 2, beta: 2, exp: { $0 + 100 }, output: &$0)
    }
    #expect(output == Self.quotients([100, 50, 100, 96], by: [150, 150, 196, 196]))
  }

  @Test("normalisation divides by the length, which has a least value")
  func l2Normalization() {
    let output = filled(2, with: Float(9)) {
      Reference.l2Normalization(input: [Float(3), 4].span, output: &$0)
    }
    let fifth: Float = 1 / 5
    #expect(output == [3 * fifth, 4 * fifth])
    let tiny = filled(1, with: Float(9)) {
      Reference.l2Normalization(input: [Float(1e-6)].span, output: &$0)
    }
    let least: Float = 1e-10
    let inverse: Float = 1 / least.squareRoot()
    #expect(tiny == [1e-6 * inverse])
  }

  private static func quotients(_ dividends: [Float], by divisors: [Float]) -> [Float] {
    zip(dividends, divisors).map { $0 / $1 }
  }
}
