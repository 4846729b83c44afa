import OpKernels
import TestSupport
import Testing

@Suite("8-bit window sums and their requantisation, reference")
struct WindowSums8Tests {
  @Test("equal a naive convolution of planes", arguments: NaiveWindow.convolutions.indices)
  func naive(index: Int) {
    let window = NaiveWindow.convolutions[index]
    var random = SplitMix64(seed: UInt64(index))
    let planes = random.integers(window.inputCount, in: Int8.min...Int8.max)
    let weights = random.integers(window.weightCount, in: Int8.min...Int8.max)
    let bias = random.integers(window.outputChannels, in: Int32(-1000)...1000)
    let zeroPoint: Int32 = -3
    let area = window.inputHeight * window.inputWidth
    let pixels = (0..<window.inputCount).map { place in
      planes[place % window.inputChannels * area + place / window.inputChannels]
    }
    let expected = NaiveWindow.convolve(window, .planar) {
      bias[$0]
    } step: {
      $0 + (Int32(planes[$1]) - zeroPoint) * Int32(weights[$2])
    }
    let found = filled(window.outputCount, with: Int32(0)) {
      Reference.windowSums(
        input: pixels.span, inputZeroPoint: zeroPoint, weights: weights.span, bias: bias.span, window: window,
        into: &$0)
    }
    let outputArea = window.outputHeight * window.outputWidth
    let interleaved = (0..<window.outputCount).map { place in
      expected[place % window.outputChannels * outputArea + place / window.outputChannels]
    }
    #expect(found == interleaved)
  }

  @Test("u8 inputs count from 0 to 255")
  func unsigned() {
    let window = NaiveWindow.window(1, 1, 1, 1, kernel: 1)
    let found = filled(1, with: Int32(0)) {
      Reference.windowSums(
        input: ([255] as [UInt8]).span, inputZeroPoint: 128, weights: ([-128] as [Int8]).span,
        bias: ([5] as [Int32]).span, window: window, into: &$0)
    }
    #expect(found == [5 - 127 * 128])
  }

  @Test("each rule is division with its way of breaking ties")
  func rounding() {
    for shift in 0..<5 as Range<Int64> {
      for value in -70...70 as ClosedRange<Int64> {
        let exact = Double(value) / Double(Int64(1) << shift)
        let up = exact.rounded(.down) + (exact - exact.rounded(.down) >= 0.5 ? 1 : 0)
        #expect(Double(ShiftRounding.floor.shiftRight(value, by: shift)) == exact.rounded(.down))
        #expect(Double(ShiftRounding.halfUp.shiftRight(value, by: shift)) == up)
        #expect(
          Double(ShiftRounding.halfAway.shiftRight(value, by: shift))
            == exact.rounded(.toNearestOrAwayFromZero))
        #expect(
          Double(ShiftRounding.halfEven.shiftRight(value, by: shift)) == exact.rounded(.toNearestOrEven))
      }
    }
  }

  @Test("results are cut to 32 bits, then bounded")
  func bounds() {
    func result(_ sum: Int32, _ multiplier: Int32, _ shift: Int32, _ zeroPoint: Int32) -> Int32 {
      Reference.requantize(
        sum, multiplier: multiplier, shift: shift, zeroPoint: zeroPoint, range: -128...127, rounding: .halfUp)
    }
    #expect(result(1000, 1, 0, 0) == 127)
    #expect(result(-1000, 1, 2, 0) == -128)
    #expect(result(100, 1 << 30, 31, -7) == 43)
    // 2^32 + 5 is 5; 2^31 - 1 plus one wraps.
    #expect(result(1 << 16, 1 << 16, 0, 5) == 5)
    #expect(result(.max, 1, 0, 1) == -128)
    #expect(result(.min, .min, 62, 0) == 1)
  }
}
