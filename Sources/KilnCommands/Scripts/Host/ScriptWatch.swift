import Glibc
package import MaixModules
package import Scripting

/// What may interrupt or end a script from outside, and the time and chance it sees.
package final class ScriptWatch {
  /// Why a script ends although it has not come to its end.
  package enum Ending: Equatable, Sendable {
    /// The time was over.
    case timeout
    /// A signal of this number came.
    case signal(Int32)
    /// What it prints cannot be written, with the system's number.
    case outputFailed(Int32)
    /// Whoever typed has gone.
    case inputEnded
    /// The camera has no more pictures, and the script goes on asking.
    case camera
    /// The board ended it.
    case board(MaixModules.BoardEnding)
  }

  /// Set once and for all, but for what ends a script at a prompt and not the prompt.
  package private(set) var ending: Ending?
  /// Whether Ctrl-C came and no one has been told.
  private var isInterrupted = false
  private let clock: ScriptClock
  private let signals: StopSignals?
  private let signalInterrupts: Bool
  private let start: Duration
  private let deadline: Duration?
  private var random: SeededBytes?

  /// Watches from now on.
  ///
  /// - Parameters:
  ///   - timeout: time after which the script ends.
  ///   - signalInterrupts: whether SIGINT is `KeyboardInterrupt`, and not the end.
  ///   - seed: where random bytes begin; nil for the system's, which nobody can guess.
  package init(
    _ clock: ScriptClock, signals: StopSignals? = nil, signalInterrupts: Bool = true,
    timeout: Duration? = nil,
    seed: UInt32? = nil
  ) {
    (self.clock, self.signals, self.signalInterrupts) = (clock, signals, signalInterrupts)
    start = clock.now()
    deadline = timeout.map { clock.now() + $0 }
    random = seed.map { SeededBytes(state: UInt64($0)) }
  }

  /// Time since the start.
  package var elapsed: Duration { clock.now() - start }

  /// Microseconds since the start.
  package func microseconds() -> UInt64 {
    let (seconds, attoseconds) = elapsed.components
    return UInt64(max(0, seconds)) &* 1_000_000 &+ UInt64(max(0, attoseconds / 1_000_000_000_000))
  }

  /// Seconds since 2000-01-01 (UTC).
  package func wallSeconds() -> Int { clock.wallSeconds() }

  /// Notes a Ctrl-C.
  package func interrupt() { isInterrupted = true }

  /// Has the script end; the first reason counts.
  package func end(_ ending: Ending) { self.ending = self.ending ?? ending }

  /// What ended the script and is no reason to end a prompt, forgotten with this; nil if it was something
  /// else.
  package func takeScriptEnding() -> Ending? {
    switch ending {
    case .camera, .board:
      defer { ending = nil }
      return ending
    case nil, .timeout, .signal, .outputFailed, .inputEnded: return nil
    }
  }

  /// Whether the script is to be told something, looked at anew.
  package var hasNews: Bool {
    look()
    return isInterrupted || ending != nil
  }

  /// What the script is to be told; Ctrl-C once, the end always.
  package func takeInterruption() -> ScriptInterruption? {
    look()
    if ending != nil { return .stop }
    defer { isInterrupted = false }
    return isInterrupted ? .keyboardInterrupt : nil
  }

  /// Waits for a descriptor, at most until `end`, which counts from the start; also comes back for news.
  package func wait(for interests: [WaitInterest], until end: Duration? = nil) {
    let now = clock.now()
    let ends = [end.map { start + $0 }, deadline].compactMap { $0 }
    _ = clock.wait(interests + (signals?.interests ?? []), ends.min().map { max(0, ($0 - now).seconds) })
  }

  /// Lets time pass, as long as there is no news; `look` is asked after each thing that happens to
  /// `interests`.
  package func sleep(_ time: Duration, interests: () -> [WaitInterest] = { [] }, look: () -> Void = {}) {
    let end = elapsed + time
    while !hasNews, elapsed < end {
      wait(for: interests(), until: end)
      look()
    }
  }

  /// Random bytes: the seed's, or the system's.
  package func randomBytes(_ count: Int) -> [UInt8] {
    let count = max(0, count)
    guard random != nil else {
      var system = SystemRandomNumberGenerator()
      return (0..<count).map { _ in system.next() }
    }
    return (0..<count).compactMap { _ in random?.next() }
  }

  private func look() {
    if let deadline, clock.now() >= deadline { end(.timeout) }
    while let number = signals?.next() {
      if number == SIGINT, signalInterrupts { interrupt() } else { end(.signal(number)) }
    }
  }
}

/// Bytes that follow from a seed: SplitMix64's upper ones.
private struct SeededBytes {
  var state: UInt64

  mutating func next() -> UInt8 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return UInt8(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 56)
  }
}
