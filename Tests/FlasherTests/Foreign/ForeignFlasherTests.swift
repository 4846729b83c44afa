import Flasher
import K210Boards
import K210Flash
import TestSupport
import Testing

@Suite("Flashing by others' stubs")
struct ForeignFlasherTests {
  static let olderKinds: [SimulatedForeignStub.Kind] = [.sipeed, .kendryte, .windows]

  private static func contents(_ seed: UInt64 = 3) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return random.bytes(0x8_0000)
  }

  /// Two files beside each other's blocks, neither at an aligned address.
  private static let oddImage = FlashImage(segments: [
    FlashSegment(address: 0x1_0123, bytes: (0..<30_000).map { UInt8(truncatingIfNeeded: $0 &* 37 >> 3) }),
    FlashSegment(address: 0x2_F000, bytes: (0..<100_001).map { UInt8(truncatingIfNeeded: $0 &* 41 >> 5) }),
  ])
  /// Whole blocks.
  private static let wholeImage = FlashImage(segments: [
    FlashSegment(address: 0x3_0000, bytes: (0..<0x2_0000).map { UInt8(truncatingIfNeeded: $0 &* 43 >> 6) })
  ])

  private static func expected(_ image: FlashImage) -> [UInt8] {
    var after = contents()
    for segment in image.segments { after.replaceSubrange(segment.range, with: segment.bytes) }
    return after
  }

  private struct Session {
    let board: ForeignStubBoard
    let flasher: ForeignFlasher
    let events: EventLog
  }

  private final class EventLog {
    var all: [FlashEvent] = []
    var recoveryCount: Int { all.count { if case .recovering = $0 { true } else { false } } }
  }

  private func session(
    _ kind: SimulatedForeignStub.Kind, hasModemLines: Bool = true, seed: UInt64 = 1,
    options: (inout ForeignFlasher.Options) -> Void = { _ in },
    prepare: (ForeignStubBoard) -> Void = { _ in }
  ) -> Session {
    let board = ForeignStubBoard(kind, contents: Self.contents(), hasModemLines: hasModemLines, seed: seed)
    prepare(board)
    var chosen = ForeignFlasher.Options()
    chosen.chipByteCount = 4 << 20
    options(&chosen)
    let log = EventLog()
    let flasher = ForeignFlasher(
      board, stub: ForeignStubBoard.program, options: chosen, events: { log.all.append($0) })
    return Session(board: board, flasher: flasher, events: log)
  }

  @Test(
    "each is known for what it is, and none is asked what would do harm",
    arguments: SimulatedForeignStub.Kind.allCases)
  func kinds(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(kind)
    try session.flasher.connect()
    let due: ForeignStub.Kind =
      switch kind {
      case .kflash: .kflash
      case .ktool: .ktool
      default: .olderKFlash
      }
    #expect(session.flasher.stub.kind == due)
    #expect(session.board.stub?.hasExecuted == false)
    #expect(session.board.stub?.requests.contains(0xD8) == false)
    #expect(session.flasher.chip?.byteCount == (kind == .ktool ? 16 << 20 : nil))
    #expect(session.board.stub?.baud == 1_500_000)
  }

  @Test(
    "writes at any address and keeps what is beside, verified",
    arguments: [SimulatedForeignStub.Kind.kflash, .ktool])
  func odd(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(kind)
    try session.flasher.connect()
    #expect(try session.flasher.write(Self.oddImage) == .verified(bytes: 130_001))
    #expect(session.board.flash(0..<0x8_0000) == Self.expected(Self.oddImage))
    try session.flasher.reboot()
    #expect(session.events.all.last == .rebooted)
    #expect(session.events.recoveryCount == 0)
  }

  @Test(
    "an older one gets whole blocks, and is refused what would destroy others' bytes", arguments: olderKinds)
  func older(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(kind)
    try session.flasher.connect()
    let error = #expect(throws: FlasherError.self) { try session.flasher.write(Self.oddImage) }
    let lost = [0x1_0000..<0x1_0123, 0x1_7653..<0x2_0000, 0x2_0000..<0x2_F000, 0x4_76A1..<0x5_0000]
    #expect(error?.fault == .destroysNeighbours(lost, stub: "this older stub of kflash"))
    #expect(session.board.stub?.requests.contains(0xD4) == false)
    #expect(try session.flasher.write(Self.wholeImage) == .verified(bytes: 0x2_0000))
    #expect(session.board.flash(0..<0x8_0000) == Self.expected(Self.wholeImage))
  }

  @Test("an older one that may destroy what is beside leaves FF there", arguments: olderKinds)
  func forced(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(kind, options: { $0.mayDestroyNeighbours = true })
    try session.flasher.connect()
    #expect(try session.flasher.write(Self.oddImage) == .verified(bytes: 130_001))
    var after = Self.contents()
    for block in [0x1_0000..<0x2_0000, 0x2_0000..<0x3_0000, 0x3_0000..<0x4_0000, 0x4_0000..<0x5_0000] {
      after.replaceSubrange(block, with: [UInt8](repeating: 0xFF, count: block.count))
    }
    for segment in Self.oddImage.segments { after.replaceSubrange(segment.range, with: segment.bytes) }
    #expect(session.board.flash(0..<0x8_0000) == after)
  }

  @Test("one that lies does not get away with it", arguments: SimulatedForeignStub.Kind.allCases)
  func liar(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(kind, prepare: { $0.lies = true })
    try session.flasher.connect()
    let error = #expect(throws: FlasherError.self) { try session.flasher.write(Self.wholeImage) }
    guard case .stubWroteOther(let ranges, _) = error?.fault else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(ranges.count == 32)
    #expect(error?.account?.written.isEmpty == true && error?.account?.missing == ranges)
  }

  @Test(
    "lost answers and damaged frames cost time, not bytes", arguments: SimulatedForeignStub.Kind.allCases)
  func badLine(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(
      kind, seed: 4,
      prepare: {
        $0.lostPercent = 5
        // Frames of 64 KiB that cannot be shorter do not get through worse lines.
        $0.damagedPerMillion = Self.olderKinds.contains(kind) ? 5 : 30
      })
    try session.flasher.connect()
    #expect(try session.flasher.write(Self.wholeImage) == .verified(bytes: 0x2_0000))
    #expect(session.board.flash(0..<0x8_0000) == Self.expected(Self.wholeImage))
    #expect(!session.board.requests.isEmpty || session.board.stub != nil)
    #expect(session.board.stub?.hasExecuted != true)
  }

  @Test("a speed that the line does not carry is left for the next one that works")
  func speed() throws {
    let session = session(
      .kflash, options: { $0.session.baud = 3_000_000 }, prepare: { $0.speedLimit = 500_000 })
    try session.flasher.connect()
    #expect(session.board.stub?.baud == 460_800)
    #expect(session.events.all.contains(.baud(460_800)))
    #expect(try session.flasher.write(Self.wholeImage) == .verified(bytes: 0x2_0000))
  }

  @Test("a stub that dies is loaded again, and goes on", arguments: [5, 6, 7, 8])
  func death(request: Int) throws {
    let session = session(.kflash, prepare: { $0.diesAtRequest = request })
    try session.flasher.connect()
    #expect(try session.flasher.write(Self.oddImage) == .verified(bytes: 130_001))
    #expect(session.board.flash(0..<0x8_0000) == Self.expected(Self.oddImage))
    #expect(session.board.startCount >= 2)
    #expect(session.events.recoveryCount > 0 && session.events.all.contains(.resumed))
  }

  @Test("without lines nobody can look, and that is what is said")
  func notVerified() throws {
    let session = session(.kflash, hasModemLines: false)
    try session.flasher.connect()
    guard case .writtenNotVerified(let reason?) = try session.flasher.write(Self.oddImage) else {
      Issue.record("verified?")
      return
    }
    guard case .noAnswer = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(session.board.flash(0..<0x8_0000) == Self.expected(Self.oddImage))
    #expect(!session.events.all.contains(.verified(bytes: 130_001)))
    try session.flasher.reboot()
    #expect(session.board.stub?.hasRebooted == true)
  }

  @Test("without lines, whoever presses the buttons in time has it verified")
  func pressed() throws {
    let board = ForeignStubBoard(.kendryte, contents: Self.contents(), hasModemLines: false)
    var isVerified = false
    let flasher = ForeignFlasher(
      board, stub: ForeignStubBoard.program,
      events: { event in
        if case .recovering(let words) = event, words.contains("BOOT") { board.pressButtons() }
        if case .verified = event { isVerified = true }
      })
    try flasher.connect()
    #expect(try flasher.write(Self.wholeImage) == .verified(bytes: 0x2_0000))
    #expect(isVerified)
    try flasher.reboot()
  }

  @Test("who does not want to know is not told")
  func notAsked() throws {
    let session = session(.ktool, options: { $0.verifies = false })
    try session.flasher.connect()
    #expect(try session.flasher.write(Self.oddImage) == .writtenNotVerified(nil))
  }

  @Test("erases whole sectors", arguments: [SimulatedForeignStub.Kind.kflash, .ktool])
  func erase(_ kind: SimulatedForeignStub.Kind) throws {
    let session = session(kind)
    try session.flasher.connect()
    #expect(try session.flasher.erase(0x1_E010..<0x3_0001) == .verified(bytes: 0x1_3000))
    var after = Self.contents()
    after.replaceSubrange(0x1_E000..<0x3_1000, with: [UInt8](repeating: 0xFF, count: 0x1_3000))
    #expect(session.board.flash(0..<0x8_0000) == after)
  }

  @Test("reads what it can, and says what it cannot")
  func read() throws {
    let ktool = session(.ktool)
    try ktool.flasher.connect()
    #expect(try ktool.flasher.read(0x1_0FF0..<0x3_2345) == Array(Self.contents()[0x1_0FF0..<0x3_2345]))
    let kflash = session(.kflash)
    try kflash.flasher.connect()
    let error = #expect(throws: FlasherError.self) { try kflash.flasher.read(0..<1) }
    #expect(error?.description == "kflash's stub cannot read flash back")
  }

  @Test("what lies behind the chip's end, whole blocks included, is refused before anything is sent")
  func end() throws {
    let session = session(
      .kendryte, options: { ($0.chipByteCount, $0.mayDestroyNeighbours) = (0x3_8000, true) })
    try session.flasher.connect()
    let image = FlashImage(segments: [FlashSegment(address: 0x3_0000, bytes: [1])])
    let error = #expect(throws: FlasherError.self) { try session.flasher.write(image) }
    #expect(error?.fault == .beyondChip(end: 0x4_0000, chip: 0x3_8000))
    #expect(session.board.stub?.requests.contains(0xD4) == false)
  }

  @Test("one that says nothing, and the user who has enough")
  func silence() throws {
    let session = session(.kflash, hasModemLines: false, prepare: { $0.isMute = true })
    let error = #expect(throws: FlasherError.self) { try session.flasher.connect() }
    #expect(error?.fault == .stubSilent(.silence))
    var asked = 0
    let board = ForeignStubBoard(.kflash, contents: Self.contents())
    let flasher = ForeignFlasher(
      board, stub: ForeignStubBoard.program,
      shouldStop: {
        asked += 1
        return asked > 20
      })
    let cancelled = #expect(throws: FlasherError.self) {
      try flasher.connect()
      _ = try flasher.write(Self.wholeImage)
    }
    #expect(cancelled?.fault == .cancelled)
  }

  @Test("bytes that are lost beside an image, against a plain count", arguments: 1...10)
  func lost(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var segments: [FlashSegment] = []
    var address = 0
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      address += Int.random(in: 0...0x1_8000, using: &random)
      let count = Int.random(in: 1...0x1_8000, using: &random)
      segments.append(FlashSegment(address: address, bytes: [UInt8](repeating: 0, count: count)))
      address += count
    }
    var states = [UInt8](repeating: 0, count: 0x10_0000)
    for segment in segments {
      let blocks =
        (segment.address / 65_536 * 65_536)..<((segment.range.upperBound + 65_535) / 65_536 * 65_536)
      for index in blocks where states[index] == 0 { states[index] = 1 }
      for index in segment.range { states[index] = 2 }
    }
    var found = states.map { _ in false }
    for range in ForeignStub(.olderKFlash).lostRanges(FlashImage(segments: segments)) {
      for index in range { found[index] = true }
    }
    #expect(states.indices.allSatisfy { (states[$0] == 1) == found[$0] })
    #expect(ForeignStub(.ktool).lostRanges(FlashImage(segments: segments)).isEmpty)
  }

  @Test("what each lacks, in words")
  func lacks() {
    #expect(ForeignStub.Kind.allCases.map { ForeignStub($0).lacks.count } == [2, 4, 1])
  }
}
