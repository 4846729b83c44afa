package import ScriptConsole
import Scripting

/// The loop between a line, a prompt and what runs scripts.
package final class ReplLoop {
  private let host: ReplHost
  private let watch: ScriptWatch
  private var session: ReplSession
  private let endKey: UInt8?
  private let makeEngine: () throws(CommandFailure) -> any ScriptEngine

  /// A loop that has not begun.
  ///
  /// - Parameters:
  ///   - endKey: a byte that ends it, for a user who has no other way.
  ///   - makeEngine: makes what runs scripts, at the start and after each reset.
  package init(
    host: ReplHost, watch: ScriptWatch, session: ReplSession, endKey: UInt8?,
    makeEngine: @escaping () throws(CommandFailure) -> any ScriptEngine
  ) {
    (self.host, self.watch, self.session, self.endKey, self.makeEngine) = (
      host, watch, session, endKey, makeEngine
    )
  }

  /// Serves until nobody types any more, or something from outside ends it; nil for the end key.
  package func serve() throws(CommandFailure) -> ScriptWatch.Ending? {
    var engine = try makeEngine()
    host.show(session.start())
    defer { host.flush() }
    while let byte = host.nextByte() {
      if byte == endKey, !session.isRaw { return nil }
      let (shown, request) = session.take(byte)
      host.show(shown)
      switch request {
      case nil: break
      case .softReset:
        engine = try makeEngine()
        host.show(session.restart())
      case .run(let source, let kind):
        host.flush()
        let outcome = engine.runPrompt(source, kind: kind)
        host.finishRun()
        if let ending = watch.ending { return ending }
        host.show(session.finish(failure: Self.failure(outcome)))
      }
    }
    return watch.ending ?? .inputEnded
  }

  /// `sys.exit` says nothing and goes back to the prompt, as MicroPython 1.11 has it.
  private static func failure(_ outcome: ScriptOutcome) -> [UInt8] {
    switch outcome {
    case .raised(let traceback, _): traceback
    case .finished, .exited, .stopped: []
    }
  }
}
