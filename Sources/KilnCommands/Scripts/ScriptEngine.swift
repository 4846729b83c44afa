package import ScriptConsole

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
  ) -> EngineOutcome
  /// Runs what was typed at a prompt, in the globals of `__main__`, which stay.
  func runPrompt(_ source: [UInt8], kind: ReplSession.SourceKind) -> EngineOutcome
}

/// How a script has ended.
package enum EngineOutcome: Equatable, Sendable {
  /// At its end.
  case finished
  /// By `sys.exit`.
  case exited(code: Int)
  /// By an exception that nobody caught, with the traceback.
  case raised(traceback: [UInt8])
  /// Because the host said so.
  case stopped
}
