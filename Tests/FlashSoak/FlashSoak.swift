import FlashScenarios
import Flasher
import Glibc
import K210Boards

/// Plays sessions of the flasher with virtual boards, in which something goes wrong, and says which of them ended as none may.
///
/// `flash-soak speed` measures instead, on the board's own time.
/// `flash-soak COUNT [FIRST]`: each session follows from its number, so a bad one is played again by `flash-soak 1 NUMBER`.
@main
struct FlashSoak {
  /// How the sessions of one kind ended.
  private struct Tally {
    var verified = 0
    var failed = 0
    /// The longest, on the board's time.
    var seconds = 0.0

    mutating func note(_ verdict: FlashVerdict) {
      if verdict.isSuccess { verified += 1 } else { failed += 1 }
      seconds = max(seconds, verdict.seconds)
    }
  }

  static func main() {
    if CommandLine.arguments.dropFirst().first == "speed" { exit(SpeedCheck.run() ? 0 : 1) }
    let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let count = numbers.first ?? 100
    let first = numbers.dropFirst().first ?? 0
    var tally: [String: Tally] = [:]
    var bad = 0
    for seed in first..<(first + count) {
      let scenario = FlashScenario(seed: seed)
      let verdict = scenario.play()
      let name = scenario.trouble.rawValue
      tally[name, default: Tally()].note(verdict)
      if count == 1 { tell(scenario, verdict) }
      guard !verdict.violations.isEmpty else { continue }
      bad += 1
      print("session \(seed) (\(name), rate \(scenario.rate)): \(verdict.violations.joined(separator: "; "))")
    }
    for (name, result) in tally.sorted(by: { $0.key < $1.key }) {
      print(
        "\(name): \(result.verified) verified, \(result.failed) ended with a reason, \(result.seconds) s at most"
      )
    }
    print("\(count - UInt64(bad)) of \(count) sessions ended as they may")
    if bad > 0 { exit(1) }
  }

  private static func tell(_ scenario: FlashScenario, _ verdict: FlashVerdict) {
    print(
      "\(scenario.trouble) rate \(scenario.rate) board \(scenario.board.id) choice \(scenario.choiceName) \(scenario.profile) baud \(scenario.baud) latency \(scenario.latency)"
    )
    for segment in scenario.image.segments { print("  \(segment.range)") }
    for event in verdict.events { print("  \(event)".prefix(160)) }
    print("\(verdict.seconds) s, \(verdict.error.map { "\($0.phase): \($0)" } ?? "verified")")
  }
}
