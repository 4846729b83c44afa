import OpKernels
import TestSupport
import Testing

@Suite("layers finished in stages equal the reference")
struct StagedLayerTests {
  /// One random layer, and what the reference makes of it.
  struct Case {
    let window: Window2D
    let input: [Int8]
    let operand: [UInt8]
    let weights: [Int16]
    let bias: [Int32]
    let paddingByte: Int8
    let form: StagedRequantization

    init(_ window: Window2D, isWide: Bool, _ form: StagedRequantization, random: inout SplitMix64) {
      self.window = window
      self.form = form
      input = random.mixedBytes(window.inputCount).map { Int8(bitPattern: $0) }
      operand = random.mixedBytes(
        window.outputHeight * window.outputWidth * LayerShapeK210.padded(window.outputChannels))
      weights = random.integers(window.weightCount, in: isWide ? -255...255 : Int16(-128)...127)
      bias = random.integers(window.outputChannels, in: Int32(-20_000)...20_000)
      paddingByte = Int8.random(in: -128...127, using: &random)
    }

    func output(_ set: KernelSet, threads: Int) -> [Int8] {
      let kernel = QuantizedLayerKernel(
        window: window, paddingByte: paddingByte, weights: weights.span, bias: bias.span,
        requantization: form,
        set: set)
      let stride = LayerShapeK210.padded(window.inputChannels)
      var padded: [UInt8] = []
      for pixel in 0..<(window.inputHeight * window.inputWidth) {
        for lane in 0..<stride {
          padded.append(
            lane < window.inputChannels ? UInt8(bitPattern: input[pixel * window.inputChannels + lane]) : 0xA5
          )
        }
      }
      let scratch = KernelScratch()
      let result = filled(kernel.outputByteCount, with: UInt8(9)) {
        kernel.run(
          input: padded.span, operand: form.operand == nil ? nil : operand.span, output: &$0,
          scratch: scratch,
          threads: threads)
      }
      let outputStride = LayerShapeK210.padded(window.outputChannels)
      return result.indices.filter { $0 % outputStride < window.outputChannels }.map {
        Int8(bitPattern: result[$0])
      }
    }

    func expected() -> [Int8] {
      let stride = LayerShapeK210.padded(window.outputChannels)
      return NaiveWindow.paddedSums(window, input: input, padding: paddingByte, weights: weights, bias: bias)
        .enumerated().map { index, sum in
          let (pixel, channel) = (index / window.outputChannels, index % window.outputChannels)
          return Reference.finish(
            Int64(sum), channel: channel, operand: Int8(bitPattern: operand[pixel * stride + channel]), form)
        }
    }
  }

