import KilnCommands
import ScriptConsole
import Scripting

/// A clock that tests wind: waiting takes as long as it is told to, and no longer.
final class HandClock {
  private(set) var now = Duration.zero
  /// What has been waited for, in seconds; nil for ever.
  private(set) var waits: [Double?] = []
  /// What happens while something waits.
  var whileWaiting: () -> Void = {}

  var clock: ScriptClock {
    ScriptClock(
      now: { [self] in now }, wallSeconds: { 42 },
      wait: { [self] _, seconds in
        waits.append(seconds)
        whileWaiting()
        now += .seconds(seconds ?? 1)
        return []
      })
  }

  func pass(_ time: Duration) { now += time }
}

/// A line whose other end is the test.
final class TestLine: ScriptLine {
  /// What the user types, a piece for each look; then the input ends.
  var typed: [String]
  private(set) var sent: [UInt8] = []
  var code: Int32 = 0

  init(_ typed: [String]) { self.typed = typed }

  var interests: [WaitInterest] { [] }

  func receive() -> [UInt8]? { typed.isEmpty ? nil : Array(typed.removeFirst().utf8) }

  func send(_ bytes: [UInt8], watch: ScriptWatch) -> Int32 {
    sent += bytes
    return code
  }

  var text: String { String(decoding: sent, as: UTF8.self) }
}

/// A machine that knows a few words: `say X`, `fail`, `ask`, `loop`, `sleep`, `exit`.
final class WordEngine: ScriptEngine {
  private let host: any ScriptHost

  init(_ host: any ScriptHost) { self.host = host }

  func run(_ source: [UInt8], name: [UInt8], arguments: [[UInt8]], path: [[UInt8]]) -> ScriptOutcome {
    runPrompt(source, kind: .program)
  }

  func runPrompt(_ source: [UInt8], kind: ReplSession.SourceKind) -> ScriptOutcome {
    let words = String(decoding: source, as: UTF8.self).split(separator: " ").map(String.init)
    switch words.first {
    case "say": host.write(Array((words.dropFirst().joined(separator: " ") + "\n").utf8))
    case "fail": return .raised(traceback: Array("Error: failed\n".utf8), diagnostic: nil)
    case "exit": return .exited(code: 3)
    case "ask":
      let line = host.readLine(prompt: Array("? ".utf8))
      if host.poll() == .keyboardInterrupt {
        return .raised(traceback: Array("KeyboardInterrupt: \n".utf8), diagnostic: nil)
      }
      host.write(line.map { Array("<".utf8) + $0 + Array(">\n".utf8) } ?? Array("EOF\n".utf8))
    case "sleep":
      host.sleep(microseconds: 5_000_000)
      return interruption() ?? .finished
    case "loop":
      for _ in 0..<1000 { if let outcome = interruption() { return outcome } }
      host.write(Array("never\n".utf8))
    default: break
    }
    return .finished
  }

  func completion(of line: [UInt8]) -> NameCompletion { .text(Array("ay".utf8)) }

  private func interruption() -> ScriptOutcome? {
    switch host.poll() {
    case .keyboardInterrupt: .raised(traceback: Array("KeyboardInterrupt: \n".utf8), diagnostic: nil)
    case .stop: .stopped
    case nil: nil
    }
  }
}
