public import Simulation

extension RockchipModel {
  /// 1 GHz, which the cost model is fitted for.
  public var nominalClocks: ChipClocks { ChipClocks(acceleratorMHz: 1000, cpuMHz: 1000) }
  /// Nothing yet.
  public var memoryPlans: [MemoryPlan] { [] }
  /// Nothing yet.
  public func estimate(at clocks: ChipClocks) -> ModelEstimate {
    ModelEstimate(
      clocks: clocks, peakMACsPerCycle: 1024, weightBytesPerCycle: 16, input: [],
      layers: layers.map { LayerEstimate(layer: $0, terms: []) })
  }
  /// Nothing yet.
  public func remarks(at clocks: ChipClocks) -> [ModelRemark] { [] }
}
