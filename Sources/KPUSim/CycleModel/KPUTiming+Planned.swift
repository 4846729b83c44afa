package import KModel
package import Simulation

extension KPUTiming {
  /// The parts of `runs` runs of a layer that is only planned: eight-bit weights, started as kmodel v4's runtime does.
  package static func terms(
    planned argument: KPULayerArgument, runs: Int, at clocks: ChipClocks
  ) -> [CostTerm] {
    let compute = computeCycles(argument)
    let bytes = (argument.weightCount ?? 0) + 8 * argument.outputChannels
    let wait = max(0, Double(bytes) / weightBytesPerCycle - compute)
    let count = Double(max(0, runs))
    return [
      CostTerm(.compute, cycles: compute * count, basis(argument, sixteenBit: false)),
      CostTerm(.weights, cycles: wait * count, weightWait),
      CostTerm(.fixed, .runV4, times: count, at: clocks),
    ]
  }
}
