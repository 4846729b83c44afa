import OpKernels
import TestSupport
import Testing

@Suite("fast quantisation equals the reference")
struct FastQuantizationTests {
  /// Every number that some byte's rounding turns on, its neighbours, and one of each 40,000 bit patterns.
  private static let inputs: [Float] = {
    var values: [Float] = []
    for half in -4...516 {
      let value = Float(half) / 2
      values += [value.nextDown.nextDown, value.nextDown, value, value.nextUp, value.nextUp.nextUp]
    }
    values += stride(from: UInt32(0), through: .max - 40_000, by: 40_009).map { Float(bitPattern: $0) }
    return values + [.infinity, -.infinity, .nan, -.nan, -0.0, 0x1p23, 0x1p24, -0x1p31, 0x1p32]
  }()

  @Test("without a scale: every tie and every kind of number")
  func rounding() {
    let input = Self.inputs
    EqualToReference.bytes(input.count) {
      $0.quantizeV4(input: input.span, scale: 1, zeroPoint: 0, output: &$1)
    }
    EqualToReference.bytes(input.count) {
      $0.quantizeV3(input: input.span, scale: 1, bias: 0, output: &$1)
    }
  }

  @Test("scales and zero points", arguments: [0, 1, 7, 8, 9, 31, 1000])
  func scales(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let input = random.floats(count, extremes: true)
    for zeroPoint in [0, 128, -7, 255, .max, .min] as [Int32] {
      for scale in [63.749954, 1e-3, -4, .infinity, 0, .nan] as [Float] {
        EqualToReference.bytes(count) {
          $0.quantizeV4(input: input.span, scale: scale, zeroPoint: zeroPoint, output: &$1)
        }
        EqualToReference.bytes(count) {
          $0.quantizeV3(input: input.span, scale: scale, bias: Float(zeroPoint), output: &$1)
        }
      }
    }
  }
}
