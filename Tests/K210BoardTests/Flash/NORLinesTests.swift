import K210Board
import Testing

@Suite("NOR flash: more than one line")
struct NORLinesTests {
  private static let sample: [UInt8] = [0x12, 0x9A, 0xFE, 0x07]

  private func makeFlash(isQuadEnabled: Bool = true) -> FlashDriver {
    var flash = FlashDriver()
    flash.chip.load(Self.sample, at: 0x4321)
    if isQuadEnabled { flash.writeStatus([0x31, 2]) }
    return flash
  }

  /// A read whose parts use the lines given.
  private func read(
    _ flash: inout FlashDriver, _ opcode: UInt8?, address: SPIFrame, dummies: Int, lanes: Int
  ) -> [UInt8] {
    flash.chip.select(1, at: flash.now)
    if let opcode { _ = flash.chip.exchange(SPIFrame(UInt32(opcode), bitCount: 8), at: flash.now) }
    _ = flash.chip.exchange(address, at: flash.now)
    flash.chip.idle(clocks: dummies, at: flash.now)
    let word = flash.chip.exchange(SPIFrame(nil, bitCount: 32, lanes: lanes), at: flash.now)
    flash.chip.deselect(at: flash.now)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  @Test("Dual and quad reads answer on their lines")
  func reads() {
    var flash = makeFlash()
    let single = SPIFrame(0x4321, bitCount: 24)
    #expect(read(&flash, 0x3B, address: single, dummies: 8, lanes: 2) == Self.sample)
    #expect(read(&flash, 0x6B, address: single, dummies: 8, lanes: 4) == Self.sample)
    let dual = SPIFrame(0x43_21FF, bitCount: 32, lanes: 2)
    #expect(read(&flash, 0xBB, address: dual, dummies: 0, lanes: 2) == Self.sample)
    let quad = SPIFrame(0x43_21FF, bitCount: 32, lanes: 4)
    #expect(read(&flash, 0xEB, address: quad, dummies: 4, lanes: 4) == Self.sample)
    // Six clocks without mode bits are the same: lines that nobody drives are 1.
    let bare = SPIFrame(0x4321, bitCount: 24, lanes: 4)
    #expect(read(&flash, 0xEB, address: bare, dummies: 6, lanes: 4) == Self.sample)
    #expect(read(&flash, 0xEB, address: bare, dummies: 5, lanes: 4) == [0xF1, 0x29, 0xAF, 0xE0])
  }

  @Test("Quad commands need QE, dual ones do not")
  func quadEnable() {
    var flash = makeFlash(isQuadEnabled: false)
    let single = SPIFrame(0x4321, bitCount: 24)
    #expect(read(&flash, 0x6B, address: single, dummies: 8, lanes: 4) == [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(read(&flash, 0x3B, address: single, dummies: 8, lanes: 2) == Self.sample)
    flash.send([0x06])
    flash.send(0x32, at: 0x8000, [0, 0])
    #expect(flash.status()[0] == 2)
  }

  @Test("A reader with too many lines sees the others as 1")
  func wrongLines() {
    var flash = makeFlash()
    let single = SPIFrame(0x4321, bitCount: 24)
    // One data line on the second of four: bits of 0x12, seven clocks away from each other.
    #expect(read(&flash, 0x03, address: single, dummies: 0, lanes: 4) == [0xDD, 0xDF, 0xDD, 0xFD])
  }

  @Test("Quad programs take four bits at a clock")
  func quadProgram() {
    var flash = makeFlash()
    flash.send([0x06])
    flash.chip.select(1, at: flash.now)
    _ = flash.chip.exchange(SPIFrame(0x3200_80FE, bitCount: 32), at: flash.now)
    _ = flash.chip.exchange(SPIFrame(0x0102_0304, bitCount: 32, lanes: 4), at: flash.now)
    flash.chip.deselect(at: flash.now)
    flash.wait(.milliseconds(1))
    #expect(flash.send(0x03, at: 0x80FE, read: 2) == [1, 2])
    #expect(flash.send(0x03, at: 0x8000, read: 2) == [3, 4])
  }

  @Test("Mode bits 10 drop the instruction from the next read, FF brings it back")
  func continuous() {
    var flash = makeFlash()
    let keep = SPIFrame(0x43_21A0, bitCount: 32, lanes: 4)
    #expect(read(&flash, 0xEB, address: keep, dummies: 4, lanes: 4) == Self.sample)
    #expect(read(&flash, nil, address: keep, dummies: 4, lanes: 4) == Self.sample)
    // Read as an address, the instruction only ends the mode: its last two clocks have mode bits 11.
    #expect(flash.send([0x9F], read: 3) != [0xEF, 0x40, 0x16])
    #expect(flash.send([0x9F], read: 3) == [0xEF, 0x40, 0x16])
    #expect(read(&flash, 0xEB, address: keep, dummies: 4, lanes: 4) == Self.sample)
    flash.send([0xFF])
    #expect(flash.send([0x9F], read: 3) == [0xEF, 0x40, 0x16])
  }
}
