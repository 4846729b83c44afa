import ArgumentParser
import BenchmarkKit
import Foundation
import OpKernels

/// Measures the kernels and whole models; ratios come from one run, since machines are shared and noisy.
@main
struct KilnBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kiln-bench", abstract: "Measure kernel sets and whole models on this processor.",
    discussion: """
      Prints Markdown tables. Times of one thread are processor time of that thread, so that other programs \
      count little; times of two threads are time that passes. Measure on a quiet machine all the same.
      """)

  /// What a run can measure.
  enum Section: String, CaseIterable, ExpressibleByArgument {
    case families, sizes, models, guests
  }

  @Option(help: "A folder of .kmodel files; may be given several times.")
  var models = ["samples/digits"]

  @Option(help: "Seconds for each measurement.")
  var seconds = 0.3

  @Option(help: "Models below so many multiply-accumulates are left out.")
  var minimumMacs = 0

  @Option(parsing: .upToNextOption, help: "What to measure.")
  var only = Section.allCases

  @Option(help: "A Python with the packages of bench/peers/requirements.txt; measures other runtimes, too.")
  var peers: String?

  @Option(help: "The list of networks that other runtimes run.")
  var networks = "bench/peers/networks.json"

  @Option(help: "A folder of flat RISC-V programs, as bench/rv64/build makes them.")
  var guests = ".build/guests"

  @Option(help: "Write all figures to this file, too.")
  var json: String?

  @Option(help: "Write the tables into this page, between its marks 'figures'.")
  var page: String?

  @Flag(help: "Fail when a limit that is a ratio is missed.")
  var limits = false

  @Option(help: "Measure quickly and compare ratios with this file; fail when one fell by more than 25 %.")
  var compare: String?

  @Option(help: "Measure quickly and put the ratios of this processor into this file.")
  var writeBaseline: String?

  /// Everything is measured under each of them; NEON by its own name is the baseline of arm64.
  static let sets = KernelSet.allCases.filter { $0.isAvailable && $0 != .neon }

  func run() throws {
    if let compare { return try compareRatios(with: URL(filePath: compare)) }
    if let writeBaseline { return try writeRatios(to: URL(filePath: writeBaseline)) }
    let report = try measure()
    let judged = Limit.all.map { JudgedLimit($0, report) }
    let text = report.markdown(judged)
    print(text)
    if let json { try Self.write(report, to: URL(filePath: json)) }
    if let page { try Self.update(URL(filePath: page), text) }
    if limits, judged.contains(where: \.isFault) { throw ExitCode.failure }
  }

  /// All sections that are asked for.
  private func measure() throws -> BenchmarkReport {
    let stopwatch = Stopwatch(seconds: max(0, seconds))
    var report = BenchmarkReport(machine: .current())
    let families = FamilyBenchmark(stopwatch: stopwatch, sets: Self.sets)
    report.peaks = try families.peaks()
    if only.contains(.models) {
      let use = MachineUse()
      let benchmark = ModelBenchmark(stopwatch: stopwatch, sets: Self.sets)
      report.models = try models.flatMap {
        try ModelBenchmark.files(in: $0, minimumMACs: minimumMacs).map(benchmark.figure)
      }
      report.machine.othersShare = use.othersShare(cores: report.machine.cores)
    }
    if only.contains(.families) { report.families = try families.figures() }
    if only.contains(.sizes) {
      report.sizes = try SizeBenchmark(stopwatch: stopwatch, sets: Self.sets).figures()
    }
    if only.contains(.guests) {
      report.guests = try GuestBenchmark(stopwatch: stopwatch, programs: URL(filePath: guests)).figures()
    }
    if let peers {
      let benchmark = PeerBenchmark(python: URL(filePath: peers), networks: URL(filePath: networks))
      report.peers = try benchmark.figures(stopwatch)
    }
    return report
  }

  /// Readable JSON with sorted keys.
  static func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try (encoder.encode(value) + Data("\n".utf8)).write(to: file)
  }

  private static func update(_ page: URL, _ text: String) throws {
    let old = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    guard let new = MarkedSection("figures").replaced(in: old, by: text) else {
      throw ValidationError("\(page.path()) has no marks for figures")
    }
    try Data(new.utf8).write(to: page)
  }
}
