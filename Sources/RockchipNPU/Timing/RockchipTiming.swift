package import Simulation

/// How long layers take on a Rockchip NPU: the compiler's cycles, brought to what boards show.
///
/// **Source**: ``RockchipEngine``, ``RockchipCalibration``; `docs/rockchip-timing.md` says how well they
/// agree.
package struct RockchipTiming: Sendable, Equatable {
  /// The chip.
  package let chip: RockchipChip
  /// How many of its cores share each convolution.
  package let cores: Int
  /// One core.
  package let engine: RockchipEngine
  /// The chip's coefficients.
  package let calibration: RockchipCalibration

  /// The timing of a chip; nil when none is known of it, or it has not as many cores.
  package init?(_ chip: RockchipChip, cores: Int = 1) {
    guard let engine = chip.engine, let calibration = chip.calibration else { return nil }
    guard (1...chip.cores.value).contains(cores) else { return nil }
    self.chip = chip
    self.cores = cores
    self.engine = engine
    self.calibration = calibration
  }

  /// NPU at 1 GHz, the CPU's fastest cores at what the data sheet allows.
  package var nominalClocks: ChipClocks {
    ChipClocks(acceleratorMHz: chip.nominalMHz.value, cpuMHz: chip.cpuMHz.value)
  }

  /// Multiply-accumulates of int8 per cycle at most, of all cores that take part.
  ///
  /// A scale below 1 says that a chip is faster than its compiler thinks; the peak rises with it, so that no
  /// layer uses more than all.
  package var peakMACsPerCycle: Int {
    Int((Double(engine.peakMACs(.int8) * cores) / min(1, calibration.scale)).rounded(.up))
  }

  /// The parts of a layer's time at the given clocks.
  ///
  /// The NPU's own work follows its clock. Main memory, the start of operations and the CPU keep their own
  /// time.
  package func terms(_ work: NPULayerWork, at clocks: ChipClocks) -> [CostTerm] {
    switch work.unit {
    case .cpu:
      // Callers that pass buffers of the chip's layout do not pay for copies at the model's ends.
      guard work.kind != .boundary else { return [] }
      let nanoseconds =
        work.output.elements * RockchipCalibration.cpuNanoseconds * RockchipCalibration.cpuReferenceMHz
        / clocks.cpuMHz
      return [CostTerm(.cpu, cycles: nanoseconds * clocks.acceleratorMHz / 1000, Self.cpu)]
    case .accelerator:
      let start = RockchipCalibration.perOperation * ratio(clocks)
      return convolutionTerms(work, at: clocks) + [CostTerm(.fixed, cycles: start, Self.operation)]
        + tableTerms(work)
    }
  }

  /// One layer's estimate at the given clocks.
  package func estimate(
    _ layer: LayerDescription, _ work: NPULayerWork, at clocks: ChipClocks
  ) -> LayerEstimate {
    let load = work.isCounted ? memoryCycles(work.traffic.weights, at: clocks) : 0
    return LayerEstimate(layer: layer, terms: terms(work, at: clocks), weightLoadCycles: cut(load))
  }

  /// A whole model's estimate at the given clocks; its input is taken to lie where the NPU reads it.
  package func estimate(
    _ layers: [(layer: LayerDescription, work: NPULayerWork)], at clocks: ChipClocks
  ) -> ModelEstimate {
    ModelEstimate(
      clocks: clocks, accelerator: "NPU", peakMACsPerCycle: peakMACsPerCycle,
      weightBytesPerCycle: engine.bytesPerCycle / calibration.scale / ratio(clocks), input: [],
      layers: layers.map { estimate($0.layer, $0.work, at: clocks) })
  }

  private func tableTerms(_ work: NPULayerWork) -> [CostTerm] {
    guard work.tableElements > 0 else { return [] }
    let cycles = Double(work.tableElements) * calibration.perTableElement / share(work)
    return [CostTerm(.compute, cycles: cycles, basis(.table, work.precision))]
  }

  /// How many cycles of the NPU's clock pass in one at which the calibration was made.
  func ratio(_ clocks: ChipClocks) -> Double { clocks.acceleratorMHz / RockchipCalibration.referenceMHz }

  /// Cycles of the given clock that so many bytes take.
  func memoryCycles(_ bytes: Double, at clocks: ChipClocks) -> Double {
    bytes / engine.bytesPerCycle * calibration.scale * ratio(clocks)
  }
}
