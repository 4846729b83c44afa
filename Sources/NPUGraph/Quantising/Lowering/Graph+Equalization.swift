import OpKernels

extension Graph {
  /// The same network with the weights of neighbouring convolutions brought to one size, channel by channel.
  ///
  /// Where a convolution's result is read by one other convolution alone, and what lies between scales with its argument
  /// (nothing, ReLU, leaky or parametric ReLU), channel `i` is divided by `sqrt(r1 / r2)` and the other one's weights for
  /// it multiplied: `r1` and `r2` are their largest weights for the channel, which are the same then. Done until nothing
  /// moves by a thousandth, at most 20 times. Results differ by rounding alone; one step for all of a tensor's weights
  /// serves them better. **Source**: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
  /// Correction", 2019.
  public func equalized() -> Graph {
    var result = self
    let (readers, producers) = (readers, producers)
    let pairs = nodes.indices.compactMap { second -> (Int, Int)? in
      guard let value = nodes[second].inputs.first, nodes[second].inputs.count == 1,
        let first = producers[value], readers[value] == [second], !outputs.contains(value),
        nodes[first].outputs.count == 1
      else { return nil }
      return (first, second)
    }
    for _ in 0..<20 {
      var largestMove: Float = 0
      for (first, second) in pairs {
        guard case .floatConvolution(var source) = result.nodes[first].operation,
          case .floatConvolution(var target) = result.nodes[second].operation, source.operand == nil,
          source.activation.isHomogeneous, source.outputActivation.isHomogeneous,
          source.hasConsistentWeights, target.hasConsistentWeights,
          source.window.outputChannels == target.window.inputChannels
        else { continue }
        largestMove = max(largestMove, source.equalize(with: &target))
        result.nodes[first].operation = .floatConvolution(source)
        result.nodes[second].operation = .floatConvolution(target)
      }
      if largestMove < 1e-3 { break }
    }
    return result
  }
}

extension Activation {
  /// Whether `f(a * x) = a * f(x)` for every `a` above 0.
  fileprivate var isHomogeneous: Bool {
    switch self {
    case .identity, .relu, .leakyRelu, .prelu: true
    default: false
    }
  }
}

extension FloatConvolution {
  fileprivate var hasConsistentWeights: Bool {
    window.isValid && window.macs < .max && weights.count == window.weightCount
      && bias.count == window.outputChannels
  }

  /// Brings each channel's weights here and in the next convolution to one size; returns the largest move.
  fileprivate mutating func equalize(with next: inout FloatConvolution) -> Float {
    let own = weights.count / window.outputChannels
    let taps = next.window.kernelHeight * next.window.kernelWidth
    let depth = next.window.inputChannelsPerGroup
    var largestMove: Float = 0
    (weightSteps, next.weightSteps) = (nil, nil)
    for channel in 0..<window.outputChannels {
      let ownRange = (channel * own)..<((channel + 1) * own)
      let group = channel / depth
      let outputs =
        (group * next.window.outputChannelsPerGroup)..<((group + 1) * next.window.outputChannelsPerGroup)
      let starts = outputs.map { ($0 * depth + channel % depth) * taps }
      let ownLargest = weights[ownRange].reduce(0) { max($0, $1.magnitude) }
      let nextLargest = starts.reduce(0 as Float) { largest, start in
        next.weights[start..<(start + taps)].reduce(largest) { max($0, $1.magnitude) }
      }
      let scale = (ownLargest / nextLargest).squareRoot()
      // Channels of zeros, and such as differ beyond all measure, stay.
      guard scale.isNormal, scale > 0x1p-40, scale < 0x1p40 else { continue }
      largestMove = max(largestMove, abs(scale - 1))
      for index in ownRange { weights[index] /= scale }
      bias[channel] /= scale
      for start in starts { for index in start..<(start + taps) { next.weights[index] *= scale } }
    }
    return largestMove
  }
}
