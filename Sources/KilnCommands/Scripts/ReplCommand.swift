import ArgumentParser
import Console
import Glibc
import ScriptConsole

/// `kiln repl`: MaixPy's prompt.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "MaixPy's prompt on this computer, for you or, on a pseudo-terminal, for mpremote.",
    discussion: """
      Ctrl-] ends. Ctrl-C interrupts, Ctrl-D at an empty prompt starts anew, Ctrl-E pastes, Up brings back lines, Tab \
      completes names.

      With --pty programs that talk with boards find one there: mpremote connect PATH fs ls. It is served until you stop it with \
      Ctrl-C.
      """)

  @OptionGroup var options: ScriptOptions

  @Option(
    name: .customLong("pty"), defaultAsFlag: "",
    help: .init(
      "Answer on a pseudo-terminal, whose path is the first line printed; LINK leads there.",
      valueName: "link"))
  var terminal: String?

  /// Who is at the other end.
  private enum User {
    /// Somebody at the terminal that the tool was started from.
    case person
    /// A program, and at times somebody behind it.
    case program
    /// Text that nobody types.
    case file
  }

  /// As MaixPy introduces itself; the version is that whose MicroPython this is like.
  static let banner = Array(
    "MicroPython v0.6.2-kiln on 2024-06; Sipeed_M1 with kendryte-k210\r\nType \"help()\" for more information.\r\n"
      .utf8)

  func run() throws {
    let setup = try ScriptSetup(options)
    let watch = setup.watch(try StopSignals(), signalInterrupts: false)
    let devices = setup.devices(watch) {}
    let ending: ScriptWatch.Ending?
    if let terminal {
      ending = try serve(setup, watch, devices, link: terminal.isEmpty ? nil : terminal)
    } else {
      ending = try talk(setup, watch, devices)
    }
    let lost = devices.finish()
    if let lost { throw lost }
    switch ending {
    case nil, .inputEnded: break
    // Stopping it is how a pseudo-terminal ends.
    case .signal where terminal != nil: break
    case .outputFailed(let code):
      throw CommandFailure(.work, "standard output: cannot be written: \(systemMessage(code))")
    case .some(let ending): throw ExitCode(ending.exitCode(options.timeout))
    }
  }

  private func serve(
    _ setup: ScriptSetup, _ watch: ScriptWatch, _ devices: ScriptDevices, link: String?
  ) throws(CommandFailure) -> ScriptWatch.Ending? {
    let terminal = try PseudoTerminal(link: link)
    try writeToStandardOutput(Array((terminal.path + "\n").utf8))
    Talk.standard.say("repl: on \(terminal.path); mpremote connect \(terminal.path) fs ls")
    return try loop(setup, watch, devices, PseudoTerminalLine(terminal), .program)
  }

  private func talk(
    _ setup: ScriptSetup, _ watch: ScriptWatch, _ devices: ScriptDevices
  ) throws(CommandFailure) -> ScriptWatch.Ending? {
    let isTerminal = isatty(STDIN_FILENO) == 1
    if isTerminal { Talk.standard.say("Ctrl-] ends.") }
    let user = isTerminal ? UserTerminal(STDIN_FILENO) : nil
    // A closed pipe would end the process with the terminal raw.
    if isTerminal { ignoreClosedPipe() }
    defer {
      user?.restore()
      if isTerminal { endQuietlyOnClosedPipe() }
    }
    let line = StandardLine(input: STDIN_FILENO, output: STDOUT_FILENO, isTerminal: isTerminal)
    let ending = try loop(setup, watch, devices, line, isTerminal ? .person : .file)
    _ = writeAll([0x0A], to: STDOUT_FILENO)
    return ending
  }

  private func loop(
    _ setup: ScriptSetup, _ watch: ScriptWatch, _ devices: ScriptDevices, _ line: any ScriptLine, _ user: User
  ) throws(CommandFailure) -> ScriptWatch.Ending? {
    let host = ReplHost(watch: watch, line: line, files: setup.files(before: {}))
    let session = ReplSession(banner: Self.banner, isTyped: user != .file)
    let endKey = user == .person ? TerminalKeys.exitKey : nil
    let loop = ReplLoop(
      host: host, watch: watch, session: session, endKey: endKey, showsHints: user == .person
    ) { () throws(CommandFailure) in
      setup.folders.reset()
      let engine = try MachineEngine(
        setup.configuration, host: host, path: setup.path, board: setup.board, devices: devices)
      host.beforeRest = { [weak engine] in engine?.settle() }
      return engine
    }
    return try loop.serve()
  }
}
