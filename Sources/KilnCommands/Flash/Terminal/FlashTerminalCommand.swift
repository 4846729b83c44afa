import ArgumentParser
import Console
import Glibc
import K210Boards
import SerialPorts

/// `kiln flash terminal`: talk with the program on a board.
struct FlashTerminalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terminal",
    abstract: "Talk with the program on a board over its serial port.",
    discussion: """
      Ctrl-] ends, Ctrl-T then h shows the other keys; everything else goes to the board, Ctrl-C and Ctrl-D too, as MaixPy's prompt \
      wants it. A port that is unplugged is waited for.

      Text from a pipe is sent with a carriage return for each line end; then the board's answer is shown until it has been \
      quiet for a second.
      """)

  @Option(
    name: [.short, .long],
    help: .init(
      "The port: /dev/ttyUSB0, /dev/pts/3. Without it the only one where a board may be; see `kiln ports`.",
      valueName: "path"))
  var port: String?

  @Option(
    name: [.short, .long],
    help: .init("Bits per second, as the program on the board has it.", valueName: "rate"))
  var baud = 115_200

  @Option(
    name: [.customShort("B"), .long],
    help: .init(
      "The kind of board, for resets: \(Board.allNames.joined(separator: ", ")). Without it, what the USB bridge suggests.",
      valueName: "name"))
  var board: String?

  @Flag(inversion: .prefixedNo, help: "Have the board start anew first, by DTR and RTS.")
  var reset = false

  @Flag(help: "Begin each line with the seconds since the start.")
  var timestamps = false

  @Option(help: .init("Add what is shown to this file.", valueName: "file"))
  var log: String?

  @Flag(help: "Show what the board says as hexadecimal numbers.")
  var hex = false

  @Flag(help: "Show what is sent, too, for boards that do not.")
  var echo = false

  func validate() throws {
    guard port != "" else { throw ValidationError(FlashOptions.emptyPort) }
    guard (1...10_000_000).contains(baud) else {
      throw ValidationError("--baud must be 1 to 10,000,000 bit/s.")
    }
  }

  func run() throws {
    let kind = try board.map { name throws(CommandFailure) in try Board.kind(named: name) }
    let (path, guess) = try choosePort(kind)
    let log = try log.map { path throws(CommandFailure) in try TerminalLog(path) }
    let line = try open(path)
    defer { line.close() }
    var settings = TerminalSession.Settings()
    (settings.baud, settings.board, settings.echoes) = (baud, kind ?? guess ?? .dan, echo)
    settings.isInteractive = isatty(STDIN_FILENO) == 1
    let talk = Talk.standard
    talk.say(
      "\(line.path), \(baud) bit/s" + (settings.isInteractive ? "; \(TerminalKeys.shortHelp)" : ""))
    let session = TerminalSession(
      port: line, input: STDIN_FILENO,
      outlets: .init(
        show: { writeAll($0, to: STDOUT_FILENO) }, say: { talk.say($0) },
        log: log.map { log in { log.append($0) } }),
      signals: try StopSignals(), settings: settings,
      text: TerminalText(showsTimes: timestamps, isHexadecimal: hex))
    try finish(talkUntilEnd(session), talk)
  }

  /// The path, and the kind of board that its USB bridge suggests.
  private func choosePort(_ kind: Board?) throws(CommandFailure) -> (path: String, guess: Board?) {
    let ports = PortList.all(withObstacles: false).ports
    guard let port else {
      let chosen = try PortChoice.port(among: ports, board: kind)
      return (chosen.path, PortWords(chosen).guesses.first?.board)
    }
    let device = resolvedPath(port) ?? port
    let guesses = ports.first { $0.path == device }.map { PortWords($0).guesses }
    return (port, guesses?.first?.board)
  }

  private func open(_ path: String) throws(CommandFailure) -> any DescriptorLine {
    do throws(SerialError) { return try SerialPorts.open(path: path) } catch { throw error.failure }
  }

  /// Has the session run while the user's terminal is raw; it is as before when this returns, however it does.
  private func talkUntilEnd(_ session: TerminalSession) throws(CommandFailure) -> TerminalSession.Ending {
    // A signal would end the process with the terminal raw.
    ignoreClosedPipe()
    let user = UserTerminal(STDIN_FILENO)
    defer {
      // Colours and a hidden cursor that the board may have left.
      if isatty(STDOUT_FILENO) == 1 { _ = writeAll(Array("\u{1B}[0m\u{1B}[?25h".utf8), to: STDOUT_FILENO) }
      user?.restore()
      endQuietlyOnClosedPipe()
    }
    do throws(SerialError) {
      return try session.run(resetsFirst: reset)
    } catch {
      throw error.failure
    }
  }

  private func finish(_ ending: TerminalSession.Ending, _ talk: Talk) throws {
    switch ending {
    case .inputEnded: break
    case .key: talk.say("\nended")
    case .signal(let number): throw ExitCode(128 + number)
    case .outputClosed: raise(SIGPIPE)
    }
  }
}

extension Board {
  /// The kind that the user named.
  ///
  /// - Parameter others: further words that the option takes.
  /// - Throws: exit code 2 with the names there are.
  static func kind(named name: String, besides others: [String] = []) throws(CommandFailure) -> Board {
    if let kind = Board.named(name) { return kind }
    let names = Board.allNames + others
    let hint = NearestName.find(name, among: names).map { "did you mean \($0)?" }
    throw CommandFailure(
      .usage, "--board \(name): must be one of \(names.joined(separator: ", "))",
      hints: hint.map { [$0] } ?? [])
  }
}
