import KilnCommands
import Testing

@Suite("Timing")
struct TimingTests {
  @Test(
    "median and best of any number of runs, in milliseconds",
    arguments: [
      ([0.25], 250, 250), ([0.5, 0.25, 4], 500, 250), ([1, 0.5, 0.25, 4], 750, 250), ([], 0, 0),
    ] as [([Double], Double, Double)])
  func statistics(seconds: [Double], median: Double, best: Double) {
    let timing = Timing(seconds: seconds, threads: 1)
    #expect((timing.ms_median, timing.ms_min, timing.runs) == (median, best, seconds.count))
  }

  @Test("people read one figure for one run, two for several") func line() {
    #expect(Timing(seconds: [0.0123], threads: 1).line == "simulated in 12.30 ms on this PC (one run)")
    #expect(
      Timing(seconds: [0.001, 0.003], threads: 1).line
        == "simulated in 2.00 ms on this PC (median of 2 runs, best 1.00 ms)")
  }
}
