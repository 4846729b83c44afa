/// One model under every kernel set of a processor.
public struct ModelFigure: Sendable, Equatable, Codable {
  /// One kernel set with a count of threads.
  public struct Row: Sendable, Equatable, Codable {
    /// Name of the kernel set.
    public let kernels: String
    /// Threads at most.
    public let threads: Int
    /// Shortest run.
    public let least: Double
    /// Median run.
    public let median: Double

    /// Times in milliseconds.
    public init(kernels: String, threads: Int, least: Double, median: Double) {
      self.kernels = kernels
      self.threads = threads
      self.least = least
      self.median = median
    }
  }

  /// The file's name without its ending.
  public let model: String
  /// Products of the file in millions, those that a pool throws away included.
  public let mmac: Double
  /// Milliseconds of the plain Swift kernels in the same run.
  public let referenceMilliseconds: Double
  /// What the chip takes; nil when nobody said.
  public let chip: ChipTime?
  /// One per set and count of threads.
  public let rows: [Row]

  /// Records measurements.
  public init(
    model: String, mmac: Double, referenceMilliseconds: Double, chip: ChipTime?, rows: [Row]
  ) {
    self.model = model
    self.mmac = mmac
    self.referenceMilliseconds = referenceMilliseconds
    self.chip = chip
    self.rows = rows
  }

  /// The row of a set and a count of threads.
  public func row(_ kernels: String, threads: Int = 1) -> Row? {
    rows.first { $0.kernels == kernels && $0.threads == threads }
  }

  /// GMAC/s of a row.
  public func gmacs(_ row: Row) -> Double { mmac / row.least }

  /// How many times faster than one thread of a set its two threads are.
  public func twoThreadGain(_ kernels: String) -> Double? {
    guard let one = row(kernels), let two = row(kernels, threads: 2) else { return nil }
    return one.least / two.least
  }
}
