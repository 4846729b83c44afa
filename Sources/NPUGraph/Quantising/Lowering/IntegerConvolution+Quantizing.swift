import OpKernels
import Tensors

/// How sums of products are brought to codes of the output.
struct SumConversion {
  /// What the input's codes stand for.
  let input: AffineQuantization
  /// What the output's codes stand for.
  let output: AffineQuantization
  /// Whether each output channel's weights have a step of their own.
  let perChannel: Bool
  /// The mean of each input channel; nil where biases are not corrected.
  let inputMeans: [Float]?
  /// Codes of another value that is added to the sums; nil for none.
  var addend: AffineQuantization?
}

extension IntegerConvolution {
  /// A convolution of floats on codes; nil for what sums cannot be finished with, and extents that do not run.
  ///
  /// Weights are s8 with steps of `max|w| / 127`, or the file's codes less their zero points; biases hold
  /// `round(bias / (Sx * Sw)) - Zx * sum(weights)`. Each channel's sums are multiplied by `Sx * Sw / Sy` in one stage that
  /// rounds halves to even. The factors share a shift, as large as keeps all products exact in doubles. Their relative
  /// error is at most 2^-20, but where channels' multipliers are more than some 30 times apart: there the small ones have
  /// fewer bits.
  init?(_ source: FloatConvolution, _ conversion: SumConversion) {
    guard source.operand == nil, source.outputActivation == .identity, source.activation.isStraight,
      let shape = Shape(source)
    else { return nil }
    let channels = source.window.outputChannels
    guard source.weights.count == source.window.weightCount, source.bias.count == channels else { return nil }
    let (inputStep, outputStep) = (Double(conversion.input.scale), Double(conversion.output.scale))
    // Steps so small that the bias would not fit 30 bits, or the factor not the shift, are made larger.
    let leastSteps = source.bias.map { bias in
      max(Double(bias.magnitude) / inputStep * 0x1p-29, outputStep / inputStep * 0x1p-20)
    }
    let weights = WeightCodes(
      shape.weights, channels: channels, bits: 8, perChannel: conversion.perChannel, leastSteps: leastSteps,
      ownSteps: source.weightSteps)
    let perOutput = weights.codes.count / channels
    // Weights that are the file's codes lose nothing.
    let means = source.weightSteps == nil ? conversion.inputMeans : nil
    let corrections = means.flatMap { shape.corrections(weights, inputMeans: $0) }
    var (bias, magnitudes): ([Int32], [Double]) = ([], [])
    for channel in 0..<channels {
      let codes = weights.codes[(channel * perOutput)..<((channel + 1) * perOutput)]
      let sum = codes.reduce(0) { $0 + Int64($1) }
      let corrected = Double(source.bias[channel]) + (corrections?[channel] ?? 0)
      let own = (corrected / (inputStep * weights.steps[channel])).rounded(.toNearestOrEven)
      let limited = own == own ? Int64(min(max(own, -0x1p30), 0x1p30)) : 0
      bias.append(Int32(clamping: limited - Int64(conversion.input.zeroPoint) * sum))
      magnitudes.append(
        128 * codes.reduce(0) { $0 + Double(abs(Int32($1))) } + Double(bias[channel].magnitude))
    }
    let multipliers = weights.steps.map { inputStep * $0 / outputStep }
    let requantization: StagedRequantization
    if let addend = conversion.addend {
      guard source.activation == .identity,
        let sum = StagedRequantization.adding(
          addend, to: multipliers, sumMagnitudes: magnitudes, output: conversion.output)
      else { return nil }
      requantization = sum
    } else {
      requantization = .finishing(
        multipliers, sumMagnitudes: magnitudes, source.activation, output: conversion.output)
    }
    self.init(
      window: shape.window, weights: weights.codes, bias: bias,
      paddingByte: Int8(clamping: conversion.input.zeroPoint), requantization: requantization,
      spread: shape.spread)
  }

  /// Extents and weights as the kernels of codes take them.
  private struct Shape {
    var window: Window2D
    var weights: [Float]
    var spread: (rows: Int, columns: Int)?

    /// What rounding the weights takes from each output channel's results on average; nil for other channels' means.
    ///
    /// Windows are taken as if they all lay in the image.
    func corrections(_ codes: WeightCodes, inputMeans: [Float]) -> [Double]? {
      guard inputMeans.count == window.inputChannels else { return nil }
      let taps = window.kernelHeight * window.kernelWidth
      let depth = window.inputChannelsPerGroup
      var lost = [Double](repeating: 0, count: window.outputChannels)
      for index in weights.indices {
        let output = index / (taps * depth)
        let input = output / window.outputChannelsPerGroup * depth + index / taps % depth
        let rounded = Double(codes.codes[index]) * codes.steps[output]
        lost[output] += (Double(weights[index]) - rounded) * Double(inputMeans[input])
      }
      // Of spread pixels most taps meet filler.
      let filler = Double((spread?.rows ?? 1) * (spread?.columns ?? 1))
      return lost.map { $0 / filler }
    }