  private static func check(
    _ window: Window2D, _ forms: [StagedRequantization], seed: UInt64, threads: [Int] = [1]
  ) {
    var random = SplitMix64(seed: seed)
    for (index, form) in forms.enumerated() {
      for isWide in [false, true] {
        let layer = Case(window, isWide: isWide, form, random: &random)
        let expected = layer.expected()
        #expect(Set(expected).count > 1 || expected.count < 20, "form \(index) says little")
        for set in availableSets {
          for count in threads {
            #expect(
              layer.output(set, threads: count) == expected,
              "form \(index), \(set), \(window), wide \(isWide)")
          }
        }
      }
    }
  }

  /// Forms of every kind that files have: per channel, per layer, ReLU, ReLU6, leaky, PReLU, tables, operands.
  static func forms(_ channels: Int, random: inout SplitMix64) -> [StagedRequantization] {
    let multipliers = random.integers(channels, in: Int32(4_000)...16_384)
    let perChannel = StagedRequantization.Stage(factors: multipliers, shift: 14)
    let relu = StagedRequantization.Stage(lowest: 0)
    let relu6 = StagedRequantization.Stage(lowest: 0, highest: 9_000)
    let unshifted = StagedRequantization.Stage(factors: multipliers, shift: 0, negativeShift: 14)
    let leaky = StagedRequantization.Stage(
      factors: [1638], shift: 0, negativeShift: 0, scalesNegativeOnly: true)
    let slopes = StagedRequantization.Stage(
      factors: random.integers(channels, in: Int32(-9_000)...16_000), shift: 0, negativeShift: 0,
      scalesNegativeOnly: true)
    let toTable = StagedRequantization.Stage(factors: [17_341], shift: 14)
    func entries(_ shape: (Int) -> Int) -> [Int16] { (0...512).map { Int16(clamping: shape($0)) } }
    let table = InterpolatedTable(
      negative: .init(entries: entries { -$0 * $0 / 9 + 5 * $0 }, start: -16_384, step: 5),
      positive: .init(entries: entries { 60 * $0 + $0 % 7 }, start: 0, step: 5),
      below: .init(factor: -300, shift: 12), above: .init(factor: 16_434, shift: 13))
    let add = StagedRequantization.Operand(.add, offset: 8, factor: 21_742, shift: 5)
    let multiply = StagedRequantization.Operand(.multiply, offset: -12)
    return [
      .init(first: perChannel, factor: 16_706, shift: 22, zeroPoint: -128),
      .init(first: perChannel, second: relu, factor: 16_706, shift: 22, zeroPoint: -128),
      .init(first: perChannel, second: relu6, factor: 31_000, shift: 21, zeroPoint: -5),
      .init(factor: 16_706, shift: 22, zeroPoint: 3),
      .init(first: unshifted, second: leaky, factor: 17_226, shift: 36, zeroPoint: -20),
      .init(first: unshifted, second: slopes, factor: 30_375, shift: 36, zeroPoint: -34),
      .init(first: perChannel, second: toTable, table: table, factor: 25_056, shift: 23, zeroPoint: -100),
      .init(first: perChannel, operand: add, factor: 21_382, shift: 24, zeroPoint: -39),
      .init(
        first: perChannel, second: relu, operand: add, bounds: 0...(.max), factor: 21_382, shift: 24,
        zeroPoint: -128),
      .init(first: perChannel, second: relu, operand: multiply, factor: 21_382, shift: 30, zeroPoint: 50),
      // Products of more than 53 bits, which only the plain form computes.
      .init(
        first: .init(factors: [Int32.max], shift: 0), second: .init(factors: [1 << 20], shift: 31), factor: 3,
        shift: 32,
        zeroPoint: 0),
    ]
  }

  @Test("dense layers of all forms", arguments: [1, 3])
  func dense(kernel: Int) {
    for (inputs, outputs) in [(1, 1), (3, 16), (16, 17), (33, 70)] {
      var random = SplitMix64(seed: UInt64(outputs))
      let window = NaiveWindow.window(inputs, 4, 7, outputs, kernel: kernel, padding: kernel / 2)
      Self.check(window, Self.forms(outputs, random: &random), seed: UInt64(inputs))
    }
  }

  @Test("depthwise layers of all forms")
  func depthwise() {
    for channels in [4, 17, 33] {
      for stride in [1, 2] {
        var random = SplitMix64(seed: UInt64(channels))
        let window = NaiveWindow.window(
          channels, 8, 9, channels, groups: channels, kernel: 3, stride: stride, padding: 1)
        Self.check(window, Self.forms(channels, random: &random), seed: UInt64(channels + stride))
      }
    }
  }

  @Test("Winograd's form, strides, several threads")
  func unusual() {
    var random = SplitMix64(seed: 5)
    let forms = Array(Self.forms(48, random: &random).prefix(2))
    Self.check(NaiveWindow.window(32, 14, 13, 48, kernel: 3, padding: 1), forms, seed: 1, threads: [1, 3])
    Self.check(
      NaiveWindow.window(24, 9, 11, 48, kernel: 5, stride: 2, padding: 2), forms, seed: 2, threads: [1, 2])
  }

  @Test(
    "halves go to the even result before the zero point is added, odd ones too",
    arguments: [-37, 0, 5, 127] as [Int32])
  func halvesBesideZeroPoints(zeroPoint: Int32) {
    let coarse = StagedRequantization.Stage(factors: [1], shift: 4)
    let bounded = StagedRequantization.Stage(factors: [3], shift: 5, lowest: -700, highest: 900)
    let forms: [StagedRequantization] = [
      .init(first: coarse, factor: 1, shift: 6, zeroPoint: zeroPoint),
      .init(first: .init(factors: [1], shift: 7), factor: 1, shift: 0, zeroPoint: zeroPoint),
      .init(
        first: .init(factors: [1], shift: 7, lowest: -40, highest: 33), factor: 1, shift: 0,
        zeroPoint: zeroPoint),
      .init(first: bounded, bounds: -600...(.max), factor: 1, shift: 3, zeroPoint: zeroPoint),
      .init(
        first: coarse, operand: .init(.add, offset: 7, factor: 5, shift: 1), factor: 1, shift: 4,
        zeroPoint: zeroPoint),
      .init(
        first: bounded, operand: .init(.add, offset: -9, factor: 3, shift: 2), bounds: -200...400, factor: 1,
        shift: 2,
        zeroPoint: zeroPoint),
    ]
    Self.check(NaiveWindow.window(5, 9, 11, 19, kernel: 1), forms, seed: 11)
    Self.check(NaiveWindow.window(16, 9, 11, 32, kernel: 1), forms, seed: 12)
  }

  @Test("rounding of halves, to even on both sides of zero")
  func halves() {
    let form = StagedRequantization(factor: 1, shift: 1, zeroPoint: 0)
    #expect([-3, -1, 1, 3, 5].map { Reference.finish($0, channel: 0, form) } == [-2, 0, 0, 2, 2])
  }

  @Test("tables: entries, lines between them, beyond them")
  func tables() {
    let table = InterpolatedTable(
      negative: .init(entries: [-8, 0], start: -4, step: 2),
      positive: .init(entries: [0, 16, 20], start: 0, step: 2),
      below: .init(factor: 3, shift: 1), above: .init(factor: 1, shift: 1))
    #expect([-4, -3, -2, 0, 1, 4, 6, 8].map { table.value(at: $0) } == [-8, -6, -4, 0, 4, 16, 18, 20])
    #expect([-6, 10, 13].map { table.value(at: $0) } == [-11, 21, 22])
  }
}

