import Simulation

/// A convolution on one core or several: output rows are dealt out, weights are read by each core.
///
/// **Source**: programs of 1, 2 and 3 cores in RK3588 files have their rows split so and end with a task that
/// waits for the others. That the cores share main memory's rate is judged from one public pair of figures,
/// yolov5s in 18.84 ms on one core and 9.86 ms on three (jas-hacks.blogspot.com, June 2023): three cores gain
/// 1.9, as here; with a rate for each they would gain 2.7.
extension RockchipTiming {
  /// How many cores work on a layer; only convolutions are split.
  func share(_ work: NPULayerWork) -> Double {
    work.isCounted ? Double(max(1, min(cores, work.output.height))) : 1
  }

  /// The parts of a convolution's own time; none for other layers.
  func convolutionTerms(_ work: NPULayerWork, at clocks: ChipClocks) -> [CostTerm] {
    guard work.isCounted else { return [] }
    let share = share(work)
    let (whole, rest) = work.output.height.quotientAndRemainder(dividingBy: Int(share))
    // The slowest core has a row more than the others when they do not share evenly.
    let compute = engine.computeCycles(work, rows: whole + (rest > 0 ? 1 : 0)) * calibration.scale
    let maps =
      work.traffic.input + haloBytes(work, cuts: share - 1) + work.traffic.residual + work.traffic.output
    let terms = [
      CostTerm(.compute, cycles: compute, basis(.compute, work.precision)),
      CostTerm(
        .weights, cycles: memoryCycles(work.traffic.weights * share, at: clocks),
        basis(.memory, work.precision)),
      CostTerm(.data, cycles: memoryCycles(maps, at: clocks), basis(.memory, work.precision)),
    ]
    guard share > 1 else { return terms }
    return terms + [CostTerm(.fixed, cycles: RockchipCalibration.perOperation * ratio(clocks), Self.barrier)]
  }

  /// Bytes of input rows that the slices on both sides of each cut read.
  private func haloBytes(_ work: NPULayerWork, cuts: Double) -> Double {
    guard cuts > 0, work.input.height > 0, work.output.height > 0 else { return 0 }
    let stride = (Double(work.input.height) / Double(work.output.height)).rounded()
    let rows = max(0, Double(work.kernelHeight) - max(1, stride))
    return cuts * min(rows, Double(work.input.height)) * work.traffic.input / Double(work.input.height)
  }
}
