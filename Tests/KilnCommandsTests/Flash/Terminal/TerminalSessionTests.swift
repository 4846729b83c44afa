import Glibc
import K210Boards
import KilnCommands
import SerialPorts
import Testing

@Suite("a serial terminal's session")
struct TerminalSessionTests {
  /// What a session showed and said.
  private final class Screen {
    var shown: [UInt8] = []
    var said: [String] = []
    var logged: [UInt8] = []
    var failure: Int32 = 0
    var text: String { String(decoding: shown, as: UTF8.self) }

    func outlets(withLog: Bool = false) -> TerminalSession.Outlets {
      .init(
        show: {
          self.shown += $0
          return self.failure
        }, say: { self.said.append($0) },
        log: withLog
          ? {
            self.logged += $0
            return 0
          } : nil)
    }
  }

  private let board: PseudoTerminal
  private let port: any DescriptorLine
  private let screen = Screen()

  init() throws {
    board = try PseudoTerminal()
    port = try SerialPorts.open(path: board.path)
  }

  private func settings(isInteractive: Bool = false) -> TerminalSession.Settings {
    var settings = TerminalSession.Settings()
    settings.isInteractive = isInteractive
    (settings.quietTime, settings.patience) = (.milliseconds(30), .milliseconds(60))
    return settings
  }

  private func session(
    _ input: Int32, isInteractive: Bool = false, text: TerminalText = TerminalText(), withLog: Bool = false
  ) -> TerminalSession {
    TerminalSession(
      port: port, input: input, outlets: screen.outlets(withLog: withLog),
      settings: settings(isInteractive: isInteractive), text: text)
  }

  @Test("text from a pipe goes to the board, its answer is shown, quiet ends it; the speed is set")
  func piped() throws {
    board.write(Array("answer\r\n".utf8))
    let pipe = TestPipe("print(1)\n\u{1D}\u{14}x")
    #expect(try session(pipe.reader).run() == .inputEnded)
    #expect(screen.text == "answer\r\n")
    let (bytes, speed) = board.read()
    #expect(String(decoding: bytes, as: UTF8.self) == "print(1)\r\u{1D}\u{14}x")
    #expect(speed == 115200)
    #expect(screen.said.isEmpty)
  }

  @Test("much text arrives whole, in order")
  func long() throws {
    let text = (0..<500).map { "line \($0)\n" }.joined()
    let pipe = TestPipe(text)
    #expect(try session(pipe.reader).run() == .inputEnded)
    #expect(String(decoding: board.read().bytes, as: UTF8.self) == text.replacing("\n", with: "\r"))
  }

  @Test("a board that says nothing is waited for longer than one that has stopped talking")
  func patience() throws {
    let start = SerialPorts.now
    #expect(try session(TestPipe("").reader).run() == .inputEnded)
    #expect(SerialPorts.now - start >= .milliseconds(60))
    #expect(screen.shown.isEmpty)
  }

  @Test("keys are sent as they are; Ctrl-] ends, and what was typed before it has arrived")
  func keys() throws {
    let pipe = TestPipe("a\r\u{3}\u{4}\u{1B}[A\n\u{1D}lost", isEnded: false)
    #expect(try session(pipe.reader, isInteractive: true).run() == .key)
    #expect(String(decoding: board.read().bytes, as: UTF8.self) == "a\r\u{3}\u{4}\u{1B}[A\n")
  }

