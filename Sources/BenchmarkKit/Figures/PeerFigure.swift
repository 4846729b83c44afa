/// One network under our kernels and under another runtime's, run in turn.
public struct PeerFigure: Sendable, Equatable, Codable {
  /// Name of the network.
  public let network: String
  /// Products of the pixels that are computed, in millions.
  public let mmac: Double
  /// The other runtime and its number types.
  public let peer: String
  /// Threads that both may use.
  public let threads: Int
  /// Our kernel set.
  public let kernels: String
  /// Our shortest and median run in milliseconds.
  public let ours: Spread
  /// Theirs.
  public let theirs: Spread
  /// Median over pairs of runs of their time by ours: above 1 we are faster.
  public let ratio: Double

  /// Shortest and median time.
  public struct Spread: Sendable, Equatable, Codable {
    /// Milliseconds of the shortest run.
    public let least: Double
    /// Milliseconds of the median run.
    public let median: Double

    /// The spread of some runs.
    public init(_ samples: Samples) {
      least = samples.least
      median = samples.median
    }
  }

  /// Compares runs made in pairs; nil without any.
  public init?(
    network: String, mmac: Double, peer: String, threads: Int, kernels: String, ours: Samples, theirs: Samples
  ) {
    guard let ratio = theirs.medianRatio(to: ours) else { return nil }
    self.network = network
    self.mmac = mmac
    self.peer = peer
    self.threads = threads
    self.kernels = kernels
    self.ours = Spread(ours)
    self.theirs = Spread(theirs)
    self.ratio = ratio
  }
}
