/// One network under our kernels and under another runtime's, run in turn.
package struct PeerFigure: Sendable, Equatable, Codable {
  /// Name of the network.
  package let network: String
  /// Products of the pixels that are computed, in millions.
  package let mmac: Double
  /// The other runtime and its number types.
  package let peer: String
  /// Threads that both may use.
  package let threads: Int
  /// Our kernel set.
  package let kernels: String
  /// Undisturbed and median time of our runs.
  package let ours: Spread
  /// Theirs.
  package let theirs: Spread
  /// Median over pairs of runs of their time by ours: above 1 we are faster.
  package let ratio: Double

  /// Undisturbed and median time of some runs.
  package struct Spread: Sendable, Equatable, Codable {
    /// A run that nobody disturbs, in milliseconds (`Samples.undisturbed`).
    package let milliseconds: Double
    /// Median in milliseconds.
    package let median: Double

    /// The spread of some runs.
    package init(_ samples: Samples, threads: Int) {
      milliseconds = samples.undisturbed(threads: threads)
      median = samples.median
    }
  }

  /// Compares runs made in pairs; nil without any.
  package init?(
    network: String, mmac: Double, peer: String, threads: Int, kernels: String, ours: Samples, theirs: Samples
  ) {
    guard let ratio = theirs.medianRatio(to: ours) else { return nil }
    self.network = network
    self.mmac = mmac
    self.peer = peer
    self.threads = threads
    self.kernels = kernels
    self.ours = Spread(ours, threads: threads)
    self.theirs = Spread(theirs, threads: threads)
    self.ratio = ratio
  }
}
