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

    /// The sums over weights of a range when nothing is added to them.
    fileprivate func multiplied(by range: ClosedRange<Int64>) -> WeightSums {
      WeightSums(total: plain, magnitude: plain, highest: range.upperBound)
    }

    /// The sums when `argX` is added to each weight, which is not shifted then.
    fileprivate func multiplied(by range: ClosedRange<Int64>, offset argX: Int64) -> WeightSums {
      WeightSums(
        total: positive + negative, magnitude: positive - negative,
        highest: max(abs(range.lowerBound + argX), abs(range.upperBound + argX)))
    }
  }

  /// Added to each weight.
  let offset: Int64
  /// Number types of the product.
  let role: kiln_role
  /// Whether `arg_x * Sx` has to be added to the sums.
  let needsInputSums: Bool
  /// One per output channel.
  let channels: [ChannelSums]
  /// Of each output channel, over what is multiplied.
  let sums: [WeightSums]
  /// Not nil if Winograd's form sums the layer.
  let winograd: WinogradPlan?

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

    let range = Int64(lowest)...Int64(highest)
    let plain = channels.map { $0.multiplied(by: range) }
    let folded = argX == 0 ? plain : channels.map { $0.multiplied(by: range, offset: argX) }
    let foldedRange = (range.lowerBound + argX)...(range.upperBound + argX)
    // Sums must fit 32 bits by themselves, because the wide form takes them as they are.
    let fitSums = channels.allSatisfy { 255 * $0.positive < 1 << 31 && -255 * $0.negative < 1 << 31 }
    let canFold = argX == 0 || shiftX == 0 && fitSums
    let readsBytes = kiln_dense_form(set.code, KILN_ROLE_U8_U8).element_size == 1 && !shape.isDepthwise
    func plan(_ sums: [WeightSums]) -> WinogradPlan? {
      WinogradPlan(window: shape.window, role: KILN_ROLE_U8_U8, sums: sums, set: set)
    }
    if canFold, let plan = plan(folded) {
      (offset, role, needsInputSums, sums, winograd) = (argX, KILN_ROLE_U8_U8, false, folded, plan)
    } else if canFold, foldedRange.isWithin(readsBytes ? 0...255 : -32768...32767) {
      (offset, role, needsInputSums, sums, winograd) = (argX, KILN_ROLE_U8_U8, false, folded, nil)
    } else if canFold, readsBytes, foldedRange.isWithin(-128...127) {
      (offset, role, needsInputSums, sums, winograd) = (argX, KILN_ROLE_U8_S8, false, folded, nil)
    } else {
      (offset, role, needsInputSums, sums, winograd) = (0, KILN_ROLE_U8_U8, true, plain, plan(plain))
    }
  }
}

extension ClosedRange<Int64> {
  /// Whether no element lies outside `other`.
  fileprivate func isWithin(_ other: ClosedRange<Int64>) -> Bool {
    other.lowerBound <= lowerBound && upperBound <= other.upperBound
  }
}
