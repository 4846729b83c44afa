/// Everything that one run measured.
package struct BenchmarkReport: Sendable, Equatable, Codable {
  /// Version of the JSON form.
  package var schema = 3
  /// Where and when.
  package var machine: Machine
  /// Products from registers alone by set, GMAC/s.
  package var peaks: [String: Double] = [:]
  /// Stages of layers.
  package var families: [FamilyFigure] = []
  /// Cost against size.
  package var sizes: [SizeFigure] = []
  /// Whole models.
  package var models: [ModelFigure] = []
  /// Other runtimes.
  package var peers: [PeerFigure] = []
  /// RISC-V programs.
  package var guests: [GuestFigure] = []

  /// A run without figures yet.
  package init(machine: Machine) { self.machine = machine }

  /// The kernel sets of this processor.
  package var sets: Set<String> { Set(peaks.keys) }
}

/// The machine that a run was made on.
package struct Machine: Sendable, Equatable, Codable {
  /// The processor's name.
  package var processor: String
  /// Cores that the system sees.
  package var cores: Int
  /// The day, as `2026-11-21`.
  package var date: String
  /// Load average over a minute when the run began.
  package var load: Double
  /// The set that is chosen by itself.
  package var bestKernels: String
  /// Share of all cores that other programs took while models were measured; nil if unknown.
  package var othersShare: Double?

  /// Describes a machine.
  package init(processor: String, cores: Int, date: String, load: Double, bestKernels: String) {
    self.processor = processor
    self.cores = cores
    self.date = date
    self.load = load
    self.bestKernels = bestKernels
  }

  /// Whether other programs left the cores to the run, so that times of several threads mean something.
  package var isQuiet: Bool { othersShare.map { $0 < 0.05 } ?? false }
}
