package import K210Boards
package import K210Flash

/// Gets a board to listen: by its reset lines, or because somebody has pressed its buttons.
package struct BoardConnector {
  /// Who answered.
  package enum Answer: Sendable, Equatable {
    /// The mask ROM; by the sequence of which board, nil when it waited already.
    case rom(Board?)
    /// Our stub, which runs already.
    case stub(StubHello)
  }

  private let link: FrameLink
  private let choice: BoardChoice
  private let takesStub: Bool
  private let events: (FlashEvent) -> Void

  /// How long a greeting waits for its answer.
  private static let patience = Duration.milliseconds(250)
  private static let greetings = 2
  /// How often boards without lines are greeted: a stub that lost its host comes back to 115,200 baud after a second.
  private static let greetingsWithoutLines = 5
  private static let rounds = 2

  /// A connector on a link at 115,200 baud; it reports the ways that it tries.
  ///
  /// - Parameter takesStub: Whether a board that listens already is taken as it is; else it is reset if it can be.
  package init(
    link: FrameLink, choice: BoardChoice, takesStub: Bool = true, events: @escaping (FlashEvent) -> Void
  ) {
    (self.link, self.choice, self.takesStub, self.events) = (link, choice, takesStub, events)
  }

  /// Tries what there is to try, in less than twelve seconds.
  ///
  /// When it fails, whatever the reason, the board runs its program, unless nobody may touch its lines.
  package func connect() throws(FlashFault) -> Answer {
    link.forget()
    do throws(FlashFault) {
      var tried: [String] = []
      for way in ways {
        if !tried.contains(way.words) { tried.append(way.words) }
        events(.connecting(way.words))
        if let answer = try attempt(way) { return answer }
      }
      if !mayUseLines { try greetForeignStub() }
      throw .noAnswer(link.log.impression, tried: tried)
    } catch {
      letRun()
      throw error
    }
  }

  private var mayUseLines: Bool { link.transport.hasModemLines && choice != .manual }

  /// One way to have a board listen.
  private enum Way {
    case asItIs(greetings: Int)
    case lines(Board)

    var words: String {
      switch self {
      case .asItIs: "a board that waits already"
      case .lines(let board): "reset lines as on \(board.id)"
      }
    }
  }

  private var ways: [Way] {
    guard mayUseLines else {
      return [.asItIs(greetings: Self.greetingsWithoutLines)]
    }
    switch choice {
    case .board(let board):
      let ways = [Way](repeating: .lines(board), count: 3)
      return takesStub ? ways + [.asItIs(greetings: Self.greetings)] : ways
    case .detect, .manual:
      let boards = Board.distinctSequences
      let round = boards.map { Way.lines($0) }
      let ways = (0..<Self.rounds).flatMap { _ in round }
      return takesStub ? [.asItIs(greetings: 1)] + ways : ways
    }
  }

  private func attempt(_ way: Way) throws(FlashFault) -> Answer? {
    switch way {
    case .asItIs(let count): return try greet(count, board: nil)
    case .lines(let board):
      try link.through { transport throws(TransportError) in try transport.run(board.enterISP.value) }
      try link.drain()
      return try greet(Self.greetings, board: board)
    }
  }

  /// Greets stub and ROM; either ignores what is meant for the other.
  private func greet(_ count: Int, board: Board?) throws(FlashFault) -> Answer? {
    for _ in 0..<count {
      if board == nil, let hello = try StubLink(link).hello(Self.patience) { return .stub(hello) }
      if try ROMClient(link: link).greet(Self.patience) { return .rom(board) }
    }
    return nil
  }

  /// Greets the flash stubs of other tools, whose answer says why nobody else listens.
  private func greetForeignStub() throws(FlashFault) {
    try link.send(ISPRequest.greeting(.kflash).body)
    let deadline = link.now + Self.patience
    while let frame = try link.receive(until: deadline) { link.log.noteStranger(frame) }
  }

  /// Has the board run its program, whichever it is, if need be by the sequences of all.
  ///
  /// Sequences that were meant for other boards may have left it in reset or in ISP mode. A line that cannot be set any more is not worth a second
  /// error.
  private func letRun() {
    guard mayUseLines else { return }
    let boards =
      if case .board(let board) = choice { [board] } else { Array(Board.distinctSequences.reversed()) }
    let transport = link.transport
    do throws(TransportError) {
      for board in boards { try transport.startProgram(on: board) }
    } catch {}
  }
}

/// Which board a user says it is.
package enum BoardChoice: Sendable, Equatable {
  /// Find out.
  case detect
  /// This one.
  case board(Board)
  /// It waits already: BOOT was held while RESET was pressed. No line is touched.
  case manual
}

extension Transport {
  /// Has a board start the program in flash, and releases both lines.
  package func startProgram(on board: Board) throws(TransportError) {
    try run(board.resetToRun.value)
    // Some sequence ends with lines asserted, which on another board than it is for holds RESET. DTR first: a change of RTS while DTR is asserted
    // resets boards with a debugger.
    for line in [ModemLine.dtr, .rts] { try set(line, false) }
  }

  /// Sets lines and waits as a sequence says.
  package func run(_ steps: [LineStep]) throws(TransportError) {
    for step in steps {
      switch step {
      case .set(let line, let isAsserted): try set(line, isAsserted)
      case .wait(let milliseconds): wait(until: now + .milliseconds(milliseconds))
      }
    }
  }
}
