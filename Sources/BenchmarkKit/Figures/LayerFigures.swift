/// What a stage of a layer, or another kernel, does.
package enum KernelFamily: String, Sendable, CaseIterable, Codable {
  /// Sums of a dense convolution.
  case dense
  /// Sums of a depthwise convolution.
  case depthwise
  /// The K210's batch norm and activation.
  case finish
  /// Requantisation of sums to 8 bits per channel.
  case requantize
}

/// One stage of one layer under one kernel set.
package struct FamilyFigure: Sendable, Equatable, Codable {
  /// What is measured.
  package let family: KernelFamily
  /// The layer: `3x3 64→128 40x30`, or what is special: `2 segments`.
  package let layer: String
  /// Name of the kernel set.
  package let kernels: String
  /// Channels of the input, or of the sums.
  package let channels: Int
  /// Products of the stage in millions; 0 for finish and requantisation.
  package let mmac: Double
  /// Output values of the stage.
  package let outputs: Int
  /// Fifth percentile of the times of the stage alone.
  package let milliseconds: Double
  /// Fifth percentile with the input's preparation, for sums.
  package let preparedMilliseconds: Double?
  /// The set's products from registers alone in the same run, GMAC/s; nil for what is no sums.
  package let peak: Double?

  /// Records a measurement.
  package init(
    family: KernelFamily, layer: String, kernels: String, channels: Int, mmac: Double, outputs: Int,
    milliseconds: Double, preparedMilliseconds: Double? = nil, peak: Double? = nil
  ) {
    self.family = family
    self.layer = layer
    self.kernels = kernels
    self.channels = channels
    self.mmac = mmac
    self.outputs = outputs
    self.milliseconds = milliseconds
    self.preparedMilliseconds = preparedMilliseconds
    self.peak = peak
  }

  /// Products per second, GMAC/s.
  package var gmacs: Double { mmac / milliseconds }
  /// Products per second with the input's preparation, GMAC/s.
  package var preparedGMACs: Double? { preparedMilliseconds.map { mmac / $0 } }
  /// Share of the products that registers alone allow; nil without a peak.
  package var shareOfPeak: Double? { peak.map { gmacs / $0 } }
  /// Nanoseconds per output value.
  package var nanosecondsPerOutput: Double { milliseconds * 1e6 / Double(outputs) }
}

/// A series of layers that grow in one extent, and the line through their times.
package struct SizeFigure: Sendable, Equatable, Codable {
  /// What grows: `3x3 64→64, growing map`.
  package let series: String
  /// Name of the kernel set.
  package let kernels: String
  /// MMAC and milliseconds of whole layers.
  package let points: [LeastSquaresLine.Point]
  /// Milliseconds over MMAC.
  package let line: LeastSquaresLine

  /// Fits the line; nil if the points allow none.
  package init?(series: String, kernels: String, points: [LeastSquaresLine.Point]) {
    guard let line = LeastSquaresLine(points) else { return nil }
    self.series = series
    self.kernels = kernels
    self.points = points
    self.line = line
  }

  /// The largest deviation from the line of a layer above 1 MMAC, as a share of the layer's time.
  package var largestDeviation: Double { line.largestRelativeDeviation(of: points, above: 1) }
}
