import AxeraNPU
import BenchmarkKit
import Foundation
import NPUGraph
import Simulation
import Testing

@Suite("the time of networks on Axera's NPUs")
struct AxeraTimingTests {
  /// One part's published latency as a multiple of another's, and how far off the estimates may be.
  private static let gains: [(String, AxeraChip, AxeraMode, AxeraMode, Double, Double)] = [
    // The former two compare logs of different versions of the tools.
    ("mobilenetv2", .ax620a, .half, .whole, 4.17 / 2.108, 0.15),
    ("mobilenetv2", .ax630c, .npu1, .npu2, 1.096 / 0.923, 0.15),
    ("vgg16", .ax650, .npu1, .npu3, 14.135 / 8.141, 0.1),
    ("resnet50", .ax650, .npu1, .npu3, 2.867 / 1.335, 0.2),
    ("yolov5s-640", .ax650, .npu1, .npu3, 6.658 / 2.600, 0.1),
    ("yolov3-608", .ax650, .npu1, .npu3, 43.198 / 14.983, 0.2),
  ]

  @Test("six classifiers are met within the errors that the page states", arguments: PublishedLatencies.all)
  func classifiers(published: PublishedLatencies) throws {
    let errors = try PublishedLatencies.six.filter { published.milliseconds[$0] != nil }.map {
      abs(try published.deviation($0))
    }
    #expect(errors.count >= 5)
    #expect(errors.reduce(0, +) / Double(errors.count) < published.limits.mean, "\(errors)")
    #expect(errors.allSatisfy { $0 < published.limits.worst }, "\(errors)")
  }

  @Test(
    "detectors, which nothing was fitted on, are met within a factor of 1.6",
    arguments: PublishedLatencies.all)
  func detectors(published: PublishedLatencies) throws {
    let names = NetworkSketch.detectors.map { $0.name }.filter { published.milliseconds[$0] != nil }
    #expect(names.count >= 2)
    for name in names {
      let factor = 1 + (try published.deviation(name))
      #expect(factor > 1 / 1.4 && factor < 1.4, "\(name): \(factor)")
    }
  }

  @Test("networks stand in the order of their published latencies", arguments: PublishedLatencies.all)
  func ranks(published: PublishedLatencies) throws {
    let names = published.milliseconds.keys.sorted()
    let correlation = rankCorrelation(
      try names.map { try published.estimate($0) }, names.compactMap { published.milliseconds[$0] })
    #expect(correlation > 0.9, "\(correlation)")
  }

  @Test("the estimate's own error covers every published latency", arguments: PublishedLatencies.all)
  func errors(published: PublishedLatencies) throws {
    let timing = try #require(AxeraTiming(published.chip, mode: published.mode))
    for (name, wanted) in published.milliseconds {
      let estimate = timing.estimate(described(try network(name)), at: timing.nominalClocks)
      let off = abs(estimate.milliseconds + timing.runMicroseconds / 1000 - wanted)
      #expect(off <= estimate.errorMilliseconds, "\(name): \(off) of \(estimate.errorMilliseconds)")
    }
  }

  @Test("ResNet18's counters on half an AX620A: multiplying, the tensor engine, the whole")
  func counters() throws {
    let timing = try #require(AxeraTiming(.ax620a, mode: .half))
    let schedule = timing.schedule(NetworkSketch.resNet18.works, at: timing.nominalClocks)
    #expect(abs(schedule.convolutionCycles / 2_543_447 - 1) < 0.02, "\(schedule.convolutionCycles)")
    let tensor = schedule.vectorCycles + schedule.loadCycles
    #expect(abs(tensor / 2_645_657 - 1) < 0.02, "\(tensor)")
    #expect(abs(schedule.cycles / 4_190_383 - 1) < 0.1, "\(schedule.cycles)")
  }

  @Test(
    "what more cores gain: MobileNetV2 on a whole AX620A, on AX630C; four networks on AX650",
    arguments: gains)
  func cores(
    name: String, chip: AxeraChip, part: AxeraMode, whole: AxeraMode, published: Double, limit: Double
  ) throws {
    let works = try network(name).works
    let ratio =
      try #require(AxeraTiming(chip, mode: part)).latencyMilliseconds(works)
      / #require(AxeraTiming(chip, mode: whole)).latencyMilliseconds(works)
    #expect(abs(ratio / published - 1) < limit, "\(ratio) instead of \(published)")
  }

