import OpKernels
import TestSupport
import Testing

@Suite("codes combined through floats equal the reference")
struct ByteCombinationTests {
  @Test("all pairs of codes", arguments: Reference.BinaryFunction.allCases)
  func pairs(function: Reference.BinaryFunction) {
    let a = (0..<65_536).map { UInt8(truncatingIfNeeded: $0) }
    let b = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 >> 8) }
    let forms = [
      AffineBytes(scale: 0.02, zeroPoint: 3), AffineBytes(scale: 0.0371, zeroPoint: -128),
      AffineBytes(scale: 1e-38, zeroPoint: 7), AffineBytes(scale: 3e38, zeroPoint: 0),
      AffineBytes(scale: 0.5, zeroPoint: .max),
    ]
    for (index, form) in forms.enumerated() {
      let (other, result) = (forms[(index + 1) % 5], forms[(index * 2) % 5])
      check(function, a, form, b, other, result, a, b)
    }
  }

  @Test("an operand of fewer codes is repeated", arguments: [1, 3, 16, 40, 5000])
  func repetition(period: Int) {
    var random = SplitMix64(seed: 4)
    let a = random.mixedBytes(period * 9)
    let b = random.mixedBytes(period)
    let whole = (0..<a.count).map { b[$0 % period] }
    let form = AffineBytes(scale: 0.02, zeroPoint: 3)
    check(.multiplication, a, form, b, form, form, a, whole)
    check(.subtraction, b, form, a, form, form, whole, a)
  }

  /// Expects the reference's codes of two operands of the output's size.
  private func check(
    _ function: Reference.BinaryFunction, _ a: [UInt8], _ aBytes: AffineBytes, _ b: [UInt8],
    _ bBytes: AffineBytes, _ result: AffineBytes, _ wholeA: [UInt8], _ wholeB: [UInt8]
  ) {
    let expected = filled(wholeA.count, with: UInt8(0)) {
      Reference.combineBytes(a: wholeA.span, aBytes, b: wholeB.span, bBytes, to: result, output: &$0) {
        Reference.apply(function, $0, $1)
      }
    }
    for kernels in EqualToReference.kernels + [.reference] {
      let found = filled(wholeA.count, with: UInt8(1)) {
        kernels.combineBytes(function, a: a.span, aBytes, b: b.span, bBytes, to: result, output: &$0)
      }
      #expect(found == expected, "\(function) \(kernels)")
    }
  }
}
