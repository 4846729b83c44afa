import Bytes
import K210Board
import K210Flash
import TestSupport
import Testing

@Suite("The flash stub and the chip")
struct StubFlashTests {
  /// What a chip has done that nothing was done to.
  private static let nothing = NORFlash(.w25q32).work

  private func ready(_ flash: NORFlash = NORFlash(.w25q32)) throws -> StubOnBoard {
    let stub = StubOnBoard(flash: flash)
    try #require(stub.setBaud(1_500_000))
    try #require(stub.begin(epoch: 1) != nil)
    try #require(stub.select() != nil)
    return stub
  }

  private func random(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return random.bytes(count)
  }

  /// Whether a stretch of flash holds bytes; what differs would fill pages.
  private func holds(_ stub: StubOnBoard, _ bytes: some Sequence<UInt8>, at address: Int = 0) -> Bool {
    let bytes = Array(bytes)
    return Array(stub.board.flash.bytes(address..<address + bytes.count)) == bytes
  }

  // MARK: Selecting

  @Test("identifies each type of chip", arguments: NORChip.all)
  func identity(chip: NORChip) throws {
    let stub = StubOnBoard(flash: NORFlash(chip, uniqueID: [1, 2, 3, 4, 0xC0, 0xDB, 7, 8]))
    _ = stub.begin(epoch: 1)
    let identity = try #require(stub.select())
    #expect(identity.jedecID == chip.jedecID)
    #expect(identity.uniqueID == [1, 2, 3, 4, 0xC0, 0xDB, 7, 8])
    #expect(identity.status == [0, chip.canWriteQuadEnable ? 0 : 2, 0x60])
    #expect(stub.board.flash.work == Self.nothing)
  }

  @Test("finds nobody at SPI0, and the chip at SPI3 afterwards")
  func otherBus() throws {
    let stub = try ready()
    let nobody = try #require(stub.select(0))
    #expect(nobody.jedecID == [0xFF, 0xFF, 0xFF] && nobody.uniqueID == [UInt8](repeating: 0xFF, count: 8))
    #expect(stub.select()?.jedecID == NORChip.w25q32.jedecID)
  }

  @Test("a controller of another number makes no sense", arguments: [UInt32(1), 2, 4, .max])
  func badBus(number: UInt32) {
    let stub = StubOnBoard()
    _ = stub.begin(epoch: 1)
    stub.queue(.select, first: number)
    #expect(stub.finish()?.failure == StubFailure(kind: .badRange, address: number, sequence: 1))
  }

  @Test(
    "wakes a chip from continuous reading and from sleep", arguments: [[UInt8]]([[0xB9], [0xEB], [0xBB]]))
  func leftovers(command: [UInt8]) throws {
    var flash = NORFlash(.w25q128jvQ)
    let time = BoardTime.zero
    flash.select(1, at: time)
    _ = flash.exchange(SPIFrame(UInt32(command[0]), bitCount: 8), at: time)
    if command[0] != 0xB9 {
      // An address and mode bits that have the chip go on without a command next time.
      let lanes = command[0] == 0xEB ? 4 : 2
      _ = flash.exchange(SPIFrame(0x0000_00A0, bitCount: 32, lanes: lanes), at: time)
    }
    flash.deselect(at: time)
    let stub = StubOnBoard(flash: flash)
    _ = stub.begin(epoch: 1)
    #expect(stub.select()?.jedecID == [0xEF, 0x40, 0x18])
  }

  @Test("needs a chip to be selected", arguments: [StubOperation.read, .checksums, .write, .erase])
  func nothingSelected(operation: StubOperation) {
    let stub = StubOnBoard()
    _ = stub.begin(epoch: 1)
    stub.queue(operation, first: 0, second: 4096, data: [0, 16, 0, 0])
    #expect(stub.finish()?.failure == StubFailure(kind: .notSelected, address: 0, sequence: 1))
  }

  // MARK: Reading