  @Test("the terminal's own keys are answered on lines of their own")
  func ownKeys() throws {
    board.write(Array("prompt>".utf8))
    let keys = ["h", "t", "x", "e", "l", "r", "z"].map { "\u{14}\($0)" }.joined()
    let pipe = TestPipe(keys + "\u{1D}", isEnded: false)
    #expect(try session(pipe.reader, isInteractive: true).run() == .key)
    #expect(
      screen.said == [
        TerminalKeys.help, "times on", "hexadecimal on", "echo on", "there is no log: begin with --log FILE",
        "this port has no modem lines: press RESET", "no such key; \(TerminalKeys.shortHelp)",
      ])
    #expect(screen.text == "prompt>\r\n")
  }

  @Test("the log has what is shown while it is on; echo shows what is sent")
  func log() throws {
    let pipe = TestPipe("\u{14}ea\r\u{14}lb\u{1D}", isEnded: false)
    #expect(try session(pipe.reader, isInteractive: true, withLog: true).run() == .key)
    #expect(screen.text == "a\r\nb")
    #expect(String(decoding: screen.logged, as: UTF8.self) == "a\r\n")
    #expect(screen.said == ["echo on", "log off"])
  }

  @Test("a board that goes away while text is piped is an error")
  func unplugged() throws {
    let board = try PseudoTerminal()
    let path = board.path
    let port = try SerialPorts.open(path: path)
    var gone: PseudoTerminal? = consume board
    #expect(gone?.path == path)
    gone = nil
    let pipe = TestPipe("x", isEnded: false)
    let session = TerminalSession(
      port: port, input: pipe.reader, outlets: screen.outlets(), settings: settings())
    #expect(throws: SerialError.unplugged(path: path)) { try session.run() }
  }

  @Test("a board that goes away while somebody sits there is waited for, until they leave")
  func waitsForPort() throws {
    let board = try PseudoTerminal()
    let path = board.path
    let port = try SerialPorts.open(path: path)
    var gone: PseudoTerminal? = consume board
    #expect(gone?.path == path)
    gone = nil
    // Setting the speed fails already; then the pipe's Ctrl-] is looked at.
    let pipe = TestPipe("x\u{1D}", isEnded: false)
    let session = TerminalSession(
      port: port, input: pipe.reader, outlets: screen.outlets(), settings: settings(isInteractive: true))
    #expect(try session.run() == .key)
    #expect(screen.said == ["\(path): unplugged; plug it in again, or end with Ctrl-]"])
  }

  @Test("a screen that nobody looks at ends it")
  func outputClosed() throws {
    screen.failure = EPIPE
    board.write([0x61])
    #expect(try session(TestPipe("", isEnded: false).reader).run() == .outputClosed)
  }

  @Test("a reset needs modem lines")
  func noReset() {
    #expect(throws: SerialError.noModemLines(path: board.path)) {
      try session(TestPipe("").reader).run(resetsFirst: true)
    }
  }

  @Test("a reset is the board's own sequence, at the new speed, once", arguments: [Board.dan, .kd233, .goD])
  func reset(_ kind: Board) throws {
    let line = RecordingLine(port)
    var settings = settings()
    (settings.board, settings.baud) = (kind, 1_500_000)
    let session = TerminalSession(
      port: line, input: TestPipe("").reader, outlets: screen.outlets(), settings: settings)
    #expect(try session.run(resetsFirst: true) == .inputEnded)
    let wanted = kind.resetToRun.value.compactMap { step -> String? in
      guard case .set(let line, let isAsserted) = step else { return nil }
      return "\(line.rawValue)=\(isAsserted)"
    }
    #expect(line.events == ["baud=1500000"] + wanted)
  }

  @Test(
    "a user's terminal is raw meanwhile, and as before afterwards; new lines still are made of line feeds")
  func userTerminal() throws {
    let terminal = try PseudoTerminal()
    let descriptor = openUserTerminal(terminal.path)
    defer { close(descriptor) }
    let before = terminalForm(terminal.path)
    for isExplicit in [true, false] {
      var user = UserTerminal(descriptor)
      let raw = terminalForm(terminal.path)
      #expect(raw[3] & UInt32(ICANON | ECHO | ISIG | IEXTEN) == 0)
      #expect(raw[0] & UInt32(ICRNL | IXON) == 0)
      #expect(raw[1] == before[1])
      if isExplicit { user?.restore() }
      user = nil
      #expect(terminalForm(terminal.path) == before)
    }
    #expect(UserTerminal(TestPipe("").reader) == nil)
  }
}

/// A port with modem lines that notes what is done to it.
private final class RecordingLine: DescriptorLine {
  private let port: any DescriptorLine
  private(set) var events: [String] = []

  init(_ port: any DescriptorLine) { self.port = port }

  let hasModemLines = true
  var path: String { port.path }
  var descriptor: Int32 { port.descriptor }
  var now: Duration { port.now }

  func write(_ bytes: [UInt8], until deadline: Duration) throws(SerialError) {
    try port.write(bytes, until: deadline)
  }
  func read(until deadline: Duration) throws(SerialError) -> [UInt8] { try port.read(until: deadline) }
  func setBaud(_ rate: Int) { events.append("baud=\(rate)") }
  func setLines(dtr: Bool?, rts: Bool?) {
    if let dtr { events.append("dtr=\(dtr)") }
    if let rts { events.append("rts=\(rts)") }
  }
  func discardInput() throws(SerialError) { try port.discardInput() }
  func wait(until deadline: Duration) {}
  func close() { port.close() }
}
