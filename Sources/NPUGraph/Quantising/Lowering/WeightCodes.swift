/// Weights as codes without zero points, and the steps that they are multiples of.
struct WeightCodes {
  /// `[oc][…]`, like the weights.
  let codes: [Int16]
  /// One per output channel.
  let steps: [Double]

  /// Rounds weights to the nearest codes, halves to even: steps of `max|w| / (2^(bits - 1) - 1)`.
  ///
  /// - Parameters:
  ///   - weights: finite, as many for each channel; NaN becomes 0.
  ///   - leastSteps: what each channel's step must not stay below.
  ///   - ownSteps: what channels' weights are multiples of already, up to 255 times; nil where they are not.
  init(
    _ weights: [Float], channels: Int, bits: Int, perChannel: Bool, leastSteps: [Double],
    ownSteps: [Float]? = nil
  ) {
    let count = weights.count / max(1, channels)
    let greatest = Double(1 << (bits - 1) - 1)
    var steps = (0..<channels).map { channel in
      var largest: Float = 0
      for weight in weights[(channel * count)..<((channel + 1) * count)] {
        largest = max(largest, weight.magnitude)
      }
      return Double(min(largest, .greatestFiniteMagnitude)) / greatest
    }
    let largestWeights = steps.map { $0 * greatest }
    if !perChannel {
      let largest = steps.max() ?? 0
      steps = steps.map { _ in largest }
    }
    steps = zip(steps, leastSteps).map { max($0, $1) }
    var limits = steps.map { _ in greatest }
    if let ownSteps, ownSteps.count == channels {
      for (channel, step) in ownSteps.enumerated() {
        let step = Double(step)
        guard step.isFinite, step >= leastSteps[channel], largestWeights[channel] < 255.5 * step else {
          continue
        }
        (steps[channel], limits[channel]) = (step, 255)
      }
    }
    self.steps = steps
    codes = weights.enumerated().map { index, weight in
      let (step, limit) = (steps[index / count], limits[index / count])
      let code = (Double(weight) / step).rounded(.toNearestOrEven)
      return code == code ? Int16(min(max(code, -limit), limit)) : 0
    }
  }

  /// What the codes stand for.
  var values: [Float] {
    let count = codes.count / max(1, steps.count)
    return codes.enumerated().map { Float(Double($0.element) * steps[$0.offset / count]) }
  }
}