  @Test(
    "reads any bytes, and their checksums",
    arguments: [(0, 1), (1, 3), (0xFFD, 7), (0x1_2345, 4096), (0x3F_FFFF, 1), (0x3F_F000, 4096)])
  func reading(address: Int, count: Int) throws {
    let contents = random(1 << 22)
    let stub = try ready(NORFlash(.w25q32, contents: contents))
    let expected = Array(contents[address..<address + count])
    let read = try #require(stub.result(.read, first: UInt32(address), second: UInt32(count)))
    #expect(read.elementsEqual(expected))
    for piece in [1000, 4096, 0x1_0000] {
      var data = ByteWriter()
      data.append(UInt32(piece))
      let sums = try #require(
        stub.result(.checksums, first: UInt32(address), second: UInt32(count), data: data.bytes))
      var wanted = ByteWriter()
      for start in stride(from: 0, to: count, by: piece) {
        wanted.append(CRC32.checksum(of: expected[start..<min(start + piece, count)]))
      }
      #expect(sums == wanted.bytes)
    }
  }

  @Test("checksums of pieces longer than what is read at a time")
  func longPieces() throws {
    let contents = random(0x5000)
    let stub = try ready(NORFlash(.w25q32, contents: contents))
    let sums = try #require(stub.result(.checksums, first: 1, second: 0x4FFF, data: [1, 0x20, 0, 0]))
    var wanted = ByteWriter()
    for start in stride(from: 1, to: 0x5000, by: 0x2001) {
      wanted.append(CRC32.checksum(of: contents[start..<min(start + 0x2001, 0x5000)]))
    }
    #expect(sums == wanted.bytes)
  }

  // MARK: Writing

  /// What is in a sector before a write: nothing, noughts where they do no harm, or anything.
  enum Before: CaseIterable {
    case blank, fitting, other, equal
  }

  @Test(
    "a write has the flash hold its bytes and leaves the others", .optimisedOnly, arguments: Before.allCases,
    [(0x1000, 4096), (0x1001, 1), (0x10FF, 2), (0x1FF0, 16), (0x1234, 3000)])
  func writing(before: Before, place: (Int, Int)) throws {
    let (address, count) = place
    let data = random(count, seed: 7)
    var contents = random(0x3000, seed: 9)
    switch before {
    case .blank: contents.replaceSubrange(0x1000..<0x2000, with: repeatElement(0xFF, count: 4096))
    case .fitting:
      for index in 0..<count { contents[address + index] |= data[index] }
    case .equal: contents.replaceSubrange(address..<address + count, with: data)
    case .other: break
    }
    let old = contents
    let stub = try ready(NORFlash(.w25q32, contents: contents))
    stub.queue(.write, first: UInt32(address), second: UInt32(count), data: data)
    let state = try #require(stub.finish())
    #expect(state.failure == nil)
    contents.replaceSubrange(address..<address + count, with: data)
    #expect(holds(stub, contents))
    let pages = (0..<16).count { page in
      let range = 0x1000 + page * 256..<0x1100 + page * 256
      return contents[range] != old[range]
    }
    let work = stub.board.flash.work
    switch before {
    case .blank, .fitting: #expect(work.sectorErases == 0 && work.programs == pages)
    case .other: #expect(work.sectorErases == 1 && work.programs == 16)
    case .equal: #expect(work == Self.nothing)
    }
  }

  @Test("of a sector that is erased, pages that stay blank are not programmed")
  func blankPages() throws {
    let stub = try ready(NORFlash(.w25q32, contents: random(0x1000)))
    var data = [UInt8](repeating: 0xFF, count: 4096)
    data[0x321] = 0
    stub.queue(.write, first: 0, second: 4096, data: data)
    #expect(stub.finish()?.failure == nil)
    #expect(holds(stub, data))
    #expect(stub.board.flash.work.sectorErases == 1 && stub.board.flash.work.programs == 1)
  }

  @Test("an erase takes the largest commands that fit")
  func erasing() throws {
    let contents = random(0x4_0000)
    let stub = try ready(NORFlash(.w25q32, contents: contents))
    stub.queue(.erase, first: 0x7000, second: 0x2_B000)
    #expect(stub.finish()?.failure == nil)
    var expected = contents
    expected.replaceSubrange(0x7000..<0x3_2000, with: repeatElement(0xFF, count: 0x2_B000))
    #expect(holds(stub, expected))
    let work = stub.board.flash.work
    // 7 alone, 8…F, 1 and 2 whole, 30 and 31 alone.
    #expect((work.sectorErases, work.block32Erases, work.block64Erases) == (3, 1, 2))
  }

  @Test(
    "words that make no sense are a failure, and nothing is done after it",
    arguments: [
      StubRequest(.read, first: 0, second: 0), StubRequest(.read, first: 0, second: 4097),
      StubRequest(.read, first: 0x40_0000, second: 1), StubRequest(.read, first: .max, second: 2),
      StubRequest(.checksums, first: 0, second: 4096, data: [0, 0, 0, 0]),
      StubRequest(.checksums, first: 0, second: 4096, data: [0, 16]),
      StubRequest(.checksums, first: 0, second: 1025, data: [1, 0, 0, 0]),
      StubRequest(.write, first: 0xFFF, second: 2, data: [1, 2]),
      StubRequest(.write, first: 0, second: 3, data: [1, 2]),
      StubRequest(.write, first: 0, second: .max, data: [1, 2]),
      StubRequest(.erase, first: 0x800, second: 0x1000), StubRequest(.erase, first: 0, second: 0x1001),
      StubRequest(.erase, first: 0x3F_F000, second: 0x2000),
    ])
  func senseless(request: StubRequest) throws {
    let stub = try ready()
    let number = stub.queue(
      request.operation, first: request.first, second: request.second, data: request.data)
    stub.queue(.write, first: 0, second: 1, data: [0])
    stub.run(.milliseconds(100))
    _ = stub.takeReplies()
    let state = try #require(stub.state())
    #expect(state.failure == StubFailure(kind: .badRange, address: request.first, sequence: number))
    #expect(state.done == number - 1 && state.freeSlots == 256)
    #expect(stub.board.flash.work == Self.nothing)
    // A new epoch begins without it.
    #expect(stub.begin(epoch: 2)?.failure == nil)
    stub.queue(.write, first: 0, second: 1, data: [0])
    #expect(stub.finish()?.failure == nil)
  }

  @Test("an unknown code that is queued fails in its turn, others are refused")
  func unknownCode() throws {
    let stub = try ready()
    func frame(_ sequence: UInt16) -> [UInt8] {
      var body = ByteWriter()
      body.append(contentsOf: [0x3F, 1])
      body.append(sequence)
      body.append(UInt32(0))
      body.append(UInt32(1))
      var bytes = body
      bytes.append(CRC32.checksum(of: body.bytes))
      return SLIP.encode(bytes.bytes)
    }
    stub.send(frame(0))
    stub.run(.milliseconds(10))
    // No reply that is known, but one.
    #expect(stub.takeReplies().isEmpty && stub.noiseCount == 1)
    stub.send(frame(stub.sequence))
    stub.run(.milliseconds(10))
    _ = stub.takeReplies()
    #expect(stub.state()?.failure?.kind == .unknownOperation)
  }

  @Test(
    "the controller as strict as silicon, and chips at their slowest", .optimisedOnly,
    arguments: NORTiming.Profile.allCases)
  func strict(profile: NORTiming.Profile) throws {
    let contents = random(0x2_0000)
    let stub = try ready(NORFlash(.gd25lq128, contents: contents, profile: profile))
    stub.board.isFlashBusStrict = true
    let data = random(0x4000, seed: 3)
    stub.queue(.erase, first: 0x1_0000, second: 0x1_0000)
    for start in stride(from: 0, to: 0x4000, by: 4096) {
      stub.queue(
        .write, first: UInt32(0xE000 + start), second: 4096, data: Array(data[start..<start + 4096]))
    }
    #expect(stub.finish()?.failure == nil)
    #expect(holds(stub, data, at: 0xE000))
    #expect(holds(stub, contents[..<0xE000]))
    let read = try #require(stub.result(.read, first: 0xEFFF, second: 4096))
    #expect(read.elementsEqual(data[0xFFF..<0x1FFF]))
  }
}
