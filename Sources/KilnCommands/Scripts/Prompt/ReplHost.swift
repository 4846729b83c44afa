import ScriptConsole
package import Scripting

/// What is around a script at a prompt: what it prints goes over the prompt's line, Ctrl-C comes from there.
package final class ReplHost: ScriptHost {
  package let files: (any ScriptFiles)?
  /// Called before a script sleeps for longer than an eye needs to see what it shows.
  package var beforeRest: () -> Void = {}
  private let watch: ScriptWatch
  private let line: any ScriptLine
  private var unsent: [UInt8] = []
  private var lastFlush = Duration.zero
  /// What was typed and not yet taken; a queue whose first bytes are gone.
  private var typed: ArraySlice<UInt8> = []
  private var isOpen = true

  /// Bytes of output that are kept back.
  private static let bufferByteLimit = 1 << 12
  /// How long output is kept back as long as the script runs.
  private static let patience = Duration.milliseconds(20)
  /// Bytes typed ahead; what is behind them waits in the system.
  private static let typedByteLimit = 1 << 16

  /// A host at this line.
  package init(watch: ScriptWatch, line: any ScriptLine, files: (any ScriptFiles)?) {
    (self.watch, self.line, self.files) = (watch, line, files)
  }

  /// Takes the next byte that was typed, and waits for it; nil when none will come, or the end has.
  package func nextByte() -> UInt8? {
    while true {
      if let byte = typed.popFirst() { return byte }
      flush()
      if watch.hasNews, watch.ending != nil { return nil }
      guard isOpen else { return nil }
      watch.wait(for: line.interests)
      pull(noticesControlC: false)
    }
  }

  /// Shows bytes as they are; `write` is for text.
  package func show(_ bytes: [UInt8]) {
    unsent += bytes
    if unsent.count >= Self.bufferByteLimit { flush() }
  }

  /// Forgets a Ctrl-C that came too late for the script.
  package func finishRun() { _ = watch.takeInterruption() }

  /// Sends what was kept back.
  package func flush() {
    lastFlush = watch.elapsed
    guard !unsent.isEmpty else { return }
    let bytes = unsent
    unsent = []
    let code = line.send(bytes, watch: watch)
    if code != 0 { watch.end(.outputFailed(code)) }
  }

  package func write(_ bytes: [UInt8]) { show(BoardText.bytes(bytes)) }

  package func readLine(prompt: [UInt8]) -> [UInt8]? {
    write(prompt)
    var editor = LineEditor()
    show(editor.begin())
    while true {
      flush()
      // The script hears of it when it goes on.
      if watch.hasNews { return [] }
      guard let byte = typed.popFirst() else {
        guard isOpen else { return nil }
        watch.wait(for: line.interests)
        pull(noticesControlC: true)
        continue
      }
      var shown: [UInt8] = []
      let event = editor.take(byte, shown: &shown)
      show(shown)
      switch event {
      case .editing, .completing: break
      case .entered(let line): return line
      case .control(let key):
        if key == 4 { return nil }
        if key == 3 { watch.interrupt() }
        return []
      }
    }
  }

  package func microseconds() -> UInt64 { watch.microseconds() }

  package func sleep(microseconds: UInt64) {
    flush()
    if microseconds >= TerminalHost.shortestRest { beforeRest() }
    let time = Duration.microseconds(Int64(clamping: min(microseconds, 1 << 50)))
    watch.sleep(
      time, interests: { [self] in hasRoom ? line.interests : [] },
      look: { [self] in pull(noticesControlC: true) })
  }

  package func wallSeconds() -> Int { watch.wallSeconds() }

  package func randomBytes(_ count: Int) -> [UInt8] { watch.randomBytes(count) }

  package func poll() -> ScriptInterruption? {
    pull(noticesControlC: true)
    if !unsent.isEmpty, watch.elapsed - lastFlush >= Self.patience { flush() }
    return watch.takeInterruption()
  }

  private var hasRoom: Bool { isOpen && typed.count < Self.typedByteLimit }

  /// Takes over what has been typed; Ctrl-C is for the script that runs, and all else for who reads next.
  private func pull(noticesControlC: Bool) {
    guard hasRoom else { return }
    guard let bytes = line.receive() else {
      isOpen = false
      return
    }
    guard noticesControlC, let last = bytes.lastIndex(of: Self.controlC) else {
      typed += bytes
      return
    }
    // What was typed before it goes too, as on a terminal.
    watch.interrupt()
    typed = bytes[(last + 1)...]
  }

  private static let controlC: UInt8 = 3
}
