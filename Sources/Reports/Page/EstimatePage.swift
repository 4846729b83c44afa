import Console
public import Simulation
import Tensors

/// An estimate as one page that needs nothing else: tables, charts and the source of every constant.
///
/// Light or dark as the reader's system says; no scripts, nothing from elsewhere.
public struct EstimatePage: Sendable {
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

  /// The page.
  public var html: String {
    let name = PageParts.fileName(title)
    return PageParts.document(
      title: "\(name): estimate",
      body: """
        <h1>\(escaped(name))</h1>
        <p class="sub">Estimated for \(escaped(chip)), \(escaped(estimate.accelerator)) \(megahertz(estimate.clocks.acceleratorMHz)), CPU \
        \(megahertz(estimate.clocks.cpuMHz)). Nothing was run: see <a href="#known">how surely this is known</a>.</p>
        \(tiles)\(whole)
        <h2>Layers</h2>\(legend)\(layerTable)
        <h2>Memory</h2><div class="charts">\(memoryCharts)</div>
        <h2>Compute against weight traffic</h2>\(rooflineLegend)\(Chart(rooflineOf: estimate).html)
        <h2 id="known">How surely this is known</h2>\(constants)
        """)
  }

  // MARK: Summary

  private var tiles: String {
    var tiles: [(name: String, value: String, note: String)] = [
      (
        "time", ms(estimate.milliseconds),
        "± \(ms(estimate.errorMilliseconds)); input \(ms(estimate.inputMilliseconds)) more"
      ),
      (
        "rate",
        estimate.milliseconds > 0 ? NumberForm.decimal(estimate.inferencesPerSecond, places: 1) + " /s" : "-",
        "with input; \(estimate.layers.count) layers, \(NumberForm.macs(estimate.macs))"
      ),
    ]
    if let utilization = estimate.utilization {
      let peak = Double(estimate.peakMACsPerCycle) * estimate.clocks.acceleratorMHz / 1000
      tiles.append(
        (
          "\(estimate.accelerator) in use", NumberForm.percent(utilization),
          "\(NumberForm.decimal(utilization * peak, places: 1)) of \(NumberForm.decimal(peak, places: 1)) GMAC/s"
        ))
    }
    for plan in plans {
      tiles.append(
        (
          "\(plan.memory) peak", NumberForm.shortBytes(plan.peakBytes),
          (plan.peakLayer.map { "at layer \($0), " } ?? "")
            + (plan.capacity == .max
              ? "\(NumberForm.shortBytes(plan.reserved)) reserved"
              : "of \(NumberForm.shortBytes(plan.capacity))")
        ))
    }
    return PageParts.tiles(tiles)
  }

  /// One bar for the whole model.
  private var whole: String {
    bar({ estimate.cycles(of: $0) }, of: max(1, estimate.cycles), class: "whole")
  }

  private var legend: String {
    PageParts.legend(
      CostResource.allCases.filter { estimate.cycles(of: $0) > 0 }.map { resource in
        let cost = ms(estimate.clocks.milliseconds(estimate.cycles(of: resource)))
        return (resource.rawValue, "\(resource.title) \(cost)")
      })
  }

  private var rooflineLegend: String {
    PageParts.legend(
      [("dense", "3x3"), ("pointwise", "1x1"), ("depthwise", "depthwise")].map { ("round \($0.0)", $0.1) })
  }

  // MARK: Layers

  private var layerTable: String {
    let longest = max(1, estimate.layers.map { $0.cycles }.max() ?? 1)
    let rows = estimate.layers.map { row in
      let layer = row.layer
      let use = row.utilization(peakMACsPerCycle: estimate.peakMACsPerCycle)
      return "<tr><td class=\"n\">\(layer.index)</td><td>\(escaped(layer.operation)) "
        + "<span class=\"sub\">\(escaped(layer.unit == .accelerator ? layer.details : ""))</span></td>"
        + "<td class=\"n wide\">\(layer.inputShape?.description ?? "")</td>"
        + "<td class=\"n wide\">\(layer.outputShape?.description ?? "")</td>"
        + "<td class=\"n\">\(NumberForm.decimal(estimate.clocks.milliseconds(row.cycles), places: 3))</td>"
        + "<td class=\"bar\">\(bar({ row.cycles(of: $0) }, of: longest, class: ""))</td>"
        + "<td class=\"n wide\">\(use.map { NumberForm.percent($0) } ?? "")</td>"
        + "<td class=\"wide\">\(row.certainty?.rawValue ?? "")</td></tr>"
    }
    return """
      <table><thead><tr><th class="n">#</th><th>layer</th><th class="n wide">input</th><th class="n wide">output</th>\
      <th class="n">ms</th><th>cycles by resource</th><th class="n wide">\(escaped(estimate.accelerator)) use</th><th class="wide">known</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table>
      """
  }

  /// Cycles by resource as one stacked bar, as long as their share of `whole`.
  private func bar(_ cycles: (CostResource) -> Int, of whole: Int, class name: String) -> String {
    let segments = CostResource.allCases.filter { cycles($0) > 0 }.map { resource in
      StackedBar.Segment(
        name: resource.rawValue, share: Double(cycles(resource)) / Double(whole),
        title: "\(resource.title) \(NumberForm.grouped(cycles(resource))) cycles")
    }
    return StackedBar(segments: segments).html(class: name)
  }

  private var memoryCharts: String {
    plans.filter { $0.peakLayer != nil }
      .map { Chart(usageOf: $0).html + Chart(placesIn: $0).html }.joined()
  }

  // MARK: Sources

  private var constants: String {
    let whole = Double(max(1, estimate.cycles))
    let rows = estimate.bases.filter { $0.cycles > 0 }.map { entry in
      "<tr><td class=\"n\">\(NumberForm.percent(Double(entry.cycles) / whole))</td>"
        + "<td>\(escaped(entry.basis.name))</td><td>\(entry.basis.certainty.rawValue)</td>"
        + "<td class=\"n\">± \(NumberForm.decimal(entry.basis.relativeError * 100, places: 0)) %</td>"
        + "<td class=\"wide\">\(escaped(entry.basis.source))</td></tr>"
    }
    return """
      <p>No chip was asked. The time is made of constants that others measured, that were fitted to what others \
      measured, or that are guessed. Errors of constants that are known alike add up; between measured, fitted and \
      guessed ones the squares do.</p>
      <table><thead><tr><th class="n">of the time</th><th>constant</th><th>known</th><th class="n">off by</th>\
      <th class="wide">source</th></tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table>
      """
  }

  private func ms(_ value: Double) -> String { EstimateText.ms(value) }

  private func megahertz(_ value: Double) -> String { EstimateText.megahertz(value) }
}
