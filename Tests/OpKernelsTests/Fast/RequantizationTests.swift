import OpKernels
import TestSupport
import Testing

@Suite("requantisation")
struct RequantizationTests {
  @Test("halves by each rule, written out")
  func rules() {
    let sums: [Int32] = [-6, -5, -3, -2, -1, 0, 1, 2, 3, 5, 6]
    let expected: [(ShiftRounding, [Int8])] = [
      (.floor, [-2, -2, -1, -1, -1, 0, 0, 0, 0, 1, 1]),
      (.halfUp, [-1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2]),
      (.halfAway, [-2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2]),
      (.halfEven, [-2, -1, -1, 0, 0, 0, 0, 0, 1, 1, 2]),
    ]
    for (rounding, results) in expected {
      let form = Requantization(
        multipliers: [], shifts: [2], zeroPoint: 0, range: -128...127, rounding: rounding)
      let found = filled(sums.count, with: UInt8(0)) { form.apply(to: sums.span, sumsStride: 1, output: &$0) }
      #expect(found.map { Int8(bitPattern: $0) } == results, "\(rounding)")
    }
  }

  @Test("half up with multipliers is the rescaling of kmodel v4", arguments: availableSets, [1, 7, 16, 33])
  func rescaling(set: KernelSet, channels: Int) {
    var random = SplitMix64(seed: UInt64(channels))
    for zeroPoint in [0, 17, -300] as [Int32] {
      let multipliers = random.integers(channels, in: Int32(1 << 20)...Int32.max)
      let shifts = random.integers(channels, in: Int32(0)...45)
      let stride = channels + 3
      let sums = random.integers(5 * stride, in: Int32(-200_000)...200_000)
      let form = Requantization(
        multipliers: multipliers, shifts: shifts, zeroPoint: zeroPoint, range: 0...255, rounding: .halfUp)
      let found = filled(5 * channels, with: UInt8(0)) {
        form.apply(to: sums.span, sumsStride: stride, output: &$0, set: set)
      }
      let expected = (0..<(5 * channels)).map { index in
        let channel = index % channels
        let rescaling = Rescaling(offset: zeroPoint, multiplier: multipliers[channel], shift: shifts[channel])
        return rescaling.result(sums[index / channels * stride + channel])
      }
      #expect(found == expected)
    }
  }

  @Test(
    "every rule, shift and set equals the reference, beside the 64 channels of a part",
    arguments: availableSets, ShiftRounding.allCases)
  func reference(set: KernelSet, rounding: ShiftRounding) {
    var random = SplitMix64(seed: UInt64(rounding.rawValue) + 70)
    for (channels, isSymmetric) in [
      (1, true), (63, false), (64, true), (65, false), (65, true), (200, false),
    ] {
      let multipliers = isSymmetric ? [] : random.integers(channels, in: Int32.min...Int32.max)
      let shifts = (0..<channels).map { Int32($0 % (isSymmetric ? 32 : 63)) }
      // Few bits make ties likely; the extremes make products of 62 bits.
      let sums = (0..<(3 * channels)).map { index in
        index % 5 == 0 ? Int32.min : Int32.random(in: -9...9, using: &random) << Int32(index % 27)
      }
      let form = Requantization(
        multipliers: multipliers, shifts: shifts, zeroPoint: -7, range: -100...120, rounding: rounding)
      let found = filled(sums.count, with: UInt8(0)) {
        form.apply(to: sums.span, sumsStride: channels, output: &$0, set: set)
      }
      let expected = sums.enumerated().map { index, sum in
        Reference.requantize(
          sum, multiplier: isSymmetric ? 1 : multipliers[index % channels], shift: shifts[index % channels],
          zeroPoint: -7, range: -100...120, rounding: rounding)
      }
      #expect(found == expected.map { UInt8(truncatingIfNeeded: $0) }, "\(channels) channels")
    }
  }
}