  @Test("more cores are never slower, and a network bound by its weights gains least")
  func modes() throws {
    for chip in AxeraChip.allCases {
      let modes = chip.modes.filter { $0 != .pictureHalf }
      for network in NetworkSketch.classifiers + NetworkSketch.detectors {
        let times = try modes.map {
          try #require(AxeraTiming(chip, mode: $0)).latencyMilliseconds(network.works)
        }
        #expect(times == times.sorted(), "\(chip) \(network.name): \(times)")
      }
    }
    let gains = try ["vgg16", "yolov8s-640"].map { name in
      let works = try network(name).works
      return try #require(AxeraTiming(.ax620a, mode: .half)).latencyMilliseconds(works)
        / #require(AxeraTiming(.ax620a, mode: .whole)).latencyMilliseconds(works)
    }
    #expect(gains[0] < 1.3 && gains[1] > 1.6 && gains[1] <= 2, "\(gains)")
  }

  @Test("layers' times add up to the schedule's, part by part", arguments: PublishedLatencies.all)
  func sums(published: PublishedLatencies) throws {
    let timing = try #require(AxeraTiming(published.chip, mode: published.mode))
    for network in NetworkSketch.classifiers + NetworkSketch.detectors {
      let schedule = timing.schedule(network.works, at: timing.nominalClocks)
      let sum = schedule.layers.reduce(0) { $0 + $1.cycles }
      #expect(abs(sum - schedule.cycles) < 1e-6 * schedule.cycles)
      let estimate = timing.estimate(described(network), at: timing.nominalClocks)
      // Each part is rounded by itself.
      #expect(abs(Double(estimate.cycles) - schedule.cycles) <= Double(3 * network.works.count))
      #expect(estimate.cycles == CostResource.allCases.reduce(0) { $0 + estimate.cycles(of: $1) })
      for layer in estimate.layers {
        let used = layer.utilization(peakMACsPerCycle: timing.peakMACsPerCycle) ?? 0
        #expect(used <= 1, "\(network.name), layer \(layer.layer.index): \(used)")
      }
    }
  }

  @Test("the page holds the table that the estimates give")
  func page() throws {
    let columns = PublishedLatencies.all
    var table = "| network | " + columns.map { $0.title }.joined(separator: " | ") + " |\n"
    table += "| --- |" + columns.map { _ in " --: |" }.joined() + "\n"
    for network in NetworkSketch.classifiers + NetworkSketch.detectors {
      let cells = try columns.map { column in
        let estimate = try column.estimate(network.name)
        guard let wanted = column.milliseconds[network.name] else { return String(format: "%.2f", estimate) }
        return String(format: "%.2f / %.2f (%+.0f %%)", estimate, wanted, 100 * (estimate / wanted - 1))
      }
      table += "| \(network.name) | " + cells.joined(separator: " | ") + " |\n"
    }
    var repository = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { repository.deleteLastPathComponent() }
    let page = try String(
      contentsOf: repository.appendingPathComponent("docs/axera-timing.md"), encoding: .utf8)
    let isThere = page.contains(table)
    #expect(isThere, "docs/axera-timing.md should hold:\n\(table)")
  }

  /// The networks' layers without names.
  private func described(_ network: NetworkSketch) -> [(layer: LayerDescription, work: LayerWork)] {
    network.works.enumerated().map { index, work in
      let layer = LayerDescription(
        index: index, operation: work.kind.rawValue, unit: work.unit, inputShape: nil, outputShape: nil,
        macs: Int(work.macs), parameterBytes: work.weightBytes, details: "")
      return (layer, work)
    }
  }

  /// Spearman's, for figures without ties.
  private func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
    func ranks(_ figures: [Double]) -> [Double] {
      figures.map { figure in Double(figures.filter { $0 < figure }.count) }
    }
    let squares = zip(ranks(a), ranks(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let count = Double(a.count)
    return 1 - 6 * squares / (count * (count * count - 1))
  }
}
