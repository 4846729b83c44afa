import OpKernels
import TestSupport

/// One random 8-bit layer, what the reference makes of it, and what the fast kernels do.
struct QuantizedLayerCase {
  var window: Window2D
  var operands: OperandTypes
  var inputZeroPoint: Int32
  /// Without padding lanes.
  var input: [UInt8]
  var weights: [Int8]
  var bias: [Int32]
  var requantization: Requantization

  /// A layer whose results spread over their range.
  init(_ window: Window2D, _ operands: OperandTypes, isSymmetric: Bool, random: inout SplitMix64) {
    self.window = window
    self.operands = operands
    inputZeroPoint = Int32.random(in: operands.inputRange, using: &random)
    input = random.mixedBytes(window.inputCount)
    weights = random.mixedBytes(window.weightCount).map { Int8(bitPattern: $0) }
    let channels = window.outputChannels
    bias = random.integers(channels, in: Int32(-20_000)...20_000)
    // A random walk of that many products is about 64 * 64 times the root of their number.
    var width: Int32 = 5
    while 1 << (2 * (width - 5)) < window.weightCount / channels { width += 1 }
    requantization = Requantization(
      multipliers: isSymmetric ? [] : random.integers(channels, in: Int32(1 << 24)...Int32.max),
      shifts: random.integers(channels, in: isSymmetric ? width...(width + 2) : (width + 28)...(width + 31)),
      zeroPoint: Int32.random(in: -20...20, using: &random),
      range: Bool.random(using: &random) ? -128...127 : 0...255,
      rounding: ShiftRounding.allCases.randomElement(using: &random) ?? .halfUp)
  }

  /// The fast result, padding lanes included.
  func output(_ set: KernelSet, threads: Int = 1) -> [UInt8] {
    let kernel = QuantizedLayerKernel(
      window: window, operands: operands, inputZeroPoint: inputZeroPoint, weights: weights.span,
      bias: bias.span, requantization: requantization, set: set)
    // Lanes that pad may hold anything.
    let padded = Self.pad(input, channels: window.inputChannels, with: 0xA5)
    let scratch = KernelScratch()
    return filled(kernel.outputByteCount, with: UInt8(9)) {
      kernel.run(input: padded.span, output: &$0, scratch: scratch, threads: threads)
    }
  }

  /// The reference's result in the same layout.
  func expected() -> [UInt8] {
    let sums = filled(window.outputCount, with: Int32(0)) { sums in
      if operands == .signedBySigned {
        let signed = input.map { Int8(bitPattern: $0) }
        Reference.windowSums(
          input: signed.span, inputZeroPoint: inputZeroPoint, weights: weights.span, bias: bias.span,
          window: window, into: &sums)
      } else {
        Reference.windowSums(
          input: input.span, inputZeroPoint: inputZeroPoint, weights: weights.span, bias: bias.span,
          window: window, into: &sums)
      }
    }
    let results = sums.enumerated().map { index, sum in
      result(sum, channel: index % window.outputChannels)
    }
    return Self.pad(results, channels: window.outputChannels, with: result(0, channel: nil))
  }

  /// A channel's result; of a lane that pads without one.
  private func result(_ sum: Int32, channel: Int?) -> UInt8 {
    let multiplier = requantization.multipliers.isEmpty ? 1 : channel.map { requantization.multipliers[$0] }
    let result = Reference.requantize(
      sum, multiplier: multiplier ?? 0, shift: channel.map { requantization.shifts[$0] } ?? 0,
      zeroPoint: requantization.zeroPoint, range: requantization.range, rounding: requantization.rounding)
    return UInt8(truncatingIfNeeded: result)
  }

  private static func pad(_ bytes: [UInt8], channels: Int, with pad: UInt8) -> [UInt8] {
    let pads = [UInt8](repeating: pad, count: LayerShapeK210.padded(channels) - channels)
    return stride(from: 0, to: bytes.count, by: channels).flatMap { bytes[$0..<($0 + channels)] + pads }
  }
}
