import Simulation

/// What the vendor's compiler leaves out, so that estimates agree with boards: a chip's coefficients.
///
///     time = scale · Σ (compute + memory) + perTableElement · elements + perOperation · operations
///
/// in cycles at 1 GHz. **Source**: least squares of relative errors over nine networks whose frames per
/// second the vendor publishes (rknn_model_zoo 2.3.2, one core, highest clock);
/// `Tests/RockchipTimingFit/fit.py` makes the fit.
package struct RockchipCalibration: Sendable, Equatable {
  /// Cycles that one cycle of the compiler's takes.
  package let scale: Double
  /// Cycles that each output element takes that passes through a table of sigmoid's kind.
  package let perTableElement: Double
  /// How far off the worst network is when the fit is made without it, as a share of the estimate.
  package let worstLeftOut: Double

  /// Cycles at 1 GHz that starting one operation of the NPU takes.
  package static let perOperation = 2000.0
  /// Nanoseconds per output element of a layer on the CPU, at 2 GHz.
  package static let cpuNanoseconds = 5.0
  /// The clock in MHz at which ``cpuNanoseconds`` holds.
  package static let cpuReferenceMHz = 2000.0
  /// The clock in MHz that cycles of the calibration are counted by.
  package static let referenceMHz = 1000.0
}

extension RockchipChip {
  /// The chip's coefficients; nil for chips without published figures.
  package var calibration: RockchipCalibration? {
    switch self {
    case .rk3566, .rk3568: RockchipCalibration(scale: 1.173, perTableElement: 0.564, worstLeftOut: 0.22)
    case .rk3562: RockchipCalibration(scale: 0.872, perTableElement: 0.624, worstLeftOut: 0.19)
    case .rk3576: RockchipCalibration(scale: 0.675, perTableElement: 0.164, worstLeftOut: 0.26)
    case .rk3588: RockchipCalibration(scale: 1.048, perTableElement: 0.237, worstLeftOut: 0.17)
    case .rv1103, .rv1106, .rv1126b: nil
    }
  }
}

extension RockchipTiming {
  /// Where multiplying comes from, and how sure it is for this precision and so many cores.
  func basis(_ part: Part, _ precision: NPUPrecision) -> CostBasis {
    let name = "\(chip.name) NPU, \(part.rawValue)"
    if cores > 1 {
      return CostBasis(
        name + " on \(cores) cores", .guessed, relativeError: 0.5,
        source: "rows split evenly, one main memory; one public pair of figures agrees")
    }
    switch precision {
    case .int8:
      return CostBasis(
        name, .fitted, relativeError: calibration.worstLeftOut,
        source: "compiler's formula, scaled to nine networks' rates in rknn_model_zoo 2.3.2")
    case .float16:
      return CostBasis(
        name + " in f16", .guessed, relativeError: 0.5,
        source: "compiler's formula, scaled as for int8; no board's figure was compared")
    case .int16:
      return CostBasis(
        name + " in i16", .guessed, relativeError: 0.7, source: "taken to be as fast as float16")
    }
  }

  /// What ``basis(_:_:)`` is asked about.
  enum Part: String {
    case compute = "multiplying"
    case memory = "main memory"
    case table = "table of sigmoid's kind"
  }

  static let operation = CostBasis(
    "start of an NPU operation, 2 µs", .guessed, relativeError: 1,
    source: "nine networks show 0 to 6 µs; 12 to 22 µs on an RV1103 at 420 MHz")
  static let barrier = CostBasis(
    "cores waiting for each other, 2 µs per layer", .guessed, relativeError: 1,
    source: "each core's program ends with one more task")
  static let cpu = CostBasis(
    "layer on the CPU, 5 ns per element at 2 GHz", .guessed, relativeError: 0.7,
    source: "a load, a conversion, a store and their checks")
}
