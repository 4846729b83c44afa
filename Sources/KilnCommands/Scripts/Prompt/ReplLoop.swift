import MaixModules
package import ScriptConsole
import Scripting

/// The loop between a line, a prompt and what runs scripts.
package final class ReplLoop {
  private let host: ReplHost
  private let watch: ScriptWatch
  private var session: ReplSession
  private let endKey: UInt8?
  private let showsHints: Bool
  private let makeEngine: () throws(CommandFailure) -> any ScriptEngine

  /// A loop that has not begun.
  ///
  /// - Parameters:
  ///   - endKey: a byte that ends it, for a user who has no other way.
  ///   - showsHints: whether a person who sits there hears what a text that is no program may be; a board
  ///     says no such thing.
  ///   - makeEngine: makes what runs scripts, at the start and after each reset.
  package init(
    host: ReplHost, watch: ScriptWatch, session: ReplSession, endKey: UInt8?,
    showsHints: Bool = false,
    makeEngine: @escaping () throws(CommandFailure) -> any ScriptEngine
  ) {
    (self.host, self.watch, self.session, self.makeEngine) = (host, watch, session, makeEngine)
    (self.endKey, self.showsHints) = (endKey, showsHints)
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
      case .complete(let line): host.show(session.complete(engine.completion(of: line)))
      case .run(let source, let kind):
        host.flush()
        let outcome = engine.runPrompt(source, kind: kind)
        host.finishRun()
        engine.settle()
        if watch.takeScriptEnding() == .board(.reset) {
          host.show(session.finish(failure: []))
          engine = try makeEngine()
          host.show(session.restart())
          continue
        }
        if let ending = watch.ending { return ending }
        host.show(session.finish(failure: failure(outcome)))
      }
    }
    return watch.ending ?? .inputEnded
  }

  /// `sys.exit` says nothing and goes back to the prompt, as MicroPython 1.11 has it.
  private func failure(_ outcome: ScriptOutcome) -> [UInt8] {
    switch outcome {
    case .raised(let traceback, let diagnostic):
      guard showsHints, !session.isRaw, let hint = diagnostic?.hint else { return traceback }
      return traceback + Array("hint: \(hint.text)\n".utf8)
    case .finished, .exited, .stopped: return []
    }
  }
}
