import FlashScenarios
import Flasher
import K210Board
import K210Boards
import K210Flash
import Testing

@Suite("Ways into ISP mode and out of it, on the model of each board's wiring")
struct ResetSequenceTests {
  /// Boards that do the same on the same lines; others' sequences do not reach them.
  static let kinds = [["dan", "bit", "trainer"], ["kd233", "bit_mic", "goE"], ["goD"]]

  /// Each board with each kind of start: as Linux opens a port, and as it was left.
  static let cases: [Case] = Board.all.flatMap { board in
    [(true, true), (false, false), (true, false), (false, true)].map {
      Case(board: board, start: ModemLines(dtr: $0.0, rts: $0.1))
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let board: Board
    let start: ModemLines
    var testDescription: String { "\(board.id), DTR \(start.dtr), RTS \(start.rts)" }
  }

  /// The wirings that a board may have: boards with transistors exist without them as well.
  private static func wirings(_ board: Board) -> [ResetWiring] {
    guard case .crossed(let reset) = board.wiring.value else { return [board.wiring.value] }
    return [.crossed(reset: reset), .separate(reset: reset)]
  }

  private static func words(_ choice: BoardChoice) -> String {
    if case .board(let board) = choice { "named \(board.id)" } else { "detected" }
  }

  /// Whether ISP mode is reached.
  private static func isReached(_ board: Board, _ wiring: ResetWiring, by choice: BoardChoice) -> Bool {
    guard case .board(let named) = choice else { return true }
    // Both lines asserted, then RTS released: without transistors that is RESET going up while BOOT is low.
    return isSameKind(named, board) || named == .goD && wiring == .separate(reset: .rts)
  }

  private static func isSameKind(_ a: Board, _ b: Board) -> Bool {
    kinds.contains { $0.contains(a.id) && $0.contains(b.id) }
  }

  /// That the program runs, and was started by the sequence if that reached the board at all.
  private func expectProgramRuns(_ wired: WiredBoard, wasStarted: Bool, _ comment: Comment) {
    wired.wait(until: wired.now + .milliseconds(200))
    #expect(wired.phase == .running, comment)
    #expect(!wasStarted || wired.startCount > 0, comment)
    // A program may use the pin, and a button reset must start it again.
    #expect(!wired.pins.bootLow && !wired.pins.resetLow, comment)
  }

  @Test("every board is in one kind")
  func kindsAreComplete() {
    #expect(Self.kinds.flatMap { $0 }.sorted() == Board.all.map(\.id).sorted())
  }

  @Test("its own sequence, others', and detection", arguments: cases)
  func reaches(_ one: Case) {
    let (board, start) = (one.board, one.start)
    for wiring in Self.wirings(board) {
      for choice in [BoardChoice.detect] + Board.all.map({ .board($0) }) {
        let comment: Comment = "\(wiring), \(Self.words(choice))"
        let wired = WiredBoard(wiring, lines: start)
        let connector = BoardConnector(link: FrameLink(wired), choice: choice) { _ in }
        let isDue = Self.isReached(board, wiring, by: choice)
        do throws(FlashFault) {
          guard case .rom(let found?) = try connector.connect() else {
            Issue.record("\(comment): not by its lines")
            continue
          }
          #expect(isDue, comment)
          if case .detect = choice { #expect(Self.isSameKind(found, board), comment) }
          #expect(wired.phase == .isp, comment)
          #expect(throws: Never.self) { try wired.startProgram(on: found) }
        } catch {
          #expect(!isDue, comment)
          guard case .noAnswer = error else {
            Issue.record("\(comment): \(error)")
            continue
          }
        }
        expectProgramRuns(wired, wasStarted: isDue, comment)
      }
    }
  }

  @Test("a board that does not answer, or is let go in the middle, runs its program", arguments: cases)
  func letGo(_ one: Case) {
    let (board, start) = (one.board, one.start)
    for wiring in Self.wirings(board) {
      for choice in [BoardChoice.detect, .board(board)] {
        for greetings in [1, 3, 5, 100] {
          let wired = MuteBoard(WiredBoard(wiring, lines: start))
          var asked = 0
          let link = FrameLink(wired) {
            asked += 1
            return asked > greetings
          }
          #expect(throws: FlashFault.self) {
            _ = try BoardConnector(link: link, choice: choice) { _ in }.connect()
          }
          expectProgramRuns(
            wired.wired, wasStarted: false, "\(wiring), \(Self.words(choice)), \(greetings) greetings")
        }
      }
    }
  }

  @Test("the virtual board agrees: one board of each kind", arguments: kinds.map { $0[0] })
  func virtualBoard(_ id: String) throws {
    let board = try #require(Board.named(id))
    let virtual = VirtualBoard(flash: NORFlash(.w25q32))
    let transport = BoardTransport(virtual, wiring: board.wiring.value)
    let connector = BoardConnector(link: FrameLink(transport), choice: .detect) { _ in }
    guard case .rom(let found?) = try connector.connect() else {
      Issue.record("not by its lines")
      return
    }
    #expect(Self.isSameKind(found, board) && virtual.phase == .isp)
    try transport.startProgram(on: found)
    transport.wait(until: transport.now + .milliseconds(100))
    // There is none.
    #expect(virtual.phase == .bootFailed)
  }
}

/// A board whose receiving line is broken.
private final class MuteBoard: Transport {
  let wired: WiredBoard
  let hasModemLines = true
  init(_ wired: WiredBoard) { self.wired = wired }
  var now: Duration { wired.now }
  func write(_ bytes: [UInt8], until deadline: Duration) {}
  func read(until deadline: Duration) -> [UInt8] {
    wired.wait(until: deadline)
    return []
  }
  func setBaud(_ rate: Int) { wired.setBaud(rate) }
  func set(_ line: ModemLine, _ isAsserted: Bool) { wired.set(line, isAsserted) }
  func wait(until deadline: Duration) { wired.wait(until: deadline) }
  func reopen(until deadline: Duration) throws(TransportError) { throw .unplugged }
}
