import ArgumentParser
import BenchmarkKit
import Console
import Foundation

extension KilnBench {
  /// Models whose ratios are kept: some of each kind, few enough for a short run.
  private static let baselineModels: Set = [
    "digits-v3", "digits-v4", "facedetect_v3", "person_v3", "slim320_v4", "yolo20_v4",
  ]
  /// Runs before a fall counts, since phases in which some kernels are a third slower last for seconds; and runs of which a
  /// baseline keeps the least ratios, so that it holds none that only a slow yardstick made.
  private static let mostRuns = 6

  /// Prints what changed against a baseline.
  ///
  /// - Throws: `ExitCode.failure` when a ratio fell too far in every run.
  func compareRatios(with file: URL) throws {
    let machine = Machine.current()
    guard let entry = try Self.baseline(file).entry(for: machine.processor) else {
      print("note: the baseline has no ratios of this processor (\(machine.processor))")
      return
    }
    var now = try measureQuickly(machine).ratios
    var runs = 1
    while runs < Self.mostRuns, !BaselineComparison(baseline: entry.ratios, now: now).falls.isEmpty {
      now = BaselineComparison.best(now, try measureQuickly(machine).ratios)
      runs += 1
    }
    let comparison = BaselineComparison(baseline: entry.ratios, now: now)
    print(
      "\(comparison.changes.count) ratios against those of \(entry.date): \(comparison.falls.count) fell by more "
        + "than \(NumberForm.percent(BaselineComparison.tolerance)), best of \(runs) runs")
    if !comparison.missing.isEmpty { print("note: \(comparison.missing.count) ratios were not measured") }
    if !comparison.notableChanges.isEmpty { print(Self.table(comparison).plain(), terminator: "") }
    if comparison.falls.isEmpty { return }
    print("if a yardstick became faster instead, write the ratios anew: make bench-baseline")
    throw ExitCode.failure
  }

  /// Puts the least ratios of some quick runs into a baseline, which need not exist.
  func writeRatios(to file: URL) throws {
    let machine = Machine.current()
    let runs = try (0..<Self.mostRuns).map { _ in try measureQuickly(machine).ratios }
    // Three digits: more would differ from run to run.
    let ratios = BaselineComparison.least(runs).mapValues { ($0 * 1000).rounded() / 1000 }
    var baseline = FileManager.default.fileExists(atPath: file.path()) ? try Self.baseline(file) : Baseline()
    baseline.replace(.init(processor: machine.processor, date: machine.date, ratios: ratios))
    try Self.write(baseline, to: file)
    print("\(ratios.count) ratios of \(machine.processor)")
  }

  private static func baseline(_ file: URL) throws -> Baseline {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Baseline.self, from: Data(contentsOf: file))
    } catch let error as CocoaError {
      throw ValidationError("cannot read the baseline \(file.path()): \(error.localizedDescription)")
    }
  }

  /// Families and a few models, some seconds in all.
  private func measureQuickly(_ machine: Machine) throws -> BenchmarkReport {
    let stopwatch = Stopwatch(seconds: 0.03)
    var report = BenchmarkReport(machine: machine)
    report.families = try FamilyBenchmark(stopwatch: stopwatch, sets: Self.sets).figures()
    let benchmark = ModelBenchmark(
      stopwatch: stopwatch, sets: Self.sets, measuresThreads: false)
    report.models = try models.flatMap {
      try ModelBenchmark.files(in: $0, minimumMACs: minimumMacs)
        .filter { Self.baselineModels.contains($0.name) }.map(benchmark.figure)
    }
    return report
  }

  private static func table(_ comparison: BaselineComparison) -> Table {
    var table = Table([
      .init("changed by more than 10 %"), .init("before", .right), .init("now", .right), .init("", .right),
      .init(""),
    ])
    for change in comparison.notableChanges {
      table.append([
        change.name, NumberForm.decimal(change.before, places: 2), NumberForm.decimal(change.now, places: 2),
        NumberForm.percent(change.factor - 1), comparison.falls.contains(change) ? "FELL" : "",
      ])
    }
    return table
  }
}
