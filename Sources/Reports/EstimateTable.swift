public import Console
public import Simulation
import Tensors

/// The layers of an estimate as tables.
public struct EstimateTable: Sendable {
  private let estimate: ModelEstimate
  private let plans: [MemoryPlan]

  /// Takes an estimate and the memory plans of the same model.
  public init(_ estimate: ModelEstimate, plans: [MemoryPlan]) {
    self.estimate = estimate
    self.plans = plans
  }

  /// Every figure of every layer, without units in the cells: columns say theirs.
  public var everything: Table {
    var table = Table(
      [
        "index", "kind", "unit", "input", "output", "macs", "parameter_bytes", "cycles", "ms",
        "compute_cycles",
        "weights_cycles", "data_cycles", "cpu_cycles", "fixed_cycles", "weight_load_cycles", "utilization",
        "bound_by", "certainty",
      ].map { Table.Column($0) } + plans.map { Table.Column("\(Self.columnName($0.memory))_bytes") })
    for (position, row) in estimate.layers.enumerated() {
      let layer = row.layer
      let utilization = row.utilization(peakMACsPerCycle: estimate.peakMACsPerCycle)
      table.append(
        [
          "\(layer.index)", layer.operation, layer.unit.rawValue, layer.inputShape?.description ?? "",
          layer.outputShape?.description ?? "", "\(layer.macs)", "\(layer.parameterBytes)", "\(row.cycles)",
          NumberForm.decimal(estimate.clocks.milliseconds(row.cycles), places: 6),
        ] + CostResource.allCases.map { "\(row.cycles(of: $0))" } + [
          "\(row.weightLoadCycles)", utilization.map { NumberForm.decimal($0, places: 4) } ?? "",
          row.bottleneck?.rawValue ?? "", row.certainty?.rawValue ?? "",
        ] + plans.map { $0.usedBytes.indices.contains(position) ? "\($0.usedBytes[position])" : "" })
    }
    return table
  }

  /// The rows that people read: place, shape, time with a bar, what it is spent on, how sure it is.
  public func readable(_ rows: [LayerEstimate]) -> Table {
    var table = Table([
      .init("#", .right), .init("layer"), .init("input", .right), .init("output", .right),
      .init("ms", .right),
      .init("share", .right), .init(""), .init("bound by"), .init("\(estimate.accelerator) use", .right),
      .init("known"),
    ])
    let longest = rows.map { $0.cycles }.max() ?? 0
    for row in rows {
      let share = estimate.cycles > 0 ? Double(row.cycles) / Double(estimate.cycles) : 0
      let bar = longest > 0 ? Int((Double(row.cycles) * 12 / Double(longest)).rounded()) : 0
      let utilization = row.utilization(peakMACsPerCycle: estimate.peakMACsPerCycle)
      table.append([
        "\(row.layer.index)", row.layer.kind, row.layer.inputShape?.description ?? "",
        row.layer.outputShape?.description ?? "",
        NumberForm.decimal(estimate.clocks.milliseconds(row.cycles), places: 3), NumberForm.percent(share),
        String(repeating: "█", count: bar), row.bottleneck?.title ?? "",
        utilization.map { NumberForm.percent($0) } ?? "", row.certainty?.rawValue ?? "",
      ])
    }
    return table
  }

  private static func columnName(_ memory: String) -> String {
    String(memory.lowercased().map { $0 == " " ? "_" : $0 })
  }
}

extension CostResource {
  /// The resource in the words of a reader.
  public var title: String {
    switch self {
    case .compute: "compute"
    case .weights: "weights"
    case .data: "data"
    case .cpu: "CPU"
    case .fixed: "start/end"
    }
  }
}

extension LayerDescription {
  /// The operation and what sets it apart, short: `k210 conv 3x3, max 2x2 stride 2`.
  var kind: String { details.isEmpty || unit == .cpu ? operation : "\(operation) \(details)" }
}
