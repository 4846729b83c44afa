/// Times a piece of work by its best run: the others were disturbed.
struct Stopwatch {
  /// Seconds that one measurement may take, warm-up not counted.
  let seconds: Double

  /// The least time of at least three runs, in milliseconds.
  func milliseconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    try work()
    var best = Double.infinity
    var spent = 0.0
    var runs = 0
    while runs < 3 || spent < seconds {
      let elapsed = try clock.measure(work).components
      let time = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
      best = min(best, time)
      spent += time
      runs += 1
    }
    return best * 1000
  }
}
