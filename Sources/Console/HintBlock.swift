/// An error as the tool shows it: one line of facts, then at most two lines on what to try.
public struct HintBlock: Sendable, Equatable, CustomStringConvertible {
  /// What leads the first line.
  public enum Severity: String, Sendable {
    /// The work was not done.
    case error
    /// The work goes on.
    case warning
  }

  /// The most hints shown.
  public static let hintLimit = 2

  /// What leads the first line.
  public let severity: Severity
  /// Found and expected, one line.
  public let message: String
  /// What to try, each one line; at most ``hintLimit``.
  public let hints: [String]

  /// Takes the message and the first two hints, each made to fit on a line.
  public init(_ severity: Severity, _ message: String, hints: [String] = []) {
    self.severity = severity
    self.message = DisplayWidth.singleLine(message)
    self.hints = hints.prefix(Self.hintLimit).map(DisplayWidth.singleLine)
  }

  /// Plain lines without a line break at the end.
  public var description: String {
    (["\(severity.rawValue): \(message)"] + hints.map { "  hint: \($0)" }).joined(separator: "\n")
  }

  /// The lines with the severity in colour where the policy allows it.
  public func text(for policy: TerminalPolicy) -> String {
    let word = policy.styled(severity.rawValue, severity == .error ? .red : .yellow)
    let lead = policy.styled("hint", .bold)
    return (["\(word): \(message)"] + hints.map { "  \(lead): \($0)" }).joined(separator: "\n")
  }
}
