import Console
import MaixModules
import ScriptConsole
import Scripting

/// MicroPython's machine, and the board that it is on, as the commands use them.
final class MachineEngine: ScriptEngine {
  private let machine: Interpreter
  private let board: MaixBoard

  /// What the prompt's texts are called in tracebacks.
  private static let promptName = Array("<stdin>".utf8)

  /// A machine with nothing in it; `path` is `sys.path` at a prompt.
  ///
  /// - Throws: exit code 2 for a heap in which not even the modules have room, 1 when this computer has none.
  init(
    _ configuration: ScriptConfiguration, host: any ScriptHost, path: [[UInt8]]? = nil,
    board boardConfiguration: MaixBoard.Configuration, devices: ScriptDevices
  ) throws(CommandFailure) {
    board = MaixBoard(boardConfiguration, host: devices)
    do throws(ScriptStartError) {
      machine = try Interpreter(configuration: configuration, host: host)
      board.install(in: machine)
      if let path { try machine.preparePrompt(path: path) }
    } catch {
      throw Self.failure(error)
    }
  }

  func run(_ source: [UInt8], name: [UInt8], arguments: [[UInt8]], path: [[UInt8]]) -> ScriptOutcome {
    machine.run(source: source, name: name, arguments: arguments, path: path)
  }

  func runPrompt(_ source: [UInt8], kind: ReplSession.SourceKind) -> ScriptOutcome {
    switch kind {
    case .statement: machine.runPrompt(source: source, name: Self.promptName)
    case .pasted: machine.runPasted(source: source, name: Self.promptName)
    case .program: machine.runStatements(source: source, name: Self.promptName)
    }
  }

  func settle() { board.settle() }

  func completion(of line: [UInt8]) -> NameCompletion { machine.completion(of: line) }

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
}
