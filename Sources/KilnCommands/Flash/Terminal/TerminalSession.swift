import Glibc
package import K210Boards
package import SerialPorts

/// A user and a board, talking over a serial port.
///
/// The port may go and come back meanwhile. Nothing here touches the user's terminal's form; see `UserTerminal`.
package final class TerminalSession {
  /// What a session does and shows.
  package struct Settings {
    /// Bits per second.
    package var baud = 115_200
    /// The kind of board, for resets.
    package var board = Board.dan
    /// Whether what is sent is shown as well.
    package var echoes = false
    /// Whether keys have meanings and a port that has gone is waited for: somebody sits there.
    package var isInteractive = false
    /// How long it must be quiet at the end of the input before the session ends.
    package var quietTime = Duration.seconds(1)
    /// How long that is as long as the board has said nothing at all.
    package var patience = Duration.seconds(3)

    /// The usual settings.
    package init() {}
  }

  /// Where bytes and words go.
  package struct Outlets {
    /// Shows bytes; 0, or the error number.
    package var show: ([UInt8]) -> Int32
    /// Tells the user something.
    package var say: (String) -> Void
    /// Adds to the log, and returns 0 or the error number; nil without a log.
    package var log: (([UInt8]) -> Int32)?

    /// Outlets as given.
    package init(
      show: @escaping ([UInt8]) -> Int32, say: @escaping (String) -> Void, log: (([UInt8]) -> Int32)? = nil
    ) {
      (self.show, self.say, self.log) = (show, say, log)
    }
  }

  /// Why a session ended.
  package enum Ending: Equatable, Sendable {
    /// The user left.
    case key
    /// The input ended, and the board has been quiet since.
    case inputEnded
    /// A signal of this number came.
    case signal(Int32)
    /// Nobody reads what is shown any more.
    case outputClosed
  }

  private var port: any DescriptorLine
  private let identity: PortIdentity?
  private let input: Int32
  private let outlets: Outlets
  private let signals: StopSignals?
  private var settings: Settings
  private var text: TerminalText
  private var keys = TerminalKeys()
  private var piped = PipedText()
  private var isLogging: Bool
  private var isInputOpen = true
  private let start: Duration
  /// When the last byte was sent or came.
  private var lastActivity: Duration
  private var hasHeard = false

  /// Most bytes of the input that are sent before the board's answer is looked at.
  private static let pieceLimit = 256

  /// A session on an open port; `input` is a descriptor that keys or text come from.
  package init(
    port: any DescriptorLine, input: Int32, outlets: Outlets, signals: StopSignals? = nil,
    settings: Settings = Settings(), text: TerminalText = TerminalText()
  ) {
    (self.port, self.input, self.outlets, self.signals) = (port, input, outlets, signals)
    (self.settings, self.text) = (settings, text)
    identity = PortIdentity.of(path: port.path)
    isLogging = outlets.log != nil
    (start, lastActivity) = (port.now, port.now)
  }

  /// Talks until something ends it; has the board start anew first, if wanted.
  ///
  /// - Throws: `.noModemLines` when that cannot be done; when the port has gone and nobody is there to plug it in, or the board takes no bytes.
  package func run(resetsFirst: Bool = false) throws(SerialError) -> Ending {
    var (isReady, resets) = (false, resetsFirst)
    while true {
      do throws(SerialError) {
        if !isReady { try port.setBaud(settings.baud) }
        isReady = true
        if resets { try reset() }
        resets = false
        if let ending = try turn() { return ending }
      } catch .unplugged where settings.isInteractive {
        if let ending = try waitForPort() { return ending }
        isReady = false
      }
    }
  }

  /// Waits for something to happen and deals with it.
  private func turn() throws(SerialError) -> Ending? {
    var interests = [WaitInterest(port.descriptor)] + (signals?.interests ?? [])
    if isInputOpen { interests.append(WaitInterest(input)) }
    let end = isInputOpen ? nil : lastActivity + (hasHeard ? settings.quietTime : settings.patience)
    let ready = Waiting.wait(for: interests, seconds: end.map { ($0 - port.now).seconds })
    if let number = signals?.next() { return .signal(number) }
    if ready.contains(port.descriptor), let ending = try receive() { return ending }
    if isInputOpen, ready.contains(input), let ending = try takeInput() { return ending }
    if let end, ready.isEmpty, port.now >= end { return .inputEnded }
    return nil
  }

  private func receive() throws(SerialError) -> Ending? {
    let bytes = try port.read(until: .zero)
    if bytes.isEmpty { return nil }
    (lastActivity, hasHeard) = (port.now, true)
    return show(text.shown(bytes, at: port.now - start))
  }

  /// Shows bytes and adds them to the log.
  private func show(_ bytes: [UInt8]) -> Ending? {
    if isLogging, let code = outlets.log?(bytes), code != 0 {
      isLogging = false
      say("the log cannot be written: \(systemMessage(code)); it is off")
    }
    return outlets.show(bytes) == 0 ? nil : .outputClosed
  }

  /// Says something on a line of its own.
  private func say(_ line: String) {
    var lineBreak: [UInt8] = []
    text.startLine(&lineBreak)
    if !lineBreak.isEmpty { _ = show(lineBreak) }
    outlets.say(line)
  }

  private func takeInput() throws(SerialError) -> Ending? {
    guard let bytes = DescriptorCalls.read(input, atMost: Self.pieceLimit) else {
      // Whoever sat there has gone.
      if settings.isInteractive { return .key }
      (isInputOpen, lastActivity) = (false, port.now)
      return nil
    }
    guard settings.isInteractive else { return try send(piped.keys(bytes)) }
    for action in keys.actions(bytes) {
      if let ending = try perform(action) { return ending }
    }
    return nil
  }

  private func perform(_ action: TerminalKeys.Action) throws(SerialError) -> Ending? {
    switch action {
    case .send(let bytes): return try send(bytes)
    case .exit: return .key
    case .help: say(TerminalKeys.help)
    case .reset: try resetFromKey()
    case .toggleLog:
      if outlets.log == nil {
        say("there is no log: begin with --log FILE")
      } else {
        isLogging.toggle()
        say("log \(isLogging ? "on" : "off")")
      }
    case .toggleTimestamps:
      text.showsTimes.toggle()
      say("times \(text.showsTimes ? "on" : "off")")
    case .toggleHexadecimal:
      text.isHexadecimal.toggle()
      say("hexadecimal \(text.isHexadecimal ? "on" : "off")")
    case .toggleEcho:
      settings.echoes.toggle()
      say("echo \(settings.echoes ? "on" : "off")")
    case .unknown: say("no such key; \(TerminalKeys.shortHelp)")
    }
    return nil
  }

  private func send(_ bytes: [UInt8]) throws(SerialError) -> Ending? {
    do throws(SerialError) {
      try port.write(bytes, until: port.now + .seconds(2))
    } catch .writeTimeout where settings.isInteractive {
      say("the board takes no bytes; what you typed is lost")
      return nil
    }
    lastActivity = port.now
    guard settings.echoes else { return nil }
    return show(text.shown(bytes.flatMap { $0 == 0x0D ? [0x0D, 0x0A] : [$0] }, at: port.now - start))
  }

  /// Has the board start anew by its modem lines.
  ///
  /// - Throws: `.noModemLines`.
  private func reset() throws(SerialError) {
    for step in settings.board.resetToRun.value {
      switch step {
      case .set(.dtr, let isAsserted): try port.setLines(dtr: isAsserted, rts: nil)
      case .set(.rts, let isAsserted): try port.setLines(dtr: nil, rts: isAsserted)
      case .wait(let milliseconds): port.wait(until: port.now + .milliseconds(milliseconds))
      }
    }
  }

  private func resetFromKey() throws(SerialError) {
    guard port.hasModemLines else { return say("this port has no modem lines: press RESET") }
    say("reset, as \(settings.board.id) does (--board)")
    try reset()
  }
}

extension TerminalSession {
  /// Waits until the port is back; an ending when the user leaves meanwhile.
  private func waitForPort() throws(SerialError) -> Ending? {
    let path = port.path
    port.close()
    say("\(path): unplugged; plug it in again, or end with Ctrl-]")
    while true {
      let interests = [WaitInterest(input)] + (signals?.interests ?? [])
      let ready = Waiting.wait(for: interests, seconds: 0.2)
      if let number = signals?.next() { return .signal(number) }
      if ready.contains(input) {
        guard let bytes = DescriptorCalls.read(input, atMost: Self.pieceLimit) else { return .key }
        if keys.actions(bytes).contains(.exit) { return .key }
      }
      guard isBack(path) else { continue }
      if let opened = try? SerialPorts.reopen(path: path, identity: identity, within: .milliseconds(100)) {
        port = opened
        say("\(port.path): here again")
        return nil
      }
    }
  }

  /// Whether it is worth trying; a pseudo-terminal's number may be anybody's by now, unless a board listens there.
  private func isBack(_ path: String) -> Bool {
    guard SerialPorts.isPseudoTerminal(path) else { return true }
    return PortList.isVirtualBoard(path)
  }
}
