/// Why a command ends without having done its work, in words for the user.
package struct CommandFailure: Error {
  /// The exit codes of the command contract.
  package enum Code: Int32 {
    /// The work failed: a mismatch, a refusal.
    case work = 1
    /// The command line asks for something that cannot be.
    case usage = 2
    /// An input file is missing, unreadable or broken.
    case file = 3
  }

  package let exitCode: Code
  /// One line: what, where, found, expected.
  package let message: String
  /// At most two lines of what to try.
  package let hints: [String]

  package init(_ exitCode: Code, _ message: String, hints: [String] = []) {
    self.exitCode = exitCode
    self.message = message
    self.hints = Array(hints.prefix(2))
  }
}