    init?(_ source: FloatConvolution) {
      (window, weights) = (source.window, source.weights)
      guard window.isValid else { return nil }
      if source.isTransposed {
        // A convolution over spread pixels with the kernel turned around.
        let spread = (rows: window.strideHeight, columns: window.strideWidth)
        guard spread.rows <= 64, spread.columns <= 64 else { return nil }
        self.spread = spread
        window.inputHeight = (window.inputHeight - 1) * spread.rows + 1
        window.inputWidth = (window.inputWidth - 1) * spread.columns + 1
        (window.strideHeight, window.strideWidth) = (1, 1)
        window.paddingTop = (window.kernelHeight - 1) * window.dilationHeight - window.paddingTop
        window.paddingLeft = (window.kernelWidth - 1) * window.dilationWidth - window.paddingLeft
        let taps = window.kernelHeight * window.kernelWidth
        weights = weights.indices.map { source.weights[$0 / taps * taps + taps - 1 - $0 % taps] }
      }
      var kernel = window
      if window.isUngrouped { kernel.groups = 1 }
      guard QuantizedLayerKernel.supports(kernel) else { return nil }
    }
  }
}

extension StagedRequantization {
  /// One stage with a factor per channel; slopes below 0 take the second.
  ///
  /// - Parameters:
  ///   - multipliers: from sums to codes, one per channel, above 0.
  ///   - sumMagnitudes: what no sum of a channel exceeds.
  static func finishing(
    _ multipliers: [Double], sumMagnitudes: [Double], _ activation: Activation, output: AffineQuantization
  ) -> StagedRequantization {
    let zero = Int64(output.zeroPoint)
    var bounds = (lower: -128 - zero, upper: 127 - zero)
    var slopes: [Float] = []
    switch activation {
    case .relu: bounds.lower = max(bounds.lower, 0)
    case .clip(let range):
      let (lower, upper) = (range.lowerBound / output.scale, range.upperBound / output.scale)
      bounds.lower = max(bounds.lower, Int64(max(lower.rounded(.toNearestOrEven), -1e6)))
      bounds.upper = min(bounds.upper, Int64(min(upper.rounded(.toNearestOrEven), 1e6)))
    case .leakyRelu(let slope): slopes = [slope]
    case .prelu(let values): slopes = values
    default: break
    }
    let (factors, shift) = Self.factors(multipliers, sumMagnitudes)
    guard !slopes.isEmpty else {
      return StagedRequantization(
        first: Stage(
          factors: factors, shift: shift, lowest: bounds.lower, highest: bounds.upper),
        factor: 1, shift: 0, zeroPoint: output.zeroPoint)
    }
    // Eight bits behind the point stay until the slope is applied.
    let fraction = min(shift, 8)
    return StagedRequantization(
      first: Stage(factors: factors, shift: shift - fraction),
      second: Stage(
        factors: slopes.map { Int32(($0 * 0x1p16).rounded(.toNearestOrEven)) }, shift: 16,
        scalesNegativeOnly: true),
      factor: 1, shift: fraction, zeroPoint: output.zeroPoint)
  }

  /// Sums and codes of another value brought to 256ths of the output's step, added and rounded once more.
  ///
  /// Nil when the other value's step is too coarse or too fine beside the output's.
  static func adding(
    _ addend: AffineQuantization, to multipliers: [Double], sumMagnitudes: [Double],
    output: AffineQuantization
  ) -> StagedRequantization? {
    let zero = Int64(output.zeroPoint)
    let (factors, shift) = Self.factors(multipliers, sumMagnitudes)
    let fraction = min(shift, 8)
    let ratio = Double(addend.scale) / Double(output.scale) * Double(1 << fraction)
    // 24 bits of the factor, which a shift within its bounds must leave.
    let addendShift = 23 - Int(ratio.isNormal ? ratio.exponent : 1024)
    guard (0...62).contains(addendShift) else { return nil }
    let factor = (ratio * Double(sign: .plus, exponent: addendShift, significand: 1)).rounded(
      .toNearestOrEven)
    return StagedRequantization(
      first: Stage(factors: factors, shift: shift - fraction),
      operand: Operand(.add, offset: -addend.zeroPoint, factor: Int32(factor), shift: Int32(addendShift)),
      bounds: ((-128 - zero) << Int64(fraction))...((127 - zero) << Int64(fraction)),
      factor: 1, shift: fraction, zeroPoint: output.zeroPoint)
  }

  /// Factors with a common shift: as large as 31 bits and exact products allow.
  private static func factors(
    _ multipliers: [Double], _ sumMagnitudes: [Double]
  ) -> (factors: [Int32], shift: Int32) {
    var shift = 62
    for (multiplier, magnitude) in zip(multipliers, sumMagnitudes) where multiplier > 0 {
      // Powers of two above both, so that neither product reaches its limit.
      let factorBits = multiplier.isFinite ? Int(multiplier.exponent) + 1 : 1024
      let sumBits = Int(max(magnitude, 1).exponent) + 1
      shift = min(shift, 30 - factorBits, 50 - factorBits - sumBits)
    }
    shift = max(0, shift)
    let power = Double(sign: .plus, exponent: shift, significand: 1)
    return (
      multipliers.map { Int32(min(($0 * power).rounded(.toNearestOrEven), 0x1p31 - 1)) }, Int32(shift)
    )
  }
}
