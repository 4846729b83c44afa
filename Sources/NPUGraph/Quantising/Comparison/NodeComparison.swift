/// How far one node's results are off in a network of codes.
public struct NodeComparison: Sendable, Equatable {
  /// Means over samples.
  public struct Metrics: Sendable, Equatable {
    /// Cosine of the angle between the results, 1 for equal ones.
    public let cosine: Double
    /// Signal to quantisation noise in dB; at most 200, which stands for equal results.
    public let sqnr: Double
    /// Relative error in the 2-norm; vendors print it in percent.
    public let relativeError: Double
    /// Largest absolute difference in any sample.
    public let maximum: Double
    /// The cosine if these results alone had been rounded to their codes: what is lower comes from before.
    public let ownCosine: Double
    /// The ratio in dB if these results alone had been rounded to their codes.
    public let ownSQNR: Double
    /// Share of the numbers that lie a step or more beyond the codes.
    public let clippedShare: Double
    /// How much of the codes' longer side was ever needed, 1 for all of it.
    public let usedShare: Double

    /// Means of the given values.
    package init(
      cosine: Double, sqnr: Double, relativeError: Double, maximum: Double, ownCosine: Double,
      ownSQNR: Double, clippedShare: Double, usedShare: Double
    ) {
      (self.cosine, self.sqnr, self.relativeError) = (cosine, sqnr, relativeError)
      (self.maximum, self.ownCosine, self.ownSQNR) = (maximum, ownCosine, ownSQNR)
      (self.clippedShare, self.usedShare) = (clippedShare, usedShare)
    }
  }

  /// What may help a node; the evidence is in the payload.
  public enum Advice: Sendable, Equatable {
    /// Codes of 16 bits: its numbers need finer steps whatever the range.
    case raiseTo16Bits(ownSQNR: Double)
    /// Steps per channel: the channels' weights are so many times apart.
    case weightStepPerChannel(ratio: Double)
    /// Another method of calibration: such a share of its numbers is cut off.
    case widerRange(clippedShare: Double)
    /// Another method of calibration: the numbers need only this share of the range.
    case narrowerRange(usedShare: Double)
    /// Its own codes cost little; look at the nodes before it.
    case lookBefore(ownCosine: Double)
  }

  /// Index among the nodes of the prepared network of floats.
  public let index: Int
  /// The node's name.
  public let name: String
  /// The file's name of the operation.
  public let label: String
  /// The name of the value that was compared.
  public let value: String
  /// What the node computes with.
  public let precision: QuantizationScheme.Precision
  /// How far it is off.
  public let metrics: Metrics
  /// The largest channel's weights over the smallest one's; nil for nodes without weights.
  public let weightRatio: Double?

  /// A node and how far it is off.
  package init(
    index: Int, name: String, label: String, value: String, precision: QuantizationScheme.Precision,
    _ metrics: Metrics, weightRatio: Double?
  ) {
    (self.index, self.name, self.label, self.value) = (index, name, label, value)
    (self.precision, self.metrics, self.weightRatio) = (precision, metrics, weightRatio)
  }

  /// What may help, most telling first; empty for a node that is not worse than `cosine`.
  ///
  /// Numbers that are cut off are blamed from one in a thousand on, weights from channels 8 times apart, codes from a loss
  /// of half of what is missing to 1.
  public func advice(_ scheme: QuantizationScheme, below cosine: Double = 0.99) -> [Advice] {
    guard metrics.cosine < cosine, precision != .float else { return [] }
    var advice: [Advice] = []
    let isOwn = 1 - metrics.ownCosine >= (1 - metrics.cosine) / 2
    if metrics.clippedShare >= 0.001 { advice.append(.widerRange(clippedShare: metrics.clippedShare)) }
    if metrics.usedShare < 0.5 { advice.append(.narrowerRange(usedShare: metrics.usedShare)) }
    if !scheme.hasWeightStepPerChannel, let weightRatio, weightRatio >= 8 {
      advice.append(.weightStepPerChannel(ratio: weightRatio))
    }
    if isOwn, precision == .bits8, metrics.clippedShare < 0.001 {
      advice.append(.raiseTo16Bits(ownSQNR: metrics.ownSQNR))
    }
    if advice.isEmpty { advice.append(.lookBefore(ownCosine: metrics.ownCosine)) }
    return advice
  }
}
