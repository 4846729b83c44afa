import Scripting
import Testing

/// A host that counts: it stops or interrupts the script at a poll, has its own time, and hands out lines of input.
final class MachineHost: ScriptHost {
  private(set) var output: [UInt8] = []
  private(set) var polls = 0
  private(set) var time: UInt64 = 0
  /// At which poll it intervenes, and how; from then on at each.
  let interruption: (poll: Int, ScriptInterruption)?
  /// Whether it intervenes once only.
  let interruptsOnce: Bool
  let files: (any ScriptFiles)?

  init(
    _ interruption: (poll: Int, ScriptInterruption)? = nil, once: Bool = false,
    files: (any ScriptFiles)? = nil
  ) {
    self.interruption = interruption
    interruptsOnce = once
    self.files = files
  }

  func write(_ bytes: [UInt8]) { output += bytes }
  func readLine(prompt: [UInt8]) -> [UInt8]? { nil }
  func sleep(microseconds: UInt64) { time += microseconds }
  func wallSeconds() -> Int { 0 }
  func randomBytes(_ count: Int) -> [UInt8] { Array(repeating: 7, count: count) }

  /// Time goes on with each look at it, as clocks do.
  func microseconds() -> UInt64 {
    time += 10
    return time
  }

  func poll() -> ScriptInterruption? {
    polls += 1
    guard let interruption, interruptsOnce ? polls == interruption.poll : polls >= interruption.poll else {
      return nil
    }
    return interruption.1
  }

  /// What was printed.
  var text: String { String(decoding: output, as: UTF8.self) }
}

/// How a script ended and what it printed.
struct MachineRun {
  let outcome: ScriptOutcome
  let output: String
  let host: MachineHost

  init(
    _ script: String, host: MachineHost = MachineHost(),
    _ configure: (inout ScriptConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = ScriptConfiguration()
    configure(&configuration)
    let interpreter = try Interpreter(configuration: configuration, host: host)
    outcome = interpreter.run(
      source: Array(script.utf8), name: Array("main.py".utf8), arguments: [], path: [])
    output = host.text
    self.host = host
  }

  /// The lines that it printed.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// What MicroPython would have printed of the exception that left it.
  var traceback: String? {
    if case .raised(let traceback, _) = outcome { return String(decoding: traceback, as: UTF8.self) }
    return nil
  }

  /// The hint about the text that is no program.
  var hint: SyntaxHint? {
    if case .raised(_, let diagnostic) = outcome { return diagnostic?.hint }
    return nil
  }
}
