import BenchmarkKit

/// Reports of made-up figures.
enum SampleReport {
  static func machine(best: String = "avx2") -> Machine {
    Machine(processor: "Abacus 3000", cores: 2, date: "2026-11-21", load: 0.5, bestKernels: best)
  }

  static func report(sets: [String] = ["scalar", "avx2"]) -> BenchmarkReport {
    var report = BenchmarkReport(machine: machine(best: sets.last ?? "scalar"))
    for set in sets { report.peaks[set] = 100 }
    return report
  }

  static func dense(
    _ kernels: String, gmacs: Double, channels: Int = 64, mmac: Double = 10
  ) -> FamilyFigure {
    FamilyFigure(
      family: .dense, layer: "\(channels) channels", kernels: kernels, channels: channels, mmac: mmac,
      outputs: 1000, milliseconds: mmac / gmacs, preparedMilliseconds: 2 * mmac / gmacs, peak: 100)
  }

  static func finish(_ kernels: String, nanoseconds: Double, segments: Int = 2) -> FamilyFigure {
    FamilyFigure(
      family: .finish, layer: "\(segments) segments", kernels: kernels, channels: 64, mmac: 0,
      outputs: 1_000_000, milliseconds: nanoseconds)
  }

  static func model(
    _ name: String, mmac: Double = 200, chip: Double? = nil, rows: [(String, Int, Double)]
  ) -> ModelFigure {
    ModelFigure(
      model: name, mmac: mmac, referenceMilliseconds: 100,
      chip: chip.map { ChipTime(milliseconds: $0, isMeasured: false) },
      rows: rows.map { .init(kernels: $0.0, threads: $0.1, milliseconds: $0.2, median: $0.2 * 1.5) })
  }

  static func peer(_ network: String, ratio: Double, threads: Int = 1) throws -> PeerFigure {
    guard
      let figure = PeerFigure(
        network: network, mmac: 300, peer: PeerFigure.yardstick, threads: threads, kernels: "avx2",
        ours: Samples([10]), theirs: Samples([10 * ratio]))
    else { throw NoPairs() }
    return figure
  }

  struct NoPairs: Error {}
}
