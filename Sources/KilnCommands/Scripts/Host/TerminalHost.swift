package import Scripting

/// What is around a script that `kiln run` runs: standard output and input, the computer's time.
package final class TerminalHost: ScriptHost {
  package let files: (any ScriptFiles)?
  /// Called before a script sleeps for longer than an eye needs to see what it shows.
  package var beforeRest: () -> Void = {}
  private let watch: ScriptWatch
  private let output: ([UInt8]) -> Int32
  private let isTerminal: Bool
  private let input: Int32
  private var unwritten: [UInt8] = []
  private var lastFlush = Duration.zero
  private var typed: [UInt8] = []
  private var isInputOpen = true

  /// Bytes of output that are kept back.
  private static let bufferByteLimit = 1 << 15
  /// How long output is kept back as long as the script runs.
  private static let patience = Duration.milliseconds(50)
  /// Microseconds from which on somebody sees what stands on a display.
  static let shortestRest: UInt64 = 10_000
  /// Bytes of a line of input; a longer one comes in pieces.
  package static let lineByteLimit = 1 << 20

  /// A host.
  ///
  /// - Parameters:
  ///   - isTerminal: whether somebody sits behind `output`, who wants to see each line at once.
  ///   - input: a descriptor to read lines from.
  ///   - output: writes all bytes; 0, or the error number.
  package init(
    watch: ScriptWatch, files: (any ScriptFiles)?, input: Int32, isTerminal: Bool,
    output: @escaping ([UInt8]) -> Int32
  ) {
    (self.watch, self.files, self.input, self.isTerminal, self.output) = (
      watch, files, input, isTerminal, output
    )
  }

  package func write(_ bytes: [UInt8]) {
    unwritten += bytes
    if unwritten.count >= Self.bufferByteLimit || (isTerminal && bytes.contains(0x0A)) { flush() }
  }

  /// Writes what was kept back; to be called before anything goes to standard error.
  package func flush() {
    lastFlush = watch.elapsed
    guard !unwritten.isEmpty else { return }
    let code = output(unwritten)
    unwritten = []
    if code != 0 { watch.end(.outputFailed(code)) }
  }

  package func readLine(prompt: [UInt8]) -> [UInt8]? {
    write(prompt)
    flush()
    while true {
      if let end = typed.firstIndex(of: 0x0A) {
        defer { typed.removeFirst(end + 1) }
        return Array(typed[..<(end > 0 && typed[end - 1] == 0x0D ? end - 1 : end)])
      }
      guard isInputOpen, typed.count < Self.lineByteLimit else {
        defer { typed = [] }
        return typed.isEmpty ? nil : typed
      }
      // The script hears of the interruption when it goes on.
      if watch.hasNews { return [] }
      watch.wait(for: [WaitInterest(input)])
      guard !watch.hasNews else { return [] }
      guard let bytes = DescriptorCalls.read(input, atMost: 4096) else {
        isInputOpen = false
        continue
      }
      typed += bytes
    }
  }

  package func microseconds() -> UInt64 { watch.microseconds() }

  package func sleep(microseconds: UInt64) {
    flush()
    if microseconds >= Self.shortestRest { beforeRest() }
    watch.sleep(.microseconds(Int64(clamping: min(microseconds, 1 << 50))))
  }

  package func wallSeconds() -> Int { watch.wallSeconds() }

  package func randomBytes(_ count: Int) -> [UInt8] { watch.randomBytes(count) }

  package func poll() -> ScriptInterruption? {
    if !unwritten.isEmpty, watch.elapsed - lastFlush >= Self.patience { flush() }
    return watch.takeInterruption()
  }
}
