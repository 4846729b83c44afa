import Console
public import Simulation

/// An estimate on one screen: what it comes to, where the time goes, the heaviest layers.
public struct EstimateText: Sendable {
  /// Layers shown unless all are asked for.
  public static let layerLimit = 10

  private let title: String
  private let chip: String
  private let estimate: ModelEstimate
  private let plans: [MemoryPlan]

  /// Takes a title (the file), the chip's name, an estimate and the memory plans of the same model.
  public init(title: String, chip: String, _ estimate: ModelEstimate, plans: [MemoryPlan]) {
    self.title = title
    self.chip = chip
    self.estimate = estimate
    self.plans = plans
  }

  /// The screen; lines are wrapped and tables cut to `width` columns when it is given.
  public func text(showsAllLayers: Bool, width: Int?) -> String {
    let count = estimate.layers.count
    let rows = showsAllLayers ? estimate.layers : estimate.heaviest(Self.layerLimit)
    let heading =
      showsAllLayers || count <= rows.count
      ? "\(count) \(count == 1 ? "layer" : "layers")"
      : "the \(rows.count) heaviest of \(count) layers; --all lists every one"
    let table = EstimateTable(estimate, plans: plans).readable(rows).plain(width: width)
    return (summary(width: width) + ["", heading, String(table.dropLast())]).joined(separator: "\n")
  }

  /// The lines above the table, wrapped between facts to `width` columns when it is given.
  public func summary(width: Int? = nil) -> [String] {
    let clocks = estimate.clocks
    let title =
      "\(title) on \(chip), \(estimate.accelerator) \(Self.megahertz(clocks.acceleratorMHz)), CPU \(Self.megahertz(clocks.cpuMHz))"
    let facts =
      [("time", time), ("goes to", parts), (estimate.accelerator, rate)]
      + plans.map { ($0.memory == "main memory" ? "main" : $0.memory, memoryFacts($0)) } + [
        ("known", knowledge)
      ]
    return [title, ""]
      + facts.flatMap { label, facts in
        DisplayWidth.wrapped(
          facts.isEmpty ? ["nothing"] : facts, label: "  " + label, indent: 12, width: width)
      }
  }

  /// The estimate in one line, beside a run's own time.
  public static func line(_ estimate: ModelEstimate, chip: String) -> String {
    "on a \(chip): about \(Self.ms(estimate.milliseconds)) ± \(Self.ms(estimate.errorMilliseconds)), input "
      + "\(Self.ms(estimate.inputMilliseconds)) more (estimated; see `kiln estimate`)"
  }

  private var time: [String] {
    let milliseconds = estimate.milliseconds
    let error = estimate.errorMilliseconds
    let share = milliseconds > 0 ? " (\(NumberForm.percent(error / milliseconds)))" : ""
    return [
      "\(Self.ms(milliseconds)) ± \(Self.ms(error))\(share)",
      "bringing in the input \(Self.ms(estimate.inputMilliseconds)) more",
      "\(Self.rate(estimate.inferencesPerSecond)) inferences per second in all",
    ]
  }

  private var parts: [String] {
    CostResource.allCases.filter { estimate.cycles(of: $0) > 0 }.map { resource in
      "\(resource.title) \(Self.ms(estimate.clocks.milliseconds(estimate.cycles(of: resource))))"
    }
  }

  private var rate: [String] {
    guard let utilization = estimate.utilization else { return ["not used"] }
    let peak = Double(estimate.peakMACsPerCycle) * estimate.clocks.acceleratorMHz / 1000
    let macs = estimate.layers.saturatingSum { $0.layer.unit == .accelerator ? $0.layer.macs : 0 }
    return [
      NumberForm.macs(macs),
      "\(Self.rate(utilization * peak)) of \(Self.rate(peak)) GMAC/s (\(NumberForm.percent(utilization))), "
        + "start and moving results included",
    ]
  }

  private var knowledge: [String] {
    let whole = Double(max(1, estimate.cycles))
    return Certainty.allCases.compactMap { certainty in
      let cycles = estimate.bases.saturatingSum { $0.basis.certainty == certainty ? $0.cycles : 0 }
      return cycles > 0
        ? "\(certainty.rawValue) \(NumberForm.percent(Double(cycles) / whole)) of the time" : nil
    }
  }

  private func memoryFacts(_ plan: MemoryPlan) -> [String] {
    guard let layer = plan.peakLayer else { return ["not used"] }
    let capacity = plan.capacity == .max ? "" : " of \(NumberForm.shortBytes(plan.capacity))"
    return [
      "peak \(NumberForm.shortBytes(plan.peakBytes)) at layer \(layer)",
      "average \(NumberForm.shortBytes(plan.averageBytes))",
      "\(NumberForm.shortBytes(plan.reserved)) reserved\(capacity)",
    ]
  }

  /// Milliseconds with as many decimals as they are worth; very long times as people say them.
  static func ms(_ value: Double) -> String {
    if value >= 10_000 { return NumberForm.duration(seconds: value / 1000) }
    return "\(NumberForm.decimal(value, places: value < 0.1 ? 3 : value < 1 ? 2 : 1)) ms"
  }

  /// A rate with one decimal, or with three when that would hide it.
  static func rate(_ value: Double) -> String {
    NumberForm.decimal(value, places: value > 0 && value < 0.1 ? 3 : 1)
  }

  static func megahertz(_ value: Double) -> String {
    "\(NumberForm.decimal(value, places: value == value.rounded() ? 0 : 2)) MHz"
  }
}
