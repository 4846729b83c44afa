package import NPUGraph
package import Simulation

/// How long layers take on an Axera NPU: design rules and rates, brought to what boards show.
///
/// **Source**: ``AxeraEngine``, ``AxeraCalibration``; `docs/axera-timing.md` says how well they agree. These
/// are estimates of ours and no statements of the vendor's.
package struct AxeraTiming: Sendable, Equatable {
  /// The chip.
  package let chip: AxeraChip
  /// The part of its NPU that the model is built for.
  package let mode: AxeraMode
  /// One core.
  package let engine: AxeraEngine
  /// The chip's coefficients.
  package let calibration: AxeraCalibration

  /// The timing of a part of a chip's NPU; nil for a mode that the chip does not have.
  package init?(_ chip: AxeraChip, mode: AxeraMode) {
    guard chip.modes.contains(mode) else { return nil }
    self.chip = chip
    self.mode = mode
    engine = chip.engine
    calibration = chip.calibration
  }

  /// Cores that take part.
  package var cores: Int { mode.cores }

  /// The clocks that estimates are for unless somebody says otherwise.
  package var nominalClocks: ChipClocks {
    ChipClocks(acceleratorMHz: chip.nominalMHz.value, cpuMHz: chip.cpuMHz.value)
  }

  /// Multiply-accumulates of INT8 per cycle at most, of all cores that take part.
  package var peakMACsPerCycle: Int { engine.macsPerCycle.value * cores }

  /// A whole model's estimate at the given clocks; ``runMicroseconds`` comes on top for each run.
  package func estimate(
    _ layers: [(layer: LayerDescription, work: LayerWork)], at clocks: ChipClocks
  ) -> ModelEstimate {
    let schedule = schedule(layers.map { $0.work }, at: clocks)
    return ModelEstimate(
      clocks: clocks, accelerator: "NPU", peakMACsPerCycle: peakMACsPerCycle,
      weightBytesPerCycle: bytesPerCycle(at: clocks), input: [],
      layers: zip(layers, schedule.layers).map { pair, placed in
        LayerEstimate(
          layer: pair.layer, terms: terms(of: placed, pair.work),
          weightLoadCycles: Int(min(placed.weightLoad, 0x1p50)))
      })
  }

  /// Microseconds of a run beside the NPU's own work: calls, caches, an interrupt.
  package var runMicroseconds: Double { engine.runMicroseconds.value }

  /// Milliseconds of a run, what is beside the NPU's own work included: what the vendor's tables hold.
  package func latencyMilliseconds(_ works: [LayerWork]) -> Double {
    schedule(works, at: nominalClocks).cycles / (nominalClocks.acceleratorMHz * 1000) + runMicroseconds / 1000
  }

  /// Bytes of main memory per cycle of the given clock: main memory keeps its own time.
  func bytesPerCycle(at clocks: ChipClocks) -> Double {
    calibration.bytesPerCycle.value * chip.nominalMHz.value / clocks.acceleratorMHz
  }

  /// The parts by which a layer moves the end of all work on.
  private func terms(of placed: AxeraSchedule.Layer, _ work: LayerWork) -> [CostTerm] {
    if work.unit == .cpu { return [CostTerm(.cpu, cycles: placed.compute, Self.cpu)] }
    let terms = [
      CostTerm(
        .compute, cycles: placed.compute,
        basis(placed.unit == .convolution ? .multiplying : .vectors, work)),
      CostTerm(.compute, cycles: placed.table, basis(.vectors, work)),
      CostTerm(.weights, cycles: placed.weightWait, basis(.memory, work)),
      CostTerm(.data, cycles: placed.transfer, basis(.memory, work)),
      CostTerm(.fixed, cycles: placed.start, basis(.rows, work)),
    ]
    return terms.filter { $0.cycles > 0 }
  }
}
