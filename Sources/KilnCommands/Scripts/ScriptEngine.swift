package import ScriptConsole
package import Scripting

/// What runs scripts: MicroPython's machine, or a test's.
package protocol ScriptEngine: AnyObject {
  /// Runs a program as `__main__`.
  ///
  /// - Parameters:
  ///   - name: the file's name in tracebacks.
  ///   - arguments: `sys.argv`.
  ///   - path: `sys.path`.
  func run(
    _ source: [UInt8], name: [UInt8], arguments: [[UInt8]], path: [[UInt8]]
  ) -> ScriptOutcome
  /// Runs what was typed at a prompt, in the globals of `__main__`, which stay.
  func runPrompt(_ source: [UInt8], kind: ReplSession.SourceKind) -> ScriptOutcome
  /// Has the display's last screen be seen; for when nothing runs.
  func settle()
  /// How the name at the end of what was typed may go on.
  func completion(of line: [UInt8]) -> NameCompletion
}

extension ScriptEngine {
  package func settle() {}
}
