import Scripting

/// What the firmware prints beside the script's own output.
extension Interpreter {
  /// Writes text on the console as it stands.
  func writeConsole(_ text: String) { host.write(Array(text.utf8)) }

  /// Prints a line as the firmware's C code does, with CR LF.
  func say(_ line: String) { writeConsole("\(line)\r\n") }

  /// Prints lines, as `print` does.
  func printLines(_ lines: String...) { writeConsole(lines.map { $0 + "\n" }.joined()) }
}
