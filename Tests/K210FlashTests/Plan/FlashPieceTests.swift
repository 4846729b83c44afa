import K210Flash
import Testing

@Suite("Pieces and times")
struct FlashPieceTests {
  @Test("what lies in flash: as it is, reversed, framed") func flashBytes() throws {
    func piece(framed: Bool, reversed: Bool) -> FlashPiece {
      FlashPiece(
        name: "a", address: 0, file: [1, 2, 3, 4, 5, 6, 7, 8], isFramed: framed, isReversed: reversed)
    }
    let plain = piece(framed: false, reversed: false)
    #expect(try plain.flashBytes() == plain.file)
    #expect(plain.byteCount == 8)
    #expect(try piece(framed: false, reversed: true).flashBytes() == [4, 3, 2, 1, 8, 7, 6, 5])
    let framed = piece(framed: true, reversed: true)
    let bytes = try framed.flashBytes()
    #expect(bytes.count == framed.byteCount)
    #expect(bytes == (try FirmwareImage(program: [4, 3, 2, 1, 8, 7, 6, 5]).encoded))
    #expect(try framed.flashBytes(isDualIO: false).first == 0)
    let odd = FlashPiece(name: "a", address: 0, file: [1, 2, 3, 4, 5], isFramed: false, isReversed: true)
    #expect(odd.content == [4, 3, 2, 1, 5])
  }

  @Test("an entry of a package is a piece") func entry() {
    let entry = FlashPackage.Entry(
      item: .init(address: 0x1000, name: "m", hasHeader: true, isReversed: true), bytes: [1])
    #expect(
      FlashPiece(entry)
        == FlashPiece(name: "m", address: 0x1000, file: [1], isFramed: true, isReversed: true))
  }

  /// A plan of one file.
  private func map(_ count: Int, stub: FlashStub = .kflash) -> FlashMap {
    FlashMap(
      [FlashPiece(name: "a", address: 0, file: [UInt8](repeating: 0, count: count), isFramed: false)],
      stub: stub)
  }

  @Test("a block of 64 KiB takes 0.37 s in flash, and its bytes on the wire") func blockTime() {
    let time = WriteTime(map(65_536), baud: 1_500_000)
    #expect(abs(time.flash - 0.370) < 0.001)
    #expect(abs(time.wire - 0.441) < 0.001)
    #expect(abs(time.stub - 1.448) < 0.001)
    #expect(time.total == time.stub + time.wire + time.flash)
  }

  @Test("at 115,200 baud the wire sets the pace, 11 KiB/s at most") func slow() {
    let time = WriteTime(map(1 << 20), baud: 115_200)
    #expect((10.0...11.2).contains(1024 / time.wire))
    #expect(time.wire > 10 * time.flash)
  }

  @Test("a stub with small blocks erases less") func smallBlocks() {
    #expect(
      WriteTime(map(100, stub: .sipeed), baud: 115_200).flash < WriteTime(map(100), baud: 115_200).flash)
    #expect(WriteTime(map(0), baud: 115_200).flash == 0)
    #expect(WriteTime(map(1), baud: 0).wire.isFinite)
  }

  @Test("Kiln's stub: the slower of wire and flash decides") func pipelined() {
    let block = map(65_536, stub: .kiln)
    let fast = WriteTime(block, baud: 1_500_000, stubByteCount: 6144)
    // One erase of 64 KiB, 256 programs of a page.
    #expect(abs(fast.flash - (0.150 + 256 * 0.0006675)) < 1e-6)
    #expect(abs(fast.wire - 0.441) < 0.001)
    #expect(abs(fast.stub - 0.539) < 0.001)
    #expect(fast.total == fast.stub + fast.wire)
    let faster = WriteTime(block, baud: 3_000_000, stubByteCount: 6144)
    #expect(faster.total == faster.stub + faster.flash)
    // Less than a block: sectors, 45 ms each.
    #expect(abs(WriteTime(map(5000, stub: .kiln), baud: 1).flash - (2 * 0.045 + 32 * 0.0006675)) < 1e-6)
    let sticksOut = FlashPiece(
      name: "a", address: 0xF000, file: [UInt8](repeating: 0, count: 0x1_2000), isFramed: false)
    let time = WriteTime(FlashMap([sticksOut], stub: .kiln), baud: 1)
    #expect(abs(time.flash - (2 * 0.045 + 0.150 + 288 * 0.0006675)) < 1e-6)
    #expect(WriteTime(block, baud: 1_500_000).total < WriteTime(map(65_536), baud: 1_500_000).total)
  }
}
