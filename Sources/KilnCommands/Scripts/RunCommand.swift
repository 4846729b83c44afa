import ArgumentParser
import Console
import Glibc
import MaixModules
import Scripting

/// `kiln run`: a MaixPy script on this computer.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a MaixPy script on this computer.",
    usage: "kiln run [<options>] <script.py> [<arguments> ...]",
    discussion: """
      The script sees a folder as /sd and an empty /flash, and nothing else of this computer but the folder that it lies in. \
      All behind its name is its own: sys.argv. Ctrl-C is KeyboardInterrupt, as on the board; a second one ends it. So is the \
      end of the camera's pictures.

      Exit codes: 0 the script came to its end, 1 nobody caught an exception, n after sys.exit(n), 3 the script \
      cannot be read, 124 the time was over.
      """)

  @OptionGroup var options: ScriptOptions

  @Option(
    help: .init(
      "End after so many pictures of the camera: the next snapshot is KeyboardInterrupt, and exit code 0.",
      valueName: "n"))
  var frames: Int?

  @ArgumentParser.Argument(
    parsing: .captureForPassthrough,
    help: .init("The script, and what it gets as sys.argv.", valueName: "script.py"))
  var words: [String] = []

  private static let options = [
    "--sd", "--flash", "--load", "--camera", "--lcd-dir", "--gc-heap", "--firmware", "--board", "--float64",
    "--frames",
    "--timeout", "--seed", "--trace", "--help",
  ]

  /// The script and its arguments; `--` in front only says that no option follows.
  private var script: ArraySlice<String> { words.first == "--" ? words.dropFirst() : words[...] }

  func validate() throws {
    guard frames.map({ $0 > 0 }) ?? true else { throw ValidationError("--frames must be at least 1.") }
    guard let first = words.first, script.first ?? "" != "" else {
      throw ValidationError("kiln run needs a script: kiln run main.py")
    }
    // The parser passes on all that it does not know, even in front of the script.
    guard first.hasPrefix("-"), first != "--" else { return }
    if ["-h", "--help"].contains(first) { throw CleanExit.helpRequest(self) }
    let option = String(first.prefix { $0 != "=" })
    let near = NearestName.find(option, among: Self.options).map { " Did you mean '\($0)'?" } ?? ""
    throw ValidationError(
      "kiln run has no option \(option).\(near) Options of the script stand behind its name.")
  }

  func run() throws {
    guard let script = script.first else { return }
    let source = try Files.read(script)
    let setup = try ScriptSetup(options, script: script)
    let watch = setup.watch(try StopSignals(), signalInterrupts: true)
    var flush: () -> Void = {}
    let host = TerminalHost(
      watch: watch, files: setup.files(before: { flush() }), input: STDIN_FILENO,
      isTerminal: isatty(STDOUT_FILENO) == 1, output: { writeAll($0, to: STDOUT_FILENO) })
    // Files that the script left open close when the host has gone.
    flush = { [weak host] in host?.flush() }
    let devices = setup.devices(watch, frames: frames) { flush() }
    let engine = try MachineEngine(setup.configuration, host: host, board: setup.board, devices: devices)
    host.beforeRest = { [weak engine] in engine?.settle() }
    let outcome = engine.run(
      source, name: Array(script.utf8), arguments: self.script.map { Array($0.utf8) }, path: setup.path)
    host.flush()
    engine.settle()
    let lost = devices.finish()
    if let lost { Talk.standard.say(lost) }
    try finish(outcome, watch, devices)
    if let lost { throw ExitCode(lost.exitCode.rawValue) }
  }

  private func finish(_ outcome: ScriptOutcome, _ watch: ScriptWatch, _ devices: ScriptDevices) throws {
    if case .outputFailed(let code)? = watch.ending {
      throw CommandFailure(.work, "standard output: cannot be written: \(systemMessage(code))")
    }
    switch outcome {
    case .finished: break
    case .exited(let code): throw ExitCode(Int32(code & 0xFF))
    // Nobody pressed Ctrl-C: the pictures have ended, as was to be.
    case .raised(let traceback, _) where devices.hasCameraEnded && Self.isInterruption(traceback): break
    case .raised(let traceback, let diagnostic):
      _ = writeAll(traceback, to: STDERR_FILENO)
      for line in diagnostic?.lines ?? [] { Talk.standard.say(line) }
      throw ExitCode(CommandFailure.Code.work.rawValue)
    case .stopped:
      let code = watch.ending?.exitCode(options.timeout) ?? CommandFailure.Code.work.rawValue
      if code != 0 { throw ExitCode(code) }
    }
  }

  /// Whether a traceback is that of `KeyboardInterrupt`.
  private static func isInterruption(_ traceback: [UInt8]) -> Bool {
    let last = traceback.split { $0 == 0x0A || $0 == 0x0D }.last ?? []
    return last.starts(with: "KeyboardInterrupt".utf8)
  }
}

extension ScriptWatch.Ending {
  /// What the process ends with, having told the user if need be.
  func exitCode(_ timeout: Double?) -> Int32 {
    switch self {
    case .timeout:
      Talk.standard.say("stopped after \(timeout.map { NumberForm.duration(seconds: $0) } ?? "--timeout")")
      return 124
    case .signal(let number): return 128 + number
    case .outputFailed: return CommandFailure.Code.work.rawValue
    case .inputEnded: return 0
    case .camera:
      Talk.standard.say("stopped: the script went on after the camera's last picture")
      return 0
    case .board(.reset):
      Talk.standard.say("the board was reset: the script ended")
      return 0
    }
  }
}
