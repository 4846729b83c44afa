import Foundation
import OpKernels
import TestSupport
import Testing

@Suite("functions of floats")
struct FloatFunctionTests {
  static let functions: [FloatFunction] = [
    .identity, .relu, .clip(minimum: -1, maximum: 6), .clip(minimum: 2, maximum: 1), .leakyRelu(slope: 0.1),
    .leakyRelu(slope: -3), .elu(alpha: 1.5), .sigmoid, .tanh, .silu, .hardSwish,
    .hardSigmoid(alpha: 0.2, beta: 0.5), .softplus, .mish, .gelu, .exp, .log, .erf,
  ]

  /// All exponents and signs with some fractions each, and numbers around 0 and 1.
  private static let numbers: [Float] = {
    var random = SplitMix64(seed: 3)
    var numbers: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 20, -104, 89, 0.85, 0.92, 4]
    for exponent in UInt32(0)..<512 {
      for _ in 0..<6 {
        numbers.append(Float(bitPattern: exponent << 23 | UInt32.random(in: 0..<(1 << 23), using: &random)))
      }
    }
    numbers += (0..<4000).map { _ in Float.random(in: -12...12, using: &random) }
    return numbers
  }()

  @Test("every set gives the plain functions' bits", arguments: functions)
  func sets(function: FloatFunction) {
    let expected = Self.numbers.map { bits(function($0)) }
    for kernels in EqualToReference.kernels + [.reference] {
      let found = filled(Self.numbers.count, with: Float(-77)) {
        kernels.map(function, input: Self.numbers.span, output: &$0)
      }
      #expect(found.map(bits) == expected, "\(kernels)")
      var inPlace = Array(Self.numbers.dropLast(3))
      var span = inPlace.mutableSpan
      kernels.map(function, &span)
      #expect(inPlace.map(bits) == Array(expected.dropLast(3)), "\(kernels)")
    }
  }

  @Test("exp, log, tanh and erf are at most 2 ulp from the true value")
  func accuracy() {
    let functions: [(FloatFunction, (Double) -> Double, ClosedRange<Float>)] = [
      (.exp, Foundation.exp, -104...89), (.log, Foundation.log, 0...100), (.tanh, Foundation.tanh, -10...10),
      (.erf, Foundation.erf, -5...5),
    ]
    var random = SplitMix64(seed: 8)
    for (function, truth, range) in functions {
      var worst = 0.0
      for index in 0..<60_000 {
        var x = Float.random(in: range, using: &random)
        if index % 4 == 0 {
          x *= Float(sign: .plus, exponent: -Int.random(in: 0...30, using: &random), significand: 1)
        }
        let exact = truth(Double(x))
        // Infinite, and tests of the smallest numbers, whose ulp is no fraction of them.
        let nearest = Float(exact)
        if !nearest.isFinite || nearest == 0 { continue }
        worst = max(worst, abs(Double(function(x)) - exact) / Double(nearest.ulp))
      }
      #expect(worst <= 2, "\(function)")
      #expect(worst > 0.4, "\(function)")
    }
  }

  @Test("limits are exact")
  func limits() {
    #expect(DeterministicMath.exp(0) == 1 && DeterministicMath.exp(89) == .infinity)
    #expect(DeterministicMath.exp(-.infinity) == 0 && DeterministicMath.exp(.infinity) == .infinity)
    #expect(DeterministicMath.exp(-103) == Float(Foundation.exp(Double(-103))))
    #expect(DeterministicMath.log(1) == 0 && DeterministicMath.log(0) == -.infinity)
    #expect(DeterministicMath.log(-1).isNaN && DeterministicMath.log(.infinity) == .infinity)
    #expect(DeterministicMath.log(.leastNonzeroMagnitude) == Float(Foundation.log(Double(0x1p-149))))
    for function in [DeterministicMath.tanh, DeterministicMath.erf] {
      #expect(function(.infinity) == 1 && function(-100) == -1 && function(.nan).isNaN)
      #expect(function(-0.0).bitPattern == (-Float(0)).bitPattern)
    }
    #expect(FloatFunction.relu(-0.0).bitPattern == 0 && FloatFunction.relu(.nan).isNaN)
  }

  private func bits(_ value: Float) -> UInt32 { value.isNaN ? 0x7FC0_0000 : value.bitPattern }
}
