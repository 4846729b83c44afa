import Glibc

/// Time around a script: passed in, so that tests have their own.
package struct ScriptClock {
  /// Time since any moment; never goes back.
  package var now: () -> Duration
  /// Seconds since 2000-01-01 (UTC).
  package var wallSeconds: () -> Int
  /// Waits until something happens to a descriptor or so many seconds are over; where something happened.
  package var wait: ([WaitInterest], Double?) -> [Int32]

  /// A clock made of these.
  package init(
    now: @escaping () -> Duration, wallSeconds: @escaping () -> Int,
    wait: @escaping ([WaitInterest], Double?) -> [Int32]
  ) {
    (self.now, self.wallSeconds, self.wait) = (now, wallSeconds, wait)
  }

  /// This computer's.
  package static var system: ScriptClock {
    let start = ContinuousClock.now
    return ScriptClock(
      now: { ContinuousClock.now - start },
      wallSeconds: { max(0, time(nil) - secondsTo2000) },
      wait: { Waiting.wait(for: $0, seconds: $1) })
  }
}
