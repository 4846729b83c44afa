/// One piece of the arithmetic between a picture's bytes and what the source model takes.
///
/// The pixels (8 unsigned bits, in the compiled model's format) are converted to the source model's format first; then
/// the steps follow in their order, and the result is the source model's input. A model that wants `x / 255`, then
/// `(x - mean) / deviation`, has an affine step with slope 1 and divisor 255, and a normalisation. The compiled model takes
/// the bytes as they are: whether the chain disappears in the first convolution or stays a step of its own is the
/// builder's choice and changes no result beyond rounding.
public enum PreprocessingStep: Sendable, Equatable {
  /// `x × slope / slopeDivisor + bias / biasDivisor`; each list has one number or one for each channel, an absent one
  /// means slope 1, bias 0, divisors 1.
  case affine(slope: [Double], slopeDivisor: [Double], bias: [Double], biasDivisor: [Double])
  /// `(x - mean) / deviation`; channels in the order of the compiled model's format, as the documentation says (an
  /// example's comment says the source's: with both alike they agree, and a remark names the other cases).
  case normalization(means: [Double], deviations: [Double])

  /// The step as one factor and one addend for each of so many channels: `x × factor + addend`; nil when a list has
  /// neither one number nor so many.
  public func coefficients(channels: Int) -> [(factor: Double, addend: Double)]? {
    func spread(_ list: [Double], or absent: Double) -> [Double]? {
      switch list.count {
      case 0: [Double](repeating: absent, count: channels)
      case 1: [Double](repeating: list[0], count: channels)
      case channels: list
      default: nil
      }
    }
    switch self {
    case .affine(let slope, let slopeDivisor, let bias, let biasDivisor):
      guard let slope = spread(slope, or: 1), let slopeDivisor = spread(slopeDivisor, or: 1),
        let bias = spread(bias, or: 0), let biasDivisor = spread(biasDivisor, or: 1)
      else { return nil }
      return (0..<channels).map { (slope[$0] / slopeDivisor[$0], bias[$0] / biasDivisor[$0]) }
    case .normalization(let means, let deviations):
      guard let means = spread(means, or: 0), let deviations = spread(deviations, or: 1) else { return nil }
      return (0..<channels).map { (1 / deviations[$0], -means[$0] / deviations[$0]) }
    }
  }
}

extension BuildConfiguration {
  /// What is done to an input before the source model takes it, in this order.
  ///
  /// `pulsar` has a list for each input; of `pulsar2` it is one normalisation: the input's own mean and deviation, or
  /// those of its calibration.
  public func preprocessing(of input: String) -> [PreprocessingStep] {
    if dialect == .pulsar { return inputSteps.filter { $0.selector.matches(input) }.flatMap(\.steps) }
    let own = inputSettings(of: input)
    let dataset = calibration.datasets.last { $0.tensor == nil || $0.tensor == input }
    let means = own.flatMap { $0.means.isEmpty ? nil : $0.means } ?? dataset?.means ?? []
    let deviations = own.flatMap { $0.deviations.isEmpty ? nil : $0.deviations } ?? dataset?.deviations ?? []
    return means.isEmpty && deviations.isEmpty ? [] : [.normalization(means: means, deviations: deviations)]
  }

  /// Has every input normalised, whatever was said of that before.
  ///
  /// Of `pulsar` it takes the place of all steps; `pulsar2` has means and deviations apart, and keeps the one of both that
  /// is not given.
  ///
  /// - Parameters:
  ///   - means: taken off each channel; nil when nothing is said of them.
  ///   - deviations: what is divided by then; nil likewise.
  public mutating func normalizeInputs(means: [Double]?, deviations: [Double]?) {
    guard dialect == .pulsar2 else {
      let step = PreprocessingStep.normalization(means: means ?? [], deviations: deviations ?? [])
      inputSteps = [SelectedSteps(selector: .all, steps: [step])]
      return
    }
    // An input's own numbers come before those of its calibration: both are replaced.
    for index in inputs.indices {
      if let means { inputs[index].means = means }
      if let deviations { inputs[index].deviations = deviations }
    }
    for index in calibration.datasets.indices {
      if let means { calibration.datasets[index].means = means }
      if let deviations { calibration.datasets[index].deviations = deviations }
    }
  }

  /// The settings of an input that name it or all; of both, `pulsar` takes the ones for all.
  public func inputSettings(of input: String) -> TensorSettings? { Self.settings(inputs, of: input, dialect) }

  /// The settings of an output likewise.
  public func outputSettings(of output: String) -> TensorSettings? {
    Self.settings(outputs, of: output, dialect)
  }

  private static func settings(
    _ list: [TensorSettings], of tensor: String, _ dialect: Dialect
  ) -> TensorSettings? {
    let (named, all) = (list.first { $0.tensor == tensor }, list.first { $0.tensor == nil })
    guard dialect == .pulsar, var settings = named, let all else { return named ?? all }
    // Each side's list is one of its own.
    settings.source = all.source ?? settings.source
    settings.compiled = all.compiled ?? settings.compiled
    return settings
  }
}
