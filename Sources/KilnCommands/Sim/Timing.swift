import Console

/// How long the timed runs took; inference alone, without loading, decoding and files.
package struct Timing: Encodable {
  package let ms_median: Double
  package let ms_min: Double
  package let runs: Int
  package let threads: Int

  package init(seconds: [Double], threads: Int) {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.isEmpty ? 0 : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    ms_median = median * 1000
    ms_min = (sorted.first ?? 0) * 1000
    runs = seconds.count
    self.threads = threads
  }

  /// The timing in one line for people.
  package var line: String {
    let median = NumberForm.decimal(ms_median, places: 2)
    if runs == 1 { return "simulated in \(median) ms on this PC (one run)" }
    return "simulated in \(median) ms on this PC (median of \(runs) runs, best "
      + "\(NumberForm.decimal(ms_min, places: 2)) ms)"
  }
}
