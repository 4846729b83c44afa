import ArgumentParser
import Console
import Foundation
import OpKernels

/// Measures the kernels and whole models; ratios come from one run, since machines are shared and noisy.
@main
struct KilnBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kiln-bench", abstract: "Measure kernel sets and whole models on this processor.")

  @Option(help: "A folder of .kmodel files.")
  var models = "samples/digits"

  @Option(help: "Seconds for each measurement.")
  var seconds = 0.3

  @Option(help: "Models below so many multiply-accumulates are left out.")
  var minimumMacs = 0

  @Option(help: "Write all figures to this file, too.")
  var json: String?

  /// All figures of one run.
  struct Report: Encodable {
    let schema = 1
    let peaks: [String: Double]
    let layers: [LayerBenchmark]
    let models: [ModelBenchmark]
  }

  func run() throws {
    let stopwatch = Stopwatch(seconds: max(0, seconds))
    let sets = KernelSet.allCases.filter { $0.isAvailable }
    var peaks: [String: Double] = [:]
    var layers: [LayerBenchmark] = []
    for set in sets {
      let peak = LayerBenchmark.peak(of: set, stopwatch: stopwatch)
      peaks[set.rawValue] = peak
      layers += LayerBenchmark.cases.map {
        LayerBenchmark($0, set: set, peak: peak, stopwatch: stopwatch)
      }
      layers += LayerBenchmark.quantizedCases.map {
        LayerBenchmark($0.0, $0.1, set: set, peak: peak, stopwatch: stopwatch)
      }
    }
    print(layerTable(layers).markdown)
    let models = try measureModels(stopwatch)
    print(modelTable(models).markdown)
    guard let json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(Report(peaks: peaks, layers: layers, models: models))
      .write(to: URL(filePath: json))
  }

  private func measureModels(_ stopwatch: Stopwatch) throws -> [ModelBenchmark] {
    let files = try FileManager.default.contentsOfDirectory(atPath: models).sorted()
    return try files.filter { $0.hasSuffix(".kmodel") }
      .map { try ModelBenchmark(URL(filePath: "\(models)/\($0)"), minimumMacs: minimumMacs, stopwatch) }
      .compactMap { $0 }
  }

  private func layerTable(_ rows: [LayerBenchmark]) -> Table {
    var table = Table([
      .init("layer"), .init("kernels"), .init("ms", .right), .init("GMAC/s", .right),
      .init("of peak", .right), .init("ns/output", .right),
    ])
    for row in rows {
      table.append([
        row.layer, row.kernels, NumberForm.decimal(row.ms, places: 3),
        NumberForm.decimal(row.gmacs, places: 1), NumberForm.percent(row.share_of_peak),
        NumberForm.decimal(row.ns_per_output, places: 2),
      ])
    }
    return table
  }

  private func modelTable(_ models: [ModelBenchmark]) -> Table {
    var table = Table([
      .init("model"), .init("MMAC", .right), .init("kernels"), .init("threads", .right), .init("ms", .right),
      .init("GMAC/s", .right), .init("× reference", .right), .init("× chip", .right),
    ])
    for model in models {
      for row in model.rows {
        table.append([
          model.model, NumberForm.decimal(model.mmac, places: 1), row.kernels, "\(row.threads)",
          NumberForm.decimal(row.ms, places: 2), NumberForm.decimal(row.gmacs, places: 1),
          NumberForm.decimal(row.speedup, places: 1),
          model.chip_ms.map { NumberForm.decimal($0 / row.ms, places: 1) } ?? "",
        ])
      }
    }
    return table
  }
}
