import Console
import FoundationEssentials
import Glibc

/// The tool's two streams and what the terminal behind standard error allows.
struct Talk {
  /// The streams of this process.
  static let standard = Talk()

  /// What standard error may show.
  let policy: TerminalPolicy
  /// Columns of the terminal behind standard output, nil when it is a pipe or a file.
  let outputWidth: Int?

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    policy = TerminalPolicy(
      isTerminal: isatty(STDERR_FILENO) == 1, environment: environment,
      columns: terminalColumns(of: STDERR_FILENO))
    outputWidth = isatty(STDOUT_FILENO) == 1 ? terminalColumns(of: STDOUT_FILENO) : nil
  }

  /// Puts a line of talk on standard error.
  func say(_ line: String) {
    writeToStandardError(line + "\n")
  }

  /// Puts a failure and its hints on standard error.
  func say(_ failure: CommandFailure) {
    say(HintBlock(.error, failure.message, hints: failure.hints).text(for: policy))
  }

  /// Puts a warning on standard error.
  func warn(_ message: String, hints: [String] = []) {
    say(HintBlock(.warning, message, hints: hints).text(for: policy))
  }

  /// Draws a progress bar over itself, on terminals only; an empty line takes it away.
  func show(_ bar: String) {
    guard policy.allowsProgressBar else { return }
    writeToStandardError("\r\u{1B}[K\(bar)")
  }
}
