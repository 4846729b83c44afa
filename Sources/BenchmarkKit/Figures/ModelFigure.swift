/// One model under every kernel set of a processor.
package struct ModelFigure: Sendable, Equatable, Codable {
  /// One kernel set with a count of threads.
  package struct Row: Sendable, Equatable, Codable {
    /// Name of the kernel set.
    package let kernels: String
    /// Threads at most.
    package let threads: Int
    /// A run that nobody disturbs (`Samples.undisturbed`).
    package let milliseconds: Double
    /// Median run.
    package let median: Double

    /// Times in milliseconds.
    package init(kernels: String, threads: Int, milliseconds: Double, median: Double) {
      self.kernels = kernels
      self.threads = threads
      self.milliseconds = milliseconds
      self.median = median
    }
  }

  /// The file's name without its ending.
  package let model: String
  /// Products of the file in millions, those that a pool throws away included.
  package let mmac: Double
  /// Milliseconds of the plain Swift kernels in the same run.
  package let referenceMilliseconds: Double
  /// What the chip takes; nil when nobody said.
  package let chip: ChipTime?
  /// One per set and count of threads.
  package let rows: [Row]

  /// Records measurements.
  package init(
    model: String, mmac: Double, referenceMilliseconds: Double, chip: ChipTime?, rows: [Row]
  ) {
    self.model = model
    self.mmac = mmac
    self.referenceMilliseconds = referenceMilliseconds
    self.chip = chip
    self.rows = rows
  }

  /// The row of a set and a count of threads.
  package func row(_ kernels: String, threads: Int = 1) -> Row? {
    rows.first { $0.kernels == kernels && $0.threads == threads }
  }

  /// GMAC/s of a row.
  package func gmacs(_ row: Row) -> Double { mmac / row.milliseconds }

  /// How many times faster than one thread of a set its two threads are.
  package func twoThreadGain(_ kernels: String) -> Double? {
    guard let one = row(kernels), let two = row(kernels, threads: 2) else { return nil }
    return one.milliseconds / two.milliseconds
  }
}
