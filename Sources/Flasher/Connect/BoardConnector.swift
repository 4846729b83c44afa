package import K210Boards
internal import K210Flash

/// Gets a board to listen: by its reset lines, or because somebody has pressed its buttons.
struct BoardConnector {
  /// Who answered.
  enum Answer: Equatable {
    /// The mask ROM; by the sequence of which board, nil when it waited already.
    case rom(Board?)
    /// Our stub, which runs already.
    case stub(StubHello)
  }

  let link: FrameLink
  let choice: BoardChoice
  let events: (FlashEvent) -> Void

  /// How long a greeting waits for its answer.
  private static let patience = Duration.milliseconds(250)
  private static let greetings = 2
  /// How often boards without lines are greeted: a stub that lost its host comes back to 115,200 baud after a second.
  private static let greetingsWithoutLines = 5
  private static let rounds = 2

  /// Tries what there is to try, in less than ten seconds.
  func connect() throws(FlashFault) -> Answer {
    var tried: [String] = []
    for way in ways {
      if !tried.contains(way.words) { tried.append(way.words) }
      events(.connecting(way.words))
      if let answer = try attempt(way) { return answer }
    }
    // Whatever board it is, it runs on.
    try release()
    throw .noAnswer(link.log.impression, tried: tried)
  }

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
    guard link.transport.hasModemLines, choice != .manual else {
      return [.asItIs(greetings: Self.greetingsWithoutLines)]
    }
    switch choice {
    case .board(let board):
      return [.lines(board), .lines(board), .lines(board), .asItIs(greetings: Self.greetings)]
    case .detect, .manual:
      let boards = Board.distinctSequences
      let round = boards.map { Way.lines($0) }
      return [.asItIs(greetings: 1)] + (0..<Self.rounds).flatMap { _ in round }
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

  private func release() throws(FlashFault) {
    guard link.transport.hasModemLines else { return }
    try link.through { transport throws(TransportError) in
      for line in ModemLine.allCases { try transport.set(line, false) }
    }
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
