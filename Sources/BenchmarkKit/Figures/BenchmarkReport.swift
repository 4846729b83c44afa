/// Everything that one run measured.
public struct BenchmarkReport: Sendable, Equatable, Codable {
  /// Version of the JSON form.
  public var schema = 2
  /// Where and when.
  public var machine: Machine
  /// Products from registers alone by set, GMAC/s.
  public var peaks: [String: Double] = [:]
  /// Stages of layers.
  public var families: [FamilyFigure] = []
  /// Cost against size.
  public var sizes: [SizeFigure] = []
  /// Whole models.
  public var models: [ModelFigure] = []
  /// Other runtimes.
  public var peers: [PeerFigure] = []

  /// A run without figures yet.
  public init(machine: Machine) { self.machine = machine }

  /// The kernel sets of this processor.
  public var sets: Set<String> { Set(peaks.keys) }
}

/// The machine that a run was made on.
public struct Machine: Sendable, Equatable, Codable {
  /// The processor's name.
  public var processor: String
  /// Cores that the system sees.
  public var cores: Int
  /// The day, as `2026-11-21`.
  public var date: String
  /// Load average over a minute when the run began.
  public var load: Double
  /// The set that is chosen by itself.
  public var bestKernels: String
  /// Share of all cores that other programs took while models were measured; nil if unknown.
  public var othersShare: Double?

  /// Describes a machine.
  public init(processor: String, cores: Int, date: String, load: Double, bestKernels: String) {
    self.processor = processor
    self.cores = cores
    self.date = date
    self.load = load
    self.bestKernels = bestKernels
  }

  /// Whether other programs left the cores to the run, so that times of several threads mean something.
  public var isQuiet: Bool { othersShare.map { $0 < 0.05 } ?? false }
}
