import Console
import ScriptConsole
import Scripting

/// MicroPython's machine as the commands use it.
final class MachineEngine: ScriptEngine {
  private let path: [[UInt8]]

  /// A machine with nothing in it; `path` is `sys.path` at a prompt.
  ///
  /// - Throws: exit code 2 for a heap in which not even the modules have room, 1 when this computer has none.
  init(_ configuration: ScriptConfiguration, host: any ScriptHost, path: [[UInt8]] = [])
    throws(CommandFailure)
  {
    self.path = path
    throw CommandFailure(.work, "scripts cannot be run by this version of kiln yet")
  }

  /// Why a machine could not be made, in words for the user.
  private static func failure(_ error: ScriptStartError) -> CommandFailure {
    switch error {
    case .noMemory(let byteCount):
      CommandFailure(.work, "no \(NumberForm.bytes(byteCount)) of memory for the script's heap")
    case .heapTooSmall(let byteCount):
      CommandFailure(
        .usage, "--gc-heap \(byteCount): MicroPython's modules alone need more",
        hints: ["leave it away for the board's 512K"])
    }
  }

  func run(_ source: [UInt8], name: [UInt8], arguments: [[UInt8]], path: [[UInt8]]) -> EngineOutcome {
    .finished
  }

  func runPrompt(_ source: [UInt8], kind: ReplSession.SourceKind) -> EngineOutcome { .finished }
}