extension NaiveWindow {
  /// Sums of an interleaved convolution whose windows read `padding` outside of the image.
  static func paddedSums(
    _ window: Window2D, input: [Int8], padding: Int8, weights: [Int16], bias: [Int32]
  ) -> [Int32] {
    let depth = window.inputChannelsPerGroup
    var sums: [Int32] = []
    for row in 0..<window.outputHeight {
      for column in 0..<window.outputWidth {
        for channel in 0..<window.outputChannels {
          var sum = bias[channel]
          let first = channel / window.outputChannelsPerGroup * depth
          for ky in 0..<window.kernelHeight {
            for kx in 0..<window.kernelWidth {
              let (y, x) = (window.inputRow(row: row, tap: ky), window.inputColumn(column: column, tap: kx))
              let isInside = (0..<window.inputHeight).contains(y) && (0..<window.inputWidth).contains(x)
              for offset in 0..<depth {
                let value =
                  isInside
                  ? input[(y * window.inputWidth + x) * window.inputChannels + first + offset] : padding
                let weight = weights[
                  ((channel * depth + offset) * window.kernelHeight + ky) * window.kernelWidth + kx]
                sum &+= Int32(value) &* Int32(weight)
              }
            }
          }
          sums.append(sum)
        }
      }
    }
    return sums
  }
}
