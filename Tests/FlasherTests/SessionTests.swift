import FlashScenarios
import Flasher
import K210Board
import K210Boards
import Testing

/// Sessions with a virtual board that runs the real stub; `flash-soak` plays many more, with more bytes.
struct SessionTests {
  private let image = FlashImage(segments: [
    FlashSegment(address: 0x30_0010, bytes: (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
  ])

  private func board(_ contents: [UInt8] = []) -> VirtualBoard {
    VirtualBoard(flash: NORFlash(contents: contents, profile: .fast))
  }

  @Test func `writes, verifies, finds nothing to do the second time, reads back`() throws {
    let board = board()
    let transport = BoardTransport(board)
    var events: [FlashEvent] = []
    let flasher = Flasher(transport, events: { events.append($0) })
    try flasher.connect()
    #expect(flasher.chip?.jedecID == [0xEF, 0x40, 0x18])
    #expect(flasher.chip?.byteCount == 16 << 20)
    try flasher.write(image)
    #expect(Array(board.flash.bytes(image.segments[0].range)) == image.segments[0].bytes)
    #expect(try flasher.differences(from: image).isEmpty)
    #expect(try flasher.read(0x30_0000..<0x30_1400) == Array(board.flash.bytes(0x30_0000..<0x30_1400)))
    let work = board.flash.work
    events = []
    try flasher.write(image)
    #expect(events.contains(.alreadyThere(bytes: 5000, of: 5000)))
    #expect(board.flash.work == work)
  }

  @Test func `an erase leaves what is beside it`() throws {
    let board = board([UInt8](repeating: 0xA5, count: 0x9000))
    let flasher = Flasher(BoardTransport(board))
    try flasher.connect()
    try flasher.erase(0x2000..<0x4000)
    let bytes = Array(board.flash.bytes(0..<0x9000))
    #expect(bytes[0x2000..<0x4000].allSatisfy { $0 == 0xFF })
    #expect(bytes[..<0x2000].allSatisfy { $0 == 0xA5 } && bytes[0x4000...].allSatisfy { $0 == 0xA5 })
  }

  @Test func `a difference is found where it is`() throws {
    var contents = [UInt8](repeating: 0xFF, count: 0x30_0010) + image.segments[0].bytes
    contents[0x30_0010 + 4500] ^= 1
    let flasher = Flasher(BoardTransport(board(contents)))
    try flasher.connect()
    #expect(try flasher.differences(from: image) == [(0x30_0010 + 4096)..<(0x30_0010 + 5000)])
  }

  @Test func `what lies behind the chip's end is refused before anything is written`() throws {
    let board = board()
    let flasher = Flasher(BoardTransport(board))
    try flasher.connect()
    let late = FlashImage(segments: [FlashSegment(address: (16 << 20) - 2, bytes: [1, 2, 3])])
    let error = #expect(throws: FlasherError.self) { try flasher.write(late) }
    #expect(error?.fault == .beyondChip(end: (16 << 20) + 1, chip: 16 << 20))
    #expect(board.flash.work.programs == 0)
  }

  @Test func `a program is started in memory and flash stays as it is`() throws {
    let board = board()
    // j .
    try Flasher(BoardTransport(board)).runInMemory([0x6F, 0, 0, 0])
    _ = board.run(until: board.now + .milliseconds(50))
    #expect(board.hartStates.allSatisfy { $0.pc == 0x8000_0000 && $0.activity != .halted })
    #expect(board.flash.work == NORFlash().work)
  }

  @Test func `stops when asked, and says how far it came`() throws {
    let board = board()
    var isStopped = false
    let flasher = Flasher(
      BoardTransport(board), shouldStop: { isStopped },
      events: { if case .progress(.writing, let done, _) = $0, done > 4000 { isStopped = true } })
    try flasher.connect()
    let error = #expect(throws: FlasherError.self) { try flasher.write(image) }
    #expect(error?.fault == .cancelled)
    #expect(error?.account?.missing.isEmpty == false)
  }

  @Test func `another board on the same port is not written to`() throws {
    let first = board()
    let second = VirtualBoard(flash: NORFlash(profile: .fast, uniqueID: [9, 9, 9, 9, 9, 9, 9, 9]))
    let transport = SwappedTransport(BoardTransport(first), BoardTransport(second))
    let flasher = Flasher(
      transport, events: { if case .progress(.writing, _, _) = $0 { transport.isSwapped = true } })
    try flasher.connect()
    let error = #expect(throws: FlasherError.self) { try flasher.write(image) }
    guard case .otherChip = error?.fault else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(second.flash.work.programs == 0 && second.flash.work.sectorErases == 0)
  }

  @Test(arguments: [UInt64(4), 7, 8, 11, 22]) func `a session of the soak`(seed: UInt64) {
    let verdict = FlashScenario(seed: seed).play()
    #expect(verdict.violations.isEmpty)
  }
}

/// A port whose board is changed for another one.
private final class SwappedTransport: Transport {
  private let first: BoardTransport
  private let second: BoardTransport
  var isSwapped = false

  init(_ first: BoardTransport, _ second: BoardTransport) { (self.first, self.second) = (first, second) }

  private var present: BoardTransport { isSwapped ? second : first }
  var hasModemLines: Bool { true }
  var now: Duration { first.now + second.now }
  private func own(_ deadline: Duration) -> Duration { deadline - (isSwapped ? first.now : second.now) }
  func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    try present.write(bytes, until: own(deadline))
  }
  func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    try present.read(until: own(deadline))
  }
  func setBaud(_ rate: Int) throws(TransportError) { try present.setBaud(rate) }
  func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError) { try present.set(line, isAsserted) }
  func wait(until deadline: Duration) { present.wait(until: own(deadline)) }
  func reopen(until deadline: Duration) throws(TransportError) { try present.reopen(until: own(deadline)) }
}
