import Foundation
import Reports
import Simulation
import Tensors
import Testing

@Suite("the page of an estimate")
struct EstimatePageTests {
  @Test("it is well-formed, needs nothing from elsewhere and runs nothing")
  func form() {
    let html = EstimatePage(
      title: "folder/model.kmodel", chip: "K210", SampleEstimate.estimate, plans: SampleEstimate.plans
    ).html
    PageForm.expect(html)
    #expect(html.contains("<h1>model.kmodel</h1>"))
  }

  @Test("names from outside cannot leave their place")
  func escaping() {
    let html = EstimatePage(
      title: "<b>&\"'.kmodel", chip: "<i>", SampleEstimate.estimate, plans: SampleEstimate.plans
    ).html
    #expect(html.contains("<h1>&lt;b&gt;&amp;&quot;&#39;.kmodel</h1>"))
    #expect(!html.contains("<i>,"))
  }

  @Test("it shows every layer, the peak by name and every constant with its source")
  func contents() {
    let html = EstimatePage(
      title: "m", chip: "K210", SampleEstimate.estimate, plans: SampleEstimate.plans
    ).html
    #expect(html.contains("peak 2.0 KiB, layer 1"))
    #expect(html.contains("compute 1,000 cycles"))
    for entry in SampleEstimate.estimate.bases { #expect(html.contains(entry.basis.source)) }
    #expect(html.components(separatedBy: "<tr><td class=\"n\">").count - 1 == 3 + 3)
  }

  @Test("a model without layers makes a page, too")
  func empty() {
    let estimate = ModelEstimate(
      clocks: SampleEstimate.estimate.clocks, peakMACsPerCycle: 576, weightBytesPerCycle: 2.9, input: [],
      layers: [])
    let html = EstimatePage(title: "m", chip: "K210", estimate, plans: []).html
    #expect(html.contains("No layer runs on the accelerator"))
    #expect(!html.contains("nan") && !html.contains("inf"))
  }
}

/// An estimate of three layers with figures that are easy to follow.
enum SampleEstimate {
  static let fitted = CostBasis("KPU cycles", .fitted, relativeError: 0.05, source: "a trace")
  static let guessed = CostBasis("pad, 60 ns per element", .guessed, relativeError: 0.7, source: "a guess")
  static let fixed = CostBasis("start and end", .measured, relativeError: 0.03, source: "a clock")

  static let estimate = ModelEstimate(
    clocks: ChipClocks(acceleratorMHz: 400, cpuMHz: 400), peakMACsPerCycle: 576, weightBytesPerCycle: 2.9,
    input: [CostTerm(.data, cycles: 400, fixed)],
    layers: [
      layer(
        0, "k210 conv", .accelerator, macs: 288_000, "3x3",
        [
          CostTerm(.compute, cycles: 1000, fitted), CostTerm(.weights, cycles: 200, fitted),
          CostTerm(.fixed, cycles: 300, fixed),
        ]),
      layer(1, "pad", .cpu, macs: 0, "0:1", [CostTerm(.cpu, cycles: 6000, guessed)]),
      layer(
        2, "k210 conv", .accelerator, macs: 64_000, "1x1",
        [
          CostTerm(.compute, cycles: 2000, fitted), CostTerm(.fixed, cycles: 500, fixed),
        ]),
    ])

  static let plans = [
    MemoryPlan(
      memory: "KPU RAM", capacity: 2 << 20, reserved: 3072,
      tensors: [
        .init(bytes: 0..<1024, producer: nil, lastUse: 0), .init(bytes: 1024..<2048, producer: 0, lastUse: 1),
        .init(bytes: 2048..<3072, producer: 1, lastUse: 2),
      ], usedBytes: [1024, 2048, 1024]),
    MemoryPlan(memory: "main memory", capacity: 6 << 20, reserved: 0, tensors: [], usedBytes: [0, 0, 0]),
  ]

  private static func layer(
    _ index: Int, _ operation: String, _ unit: LayerDescription.Unit, macs: Int, _ details: String,
    _ terms: [CostTerm]
  ) -> LayerEstimate {
    LayerEstimate(
      layer: LayerDescription(
        index: index, operation: operation, unit: unit, inputShape: Shape([3, 8, 8]),
        outputShape: Shape([4, 8, 8]), macs: macs, parameterBytes: 64, details: details),
      terms: terms, weightLoadCycles: unit == .accelerator ? 100 : 0)
  }
}
