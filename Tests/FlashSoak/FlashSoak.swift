import FlashScenarios
import Flasher
import Glibc
import K210Boards

/// Plays sessions of the flasher with virtual boards, in which something goes wrong, and says which of them ended as none may.
///
/// `flash-soak COUNT [FIRST]`: each session follows from its number, so a bad one is played again by `flash-soak 1 NUMBER`.
@main
struct FlashSoak {
  static func main() {
    let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let count = numbers.first ?? 100
    let first = numbers.dropFirst().first ?? 0
    var tally: [String: (good: Int, failed: Int)] = [:]
    var bad = 0
    for seed in first..<(first + count) {
      let scenario = FlashScenario(seed: seed)
      let verdict = scenario.play()
      let name = scenario.trouble.rawValue
      if verdict.isSuccess {
        tally[name, default: (0, 0)].good += 1
      } else {
        tally[name, default: (0, 0)].failed += 1
      }
      if count == 1 { tell(scenario, verdict) }
      guard !verdict.violations.isEmpty else { continue }
      bad += 1
      print("session \(seed) (\(name), rate \(scenario.rate)): \(verdict.violations.joined(separator: "; "))")
    }
    for (name, result) in tally.sorted(by: { $0.key < $1.key }) {
      print("\(name): \(result.good) verified, \(result.failed) ended with a reason")
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
