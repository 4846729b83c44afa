internal import Scripting

/// What is around a random script: its clock counts looks at it, output is cut, and a script that goes on too
/// long is stopped.
final class FuzzHost: ScriptHost {
  /// What was printed, up to `outputLimit`.
  private(set) var output: [UInt8] = []
  /// All that was printed, and not only what is kept of it.
  private(set) var outputCount = 0
  private var pollsLeft: Int
  private var time: UInt64 = 0
  private var lines = 3
  let files: (any ScriptFiles)?

  private static let outputLimit = 64 << 10

  init(polls: Int, files: (any ScriptFiles)?) {
    pollsLeft = polls
    self.files = files
  }

  func write(_ bytes: [UInt8]) {
    outputCount &+= bytes.count
    output += bytes.prefix(max(0, Self.outputLimit - output.count))
  }

  func readLine(prompt: [UInt8]) -> [UInt8]? {
    guard lines > 0 else { return nil }
    lines -= 1
    return Array("line \(lines)".utf8)
  }

  func microseconds() -> UInt64 {
    time &+= 7
    return time
  }

  func sleep(microseconds: UInt64) { time &+= microseconds }

  func wallSeconds() -> Int { Int(truncatingIfNeeded: time / 1_000_000) }

  func randomBytes(_ count: Int) -> [UInt8] {
    (0..<max(0, count)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
  }

  func poll() -> ScriptInterruption? {
    pollsLeft -= 1
    if pollsLeft == 700 { return .keyboardInterrupt }
    return pollsLeft < 0 ? .stop : nil
  }
}
