/// Which form of batch norm and activation a layer takes, and its numbers.
///
/// The bounds of every step are computed from the weights. If 32 bits hold all of them, the narrow form runs,
/// and only the segments that can be reached are searched; else the wide one, which wraps at 64 bits.
struct FinishPlan {
  /// One per output channel.
  let batchNorms: [BatchNormK210]
  /// What each output channel adds to its sums.
  let constants: [Int64]
  /// Whether 32 bits hold every step.
  let isNarrow: Bool
  /// The regions that can be reached, or all of them in the wide form.
  let regions: [ActivationRegions.Region]
  /// Whether larger batch-normed values never give smaller results, in the narrow form.
  let isMonotone: Bool
  /// Batch-normed values that can be reached, in the narrow form.
  let values: ClosedRange<Int64>?

  /// Bounds each channel; `batchNorm` holds 8 bytes per output channel.
  init(
    shape: LayerShapeK210, weights: WeightPlan, terms: CorrectionTermsK210, batchNorm: Span<UInt8>,
    activation: ActivationTableK210, rounding: RoundingRule
  ) {
    let perSum = shape.isDepthwise ? 1 : shape.inputChannels
    constants = weights.channels.map { terms.constant(weightSum: $0.plain, inputChannels: perSum) }
    batchNorms = (0..<shape.outputChannels).map { channel in
      let first = channel * BatchNormK210.byteCount
      return BatchNormK210(bytes: batchNorm.extracting(first..<(first + BatchNormK210.byteCount)))
    }
    let all = ActivationRegions(activation, rounding: rounding)
    var bounds: ClosedRange<Int64>?
    var areNarrow = true
    for channel in 0..<shape.outputChannels where areNarrow {
      let sums = weights.channels[channel]
      guard
        let values = Self.range(
          of: sums, shiftX: terms.shiftX, constant: constants[channel], batchNorm: batchNorms[channel])
      else {
        areNarrow = false
        break
      }
      bounds =
        bounds.map { min($0.lowerBound, values.lowerBound)...max($0.upperBound, values.upperBound) } ?? values
    }
    if areNarrow, let bounds, let narrow = Self.narrowRegions(of: all, within: bounds) {
      isNarrow = true
      regions = narrow
      values = bounds
      isMonotone = MonotoneActivation(narrow, within: bounds, rounding: rounding) != nil
    } else {
      isNarrow = false
      regions = all.regions
      values = nil
      isMonotone = false
    }
  }

  /// The batch-normed values that a channel can take, or nil when 32 bits do not hold them or the sums.
  ///
  /// The shift of the term of inputs floors, so that a sum may lie up to 1 below what the weights say.
  private static func range(
    of sums: WeightPlan.ChannelSums, shiftX: Int64, constant: Int64, batchNorm: BatchNormK210
  ) -> ClosedRange<Int64>? {
    let lowest = ((255 * sums.negative) >> shiftX) - (shiftX > 0 ? 1 : 0) + constant
    let highest = ((255 * sums.positive) >> shiftX) + constant
    guard Int32(exactly: lowest) != nil, Int32(exactly: highest) != nil else { return nil }
    let first = batchNorm(lowest)
    let last = batchNorm(highest)
    guard Int32(exactly: first) != nil, Int32(exactly: last) != nil else { return nil }
    return min(first, last)...max(first, last)
  }

  private static func narrowRegions(
    of all: ActivationRegions, within bounds: ClosedRange<Int64>
  ) -> [ActivationRegions.Region]? {
    let reached = ActivationRegions(all, within: bounds)
    for (index, region) in reached.regions.enumerated()
    where !region.isNarrow(for: reached.values(of: index, within: bounds)) {
      return nil
    }
    return reached.regions
  }
}
