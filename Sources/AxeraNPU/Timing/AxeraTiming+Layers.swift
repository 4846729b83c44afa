import NPUGraph
import Simulation

/// What each engine needs for one layer, in cycles, when nothing keeps it waiting.
extension AxeraTiming {
  /// The engine that computes a layer.
  func unit(of work: LayerWork) -> AxeraEngine.Unit {
    switch work.kind {
    case .convolution: .convolution
    case .depthwise: engine.depthwiseUnit.value
    case .pool, .reduction, .binary, .elementwise, .rearrangement, .view: .vector
    }
  }

  /// Cycles of the engine that computes the layer.
  func computeCycles(_ work: LayerWork) -> Double {
    let lanes = engine.lanes(cores: cores)
    let elements = work.output.elements
    // Twice the bits are twice the bytes for a vector unit.
    let width = Double(max(8, work.activationBits)) / 8
    switch work.kind {
    case .convolution: return denseCycles(work)
    case .depthwise: return depthwiseCycles(work)
    // Windows of 2x2 pass at one element per lane.
    case .pool: return elements * work.window.taps / 4 * width / lanes
    case .reduction: return work.input.elements * width / lanes
    case .binary: return elements * (Double(max(1, work.operands)) + 1) * width / lanes
    case .elementwise, .rearrangement: return elements * width / lanes
    case .view: return 0
    }
  }

  /// Cycles that results of a layer take on their way through a table.
  func tableCycles(_ work: LayerWork) -> Double {
    guard work.passesTable else { return 0 }
    return work.output.elements * Double(max(8, work.activationBits)) / 8 / engine.lanes(cores: cores)
  }

  /// A dense convolution by the vendor's design rules.
  ///
  /// **Source**: AX620A's rules: kernels in threes, channels rounded up, 8/9 of the multipliers for 1x1,
  /// `(cout + 8) / cout` for a stride of 2.
  private func denseCycles(_ work: LayerWork) -> Double {
    let groups = Double(max(1, work.window.groups))
    let (inputs, outputs) = (Double(work.input.channels) / groups, Double(work.output.channels) / groups)
    guard inputs >= 1, outputs >= 1 else { return 0 }
    let granularity = engine.granularity.value
    let results =
      roundedUp(outputs, to: granularity.outputs) * work.output.pixels * groups * multiplierShare(work)
    let rate = Double(peakMACsPerCycle)
    let window = work.window
    guard window.taps > 1 else {
      let products = roundedUp(inputs, to: granularity.pointwiseInputs)
      return products * results / (rate * 8 / 9) * calibration.pointwiseFactor.value
    }
    let rows = thirds(window.kernelHeight, dilation: window.dilationHeight)
    let columns = thirds(window.kernelWidth, dilation: window.dilationWidth)
    var products = roundedUp(inputs, to: granularity.inputs) * rows * columns
    if engine.packsTaps.value {
      products = min(products, roundedUp(inputs * window.taps, to: 9 * granularity.inputs))
    }
    let isStrided = max(window.strideHeight, window.strideWidth) > 1
    return products * results / rate * (isStrided ? (outputs + 8) / outputs : 1)
  }

  /// A depthwise convolution: each channel uses a sixteenth of the multipliers by the rules, a quarter as
  /// boards show.
  private func depthwiseCycles(_ work: LayerWork) -> Double {
    let window = work.window
    let taps =
      thirds(window.kernelHeight, dilation: window.dilationHeight)
      * thirds(window.kernelWidth, dilation: window.dilationWidth)
    return work.output.elements * taps * AxeraCalibration.depthwiseFactor * multiplierShare(work)
      / Double(peakMACsPerCycle)
  }

  /// How many times longer multiplying takes than in 8 bits.
  ///
  /// **Source**: matrix products on AX650 in 16 bits run at a quarter of the rate; that four bits of both run
  /// four times as fast is what the advertised figures say.
  private func multiplierShare(_ work: LayerWork) -> Double {
    if work.activationBits == 4, work.weightBits == 4 { return 0.25 }
    return Double(min(2, max(1, work.activationBits / 8)) * min(2, max(1, work.weightBits / 8)))
  }

  /// Taps of a kernel's side rounded up to threes; a dilated kernel is computed with its gaps.
  private func thirds(_ size: Int, dilation: Int) -> Double {
    let side = (Double(max(1, size)) - 1) * Double(max(1, dilation)) + 1
    return (side / 3).rounded(.up) * 3
  }

  private func roundedUp(_ count: Double, to block: Int) -> Double {
    (count / Double(max(1, block))).rounded(.up) * Double(max(1, block))
  }
}
