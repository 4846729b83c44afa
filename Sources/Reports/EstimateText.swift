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

  /// The screen; tables are cut to `width` columns when it is given.
  public func text(showsAllLayers: Bool, width: Int?) -> String {
    let count = estimate.layers.count
    let rows = showsAllLayers ? estimate.layers : estimate.heaviest(Self.layerLimit)
    let heading =
      showsAllLayers || count <= rows.count
      ? "\(count) layers" : "the \(rows.count) heaviest of \(count) layers; --all lists every one"
    let table = EstimateTable(estimate, plans: plans).readable(rows).plain(width: width)
    return (summary + ["", heading, String(table.dropLast())]).joined(separator: "\n")
  }

  /// The lines above the table.
  public var summary: [String] {
    let clocks = estimate.clocks
    return [
      "\(title) on \(chip), KPU \(megahertz(clocks.acceleratorMHz)), CPU \(megahertz(clocks.cpuMHz))", "",
      "  time      \(time)",
      "  goes to   \(parts)",
      "  KPU       \(rate)",
    ] + plans.map { "  \(memoryLine($0))" } + ["  known     \(knowledge)"]
  }

  /// The estimate in one line, beside a run's own time.
  public static func line(_ estimate: ModelEstimate, chip: String) -> String {
    "on a \(chip): about \(Self.ms(estimate.milliseconds)) ± \(Self.ms(estimate.errorMilliseconds)), input "
      + "\(Self.ms(estimate.inputMilliseconds)) more (estimated; see `kiln estimate`)"
  }

  private var time: String {
    let milliseconds = estimate.milliseconds
    let error = estimate.errorMilliseconds
    var words = "\(Self.ms(milliseconds)) ± \(Self.ms(error))"
    if milliseconds > 0 {
      words += " (\(NumberForm.percent(error / milliseconds))), "
      words += "\(NumberForm.decimal(1000 / milliseconds, places: 1)) inferences per second"
    }
    return words + "; bringing in the input takes \(Self.ms(estimate.inputMilliseconds)) more"
  }

  private var parts: String {
    CostResource.allCases.filter { estimate.cycles(of: $0) > 0 }.map { resource in
      "\(resource.title) \(Self.ms(estimate.clocks.milliseconds(estimate.cycles(of: resource))))"
    }.joined(separator: ", ")
  }

  private var rate: String {
    guard let utilization = estimate.utilization else { return "not used" }
    let peak = Double(estimate.peakMACsPerCycle) * estimate.clocks.acceleratorMHz / 1000
    return "\(NumberForm.macs(estimate.macs)) in all; its own layers run at "
      + "\(NumberForm.decimal(utilization * peak, places: 1)) of \(NumberForm.decimal(peak, places: 1)) GMAC/s "
      + "(\(NumberForm.percent(utilization)))"
  }

  private var knowledge: String {
    let whole = Double(max(1, estimate.cycles))
    return Certainty.allCases.compactMap { certainty in
      let cycles = estimate.bases.reduce(0) { $0 + ($1.basis.certainty == certainty ? $1.cycles : 0) }
      return cycles > 0 ? "\(certainty.rawValue) \(NumberForm.percent(Double(cycles) / whole))" : nil
    }.joined(separator: ", ") + " of the time"
  }

  private func memoryLine(_ plan: MemoryPlan) -> String {
    let name = plan.memory == "KPU RAM" ? "KPU RAM   " : "main      "
    guard let layer = plan.peakLayer else { return name + "not used" }
    return name + "peak \(NumberForm.shortBytes(plan.peakBytes)) at layer \(layer), "
      + "average \(NumberForm.shortBytes(plan.averageBytes)); "
      + "\(NumberForm.shortBytes(plan.reserved)) reserved of \(NumberForm.shortBytes(plan.capacity))"
  }

  private static func ms(_ value: Double) -> String {
    "\(NumberForm.decimal(value, places: value < 0.1 ? 3 : value < 1 ? 2 : 1)) ms"
  }

  private func megahertz(_ value: Double) -> String {
    "\(NumberForm.decimal(value, places: value == value.rounded() ? 0 : 1)) MHz"
  }
}
