import Simulation

/// The JSON form of `kiln estimate`.
struct EstimateReport: Encodable {
  /// One layer and what it costs.
  struct Layer: Encodable {
    let index: Int
    let kind: String
    let unit: String
    let cycles: Int
    let ms: Double
    let by: ResourceReport
    let weight_load_cycles: Int
    let macs: Int
    let utilization: Double?
    let bound_by: String?
    let certainty: String?
  }

  let schema = 1
  let model: ModelReport
  let memory: MemoryReport
  let estimate: CostReport
  let layers: [Layer]
  let memory_plans: [MemoryPlanReport]
  let constants: [BasisReport]

  init(_ loaded: LoadedModel, _ estimate: ModelEstimate, plans: [MemoryPlan]) {
    model = ModelReport(loaded)
    memory = MemoryReport(loaded.model.memory)
    self.estimate = CostReport(estimate)
    layers = estimate.layers.map { row in
      Layer(
        index: row.layer.index, kind: row.layer.operation, unit: row.layer.unit.rawValue, cycles: row.cycles,
        ms: estimate.clocks.milliseconds(row.cycles), by: ResourceReport { row.cycles(of: $0) },
        weight_load_cycles: row.weightLoadCycles, macs: row.layer.macs,
        utilization: row.utilization(peakMACsPerCycle: estimate.peakMACsPerCycle),
        bound_by: row.bottleneck?.rawValue, certainty: row.certainty?.rawValue)
    }
    memory_plans = plans.map { MemoryPlanReport($0) }
    constants = estimate.bases.map { BasisReport($0.basis, cycles: $0.cycles) }
  }
}

/// The estimated time of a model, in every report.
struct CostReport: Encodable {
  let cycles: Int
  let ms: Double
  let error_ms: Double
  let input_ms: Double
  let by: ResourceReport
  let kpu_mhz: Double
  let cpu_mhz: Double

  init(_ estimate: ModelEstimate) {
    cycles = estimate.cycles
    ms = estimate.milliseconds
    error_ms = estimate.errorMilliseconds
    input_ms = estimate.inputMilliseconds
    by = ResourceReport { estimate.cycles(of: $0) }
    kpu_mhz = estimate.clocks.acceleratorMHz
    cpu_mhz = estimate.clocks.cpuMHz
  }
}

/// Cycles by what they are spent on; the five add up to the whole.
struct ResourceReport: Encodable {
  let compute: Int
  let weights: Int
  let data: Int
  let cpu: Int
  let fixed: Int

  init(_ cycles: (CostResource) -> Int) {
    compute = cycles(.compute)
    weights = cycles(.weights)
    data = cycles(.data)
    cpu = cycles(.cpu)
    fixed = cycles(.fixed)
  }
}

/// What lies in one memory while the model runs.
struct MemoryPlanReport: Encodable {
  /// One tensor; `from` is -1 for an input of the model.
  struct Lifetime: Encodable {
    let start: Int
    let bytes: Int
    let from: Int
    let to: Int
  }

  let memory: String
  let capacity_bytes: Int
  let reserved_bytes: Int
  let peak_bytes: Int
  let peak_layer: Int?
  let average_bytes: Int
  let used_bytes: [Int]
  let tensors: [Lifetime]

  init(_ plan: MemoryPlan) {
    memory = plan.memory
    capacity_bytes = plan.capacity
    reserved_bytes = plan.reserved
    peak_bytes = plan.peakBytes
    peak_layer = plan.peakLayer
    average_bytes = plan.averageBytes
    used_bytes = plan.usedBytes
    tensors = plan.tensors.map {
      Lifetime(start: $0.bytes.lowerBound, bytes: $0.bytes.count, from: $0.producer ?? -1, to: $0.lastUse)
    }
  }
}

/// A constant of the cost model and how much of the time rests on it.
struct BasisReport: Encodable {
  let name: String
  let certainty: String
  let relative_error: Double
  let source: String
  let cycles: Int

  init(_ basis: CostBasis, cycles: Int) {
    name = basis.name
    certainty = basis.certainty.rawValue
    relative_error = basis.relativeError
    source = basis.source
    self.cycles = cycles
  }
}
