import NPUGraph
package import Simulation

/// What no document says of a chip, found so that estimates agree with published latencies.
///
/// **Source**: least squares over classifiers, detectors held out; `Tests/AxeraTimingFit/fit.py` makes the
/// fit and `docs/axera-timing.md` says how good it is.
package struct AxeraCalibration: Sendable, Equatable {
  /// Bytes of main memory per cycle at the nominal clock, however many cores take part.
  package let bytesPerCycle: ChipFact<Double>
  /// Cycles that pass for each output row of a layer beside its work: filling line buffers and pipelines.
  package let cyclesPerRow: Double
  /// How many times longer 1x1 convolutions take than the multipliers need for them.
  package let pointwiseFactor: ChipFact<Double>
  /// How far off the worst network is that the fit is made without, as a share of the estimate: each classifier
  /// left out once, and the detectors.
  package let worstLeftOut: Double

  /// Cycles that starting one operation takes.
  package static let perOperation = 500.0
  /// Share of an operation after whose first tile the next one may begin.
  package static let tile = 0.25
  /// How much longer a depthwise convolution takes than if its MACs used all multipliers.
  package static let depthwiseFactor = 4.0
  /// CPU cycles per output element of a layer on the CPU.
  package static let cpuCycles = 10.0
}

extension AxeraChip {
  /// The chip's coefficients.
  package var calibration: AxeraCalibration {
    switch self {
    case .ax620a:
      AxeraCalibration(
        bytesPerCycle: ChipFact(4.75, .vendor, "3.8 GB/s, the default of its limiter of main memory"),
        cyclesPerRow: 825,
        pointwiseFactor: ChipFact(
          4.58, .fitted, "six classifiers; the vendor's rules say 1 with 32 channels and more"),
        worstLeftOut: 0.39)
    case .ax620q, .ax630c:
      AxeraCalibration(
        bytesPerCycle: ChipFact(8.13, .fitted, "eight classifiers; 6.5 GB/s on AX630C"), cyclesPerRow: 246,
        pointwiseFactor: ChipFact(1, .vendor, "AX620A's design rule"), worstLeftOut: 0.4)
    case .ax650:
      AxeraCalibration(
        bytesPerCycle: ChipFact(
          30.9, .fitted, "eight classifiers on one core and on three; matrix products say 28"),
        cyclesPerRow: 167, pointwiseFactor: ChipFact(1, .vendor, "AX620A's design rule"),
        worstLeftOut: 0.16)
    }
  }
}

extension AxeraTiming {
  /// What ``basis(_:_:)`` is asked about.
  enum Part: String {
    case multiplying, vectors = "vector unit", memory = "main memory", rows = "rows and starts"
  }

  /// Where a part of a layer's time comes from, and how sure it is.
  func basis(_ part: Part, _ work: LayerWork) -> CostBasis {
    let name = "\(chip.name) NPU \(mode.rawValue), \(part.rawValue)"
    if work.activationBits != 8 || work.weightBits != 8 {
      return CostBasis(
        name + " in a\(work.activationBits)w\(work.weightBits)", .guessed, relativeError: 0.5,
        source: "a quarter of the rate for 16 bits, from one grid of matrix products on AX650")
    }
    if part == .vectors {
      return CostBasis(
        name, .guessed, relativeError: 0.5,
        source: chip.engine.vectorLanes.source + "; depthwise taken as a quarter of the multipliers")
    }
    guard isCalibrated else {
      return CostBasis(
        name, .guessed, relativeError: 0.5, source: "the chip's other modes, shared among \(cores) cores")
    }
    return CostBasis(
      name, .fitted, relativeError: calibration.worstLeftOut,
      source: "published latencies of classifiers, batch 1")
  }

  /// Whether latencies of a table are known for the mode, not one network's at most.
  var isCalibrated: Bool {
    switch chip {
    case .ax620a: mode != .whole
    case .ax620q, .ax630c: mode == .npu2
    case .ax650: mode != .npu2
    }
  }

  static let cpu = CostBasis(
    "layer on the CPU, 10 cycles per element", .guessed, relativeError: 0.7,
    source: "a load, a conversion, a store and their checks")
}
