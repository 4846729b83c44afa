import CKernels

/// How a layer's weights go into the kernels: their number type, and whether `arg_x` is part of them.
///
/// `S + argX * Sx` is the sum of `x * (w + argX)`. Where the shifted weights fit what a set multiplies, the
/// sums of inputs need not be computed at all.
struct WeightPlan {
  /// Sums over one output channel's weights.
  struct ChannelSums {
    /// Of the weights, `Sw`.
    var plain: Int64 = 0
    /// Of the weights plus `argX / 2^shiftX`, those above and those below zero apart, in units of
    /// `2^-shiftX`.
    var positive: Int64 = 0
    var negative: Int64 = 0
  }

  /// Added to each weight.
  let offset: Int64
  /// Number types of the product.
  let role: kiln_role
  /// Whether `arg_x * Sx` has to be added to the sums.
  let needsInputSums: Bool
  /// One per output channel.
  let channels: [ChannelSums]

  /// Reads all weights once.
  init(shape: LayerShapeK210, weights: Span<UInt8>, argX: Int64, shiftX: Int64, set: KernelSet) {
    var channels = [ChannelSums](repeating: ChannelSums(), count: shape.outputChannels)
    var lowest: UInt8 = 255
    var highest: UInt8 = 0
    for channel in 0..<shape.outputChannels {
      let first = channel * shape.weightsPerChannel
      let kernel = weights.extracting(first..<(first + shape.weightsPerChannel))
      var sums = ChannelSums()
      for index in 0..<kernel.count {
        let weight = kernel[index]
        lowest = min(lowest, weight)
        highest = max(highest, weight)
        let shifted = (Int64(weight) &<< shiftX) &+ argX
        sums.plain &+= Int64(weight)
        sums.positive &+= max(shifted, 0)
        sums.negative &+= min(shifted, 0)
      }
      channels[channel] = sums
    }
    self.channels = channels

    let shifted = (Int64(lowest) + argX)...(Int64(highest) + argX)
    // Sums must fit 32 bits by themselves, because the wide form takes them as they are.
    let fitSums = channels.allSatisfy { 255 * $0.positive < 1 << 31 && -255 * $0.negative < 1 << 31 }
    let readsBytes = kiln_dense_form(set.code, KILN_ROLE_U8_U8).element_size == 1 && !shape.isDepthwise
    if argX == 0 {
      (offset, role, needsInputSums) = (0, KILN_ROLE_U8_U8, false)
    } else if shiftX == 0, fitSums, !readsBytes, shifted.isWithin(-32768...32767) {
      (offset, role, needsInputSums) = (argX, KILN_ROLE_U8_U8, false)
    } else if shiftX == 0, readsBytes, shifted.isWithin(0...255) {
      (offset, role, needsInputSums) = (argX, KILN_ROLE_U8_U8, false)
    } else if shiftX == 0, readsBytes, shifted.isWithin(-128...127) {
      (offset, role, needsInputSums) = (argX, KILN_ROLE_U8_S8, false)
    } else {
      (offset, role, needsInputSums) = (0, KILN_ROLE_U8_U8, true)
    }
  }

  /// Sums of what is multiplied for each output channel.
  var packedSums: [WeightSums] {
    channels.map { sums in
      // Weights are 0...255 before the offset.
      let highest = 255 + abs(offset)
      if offset == 0 { return WeightSums(total: sums.plain, magnitude: sums.plain, highest: highest) }
      return WeightSums(
        total: sums.positive + sums.negative, magnitude: sums.positive - sums.negative, highest: highest)
    }
  }
}

extension ClosedRange<Int64> {
  /// Whether no element lies outside `other`.
  fileprivate func isWithin(_ other: ClosedRange<Int64>) -> Bool {
    other.lowerBound <= lowerBound && upperBound <= other.upperBound
  }
}
