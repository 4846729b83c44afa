import K210Board
import Testing

@Suite("NOR flash: commands")
struct NORFlashTests {
  @Test("Each type answers its identity in the three ways", arguments: NORChip.all)
  func identity(type: NORChip) {
    var flash = FlashDriver(type)
    #expect(flash.send([0x9F], read: 4) == type.jedecID + [type.jedecID[0]])
    #expect(flash.send(0x90, at: 0, read: 3) == [type.jedecID[0], type.deviceID, type.jedecID[0]])
    #expect(flash.send(0x90, at: 1, read: 2) == [type.deviceID, type.jedecID[0]])
    #expect(flash.send([0xAB, 0, 0, 0], read: 1) == [type.deviceID])
    #expect(flash.send([0x4B, 0, 0, 0, 0], read: 8) == flash.chip.uniqueID)
    #expect(type.byteCount == flash.chip.contents.count)
  }

  @Test("Parameters say how large the chip is and how it is read and erased")
  func parameters() {
    var flash = FlashDriver(.w25q64)
    #expect(flash.send(0x5A, at: 0, [0], read: 4) == Array("SFDP".utf8))
    let pointer = flash.send(0x5A, at: 12, [0], read: 3)
    let table = flash.send(0x5A, at: Int(pointer[0]) | Int(pointer[1]) << 8, [0], read: 36)
    #expect(Array(table[4..<8]) == [0xFF, 0xFF, 0xFF, 0x03])
    #expect(Array(table[28..<34]) == [0x0C, 0x20, 0x0F, 0x52, 0x10, 0xD8])
    #expect(flash.send(0x5A, at: 0xFF_FFFF, [0], read: 1) == [0xFF])
  }

  @Test("Programs make zeros only, take their time and clear WEL")
  func program() {
    var flash = FlashDriver()
    flash.send(0x02, at: 0x1000, [1, 2])
    #expect(flash.status() == [0, 0, 0x60])
    #expect(flash.chip.bytes(0x1000..<0x1002) == [0xFF, 0xFF])
    flash.send([0x06])
    #expect(flash.status()[0] == 2)
    flash.send(0x02, at: 0x1000, [0xF0, 0x3C])
    #expect(flash.status()[0] == 3)
    // Reads are not heard while it is busy.
    #expect(flash.send(0x03, at: 0x1000, read: 2) == [0xFF, 0xFF])
    flash.wait(.nanoseconds(32_499))
    #expect(flash.status()[0] == 3)
    flash.wait(.nanoseconds(1))
    #expect(flash.status()[0] == 0)
    flash.write(0x02, at: 0x1000, [0x1F, 0xFF])
    #expect(flash.send(0x03, at: 0x1000, read: 2) == [0x10, 0x3C])
    #expect(flash.chip.work.programs == 2)
  }

  @Test(
    "Erases clear what their size says, wherever in it the address is",
    arguments: [(UInt8(0x20), 0x1000), (0x52, 0x8000), (0xD8, 0x1_0000), (0xC7, 1 << 22), (0x60, 1 << 22)])
  func erase(opcode: UInt8, size: Int) {
    var flash = FlashDriver()
    flash.chip.load([UInt8](repeating: 0, count: 1 << 22), at: 0)
    let isChip = size == 1 << 22
    flash.send([0x06])
    if isChip { flash.send([opcode]) } else { flash.send(opcode, at: 0x1_9ABC) }
    #expect(flash.status()[0] == 3)
    let range = isChip ? 0..<size : (0x1_9ABC / size * size)..<(0x1_9ABC / size * size + size)
    let erased = [UInt8](repeating: 0xFF, count: size)
    let before = [UInt8](repeating: 0, count: range.lowerBound)
    let behind = [UInt8](repeating: 0, count: (1 << 22) - range.upperBound)
    #expect(flash.chip.contents == before + erased + behind)
    #expect(flash.chip.takeDirtySectors() == Array(range.lowerBound / 4096..<range.upperBound / 4096))
    #expect(flash.chip.takeDirtySectors() == [])
  }

  @Test("A command with a bit too many or too few does nothing")
  func strayBits() {
    var flash = FlashDriver()
    flash.send([0x06, 0])
    #expect(flash.status()[0] == 0)
    flash.send([0x06])
    flash.send([0x20, 0, 0])
    flash.send([0x20, 0, 0, 0, 0])
    flash.send([0x02, 0, 0, 0])
    flash.chip.select(1, at: flash.now)
    _ = flash.chip.exchange(SPIFrame(0x0200_0000, bitCount: 32), at: flash.now)
    _ = flash.chip.exchange(SPIFrame(0, bitCount: 12), at: flash.now)
    flash.chip.deselect(at: flash.now)
    #expect(flash.status()[0] == 2)
    #expect(flash.chip.takeDirtySectors() == [])
    #expect(flash.chip.work.ignoredCommands == 5)
  }

  @Test("Reads go on at the start behind the end")
  func readWraps() {
    var flash = FlashDriver()
    flash.chip.load([1], at: 0)
    flash.chip.load([2], at: (1 << 22) - 1)
    #expect(flash.send(0x03, at: (1 << 22) - 1, read: 2) == [2, 1])
    #expect(flash.send(0x0B, at: (1 << 22) - 1, [0x55], read: 2) == [2, 1])
    // Address bits that the chip does not have do not count.
    #expect(flash.send(0x03, at: 0x80_0000, read: 1) == [1])
  }

  @Test("Reset takes 66 and then 99, and forgets WEL and volatile status")
  func reset() {
    var flash = FlashDriver()
    flash.send([0x50])
    flash.send([0x31, 0x02])
    #expect(flash.status() == [0, 2, 0x60])
    flash.send([0x06])
    flash.send([0x99])
    flash.send([0x66])
    flash.send([0x05], read: 1)
    flash.send([0x99])
    #expect(flash.status()[0] == 2)
    flash.send([0x66])
    flash.send([0x99])
    #expect(flash.send([0x9F], read: 1) == [0xFF])
    flash.wait(.microseconds(30))
    #expect(flash.status() == [0, 0, 0x60])
  }

  @Test("A chip without power hears only AB")
  func powerDown() {
    var flash = FlashDriver()
    flash.send([0xB9])
    #expect(flash.send([0x9F], read: 1) == [0xFF])
    flash.send([0xAB])
    #expect(flash.send([0x9F], read: 1) == [0xFF])
    flash.wait(.microseconds(3))
    #expect(flash.send([0x9F], read: 1) == [0xEF])
  }

  @Test("A suspended erase lets other sectors be read and programmed, and goes on")
  func suspend() {
    var flash = FlashDriver()
    flash.chip.load([7], at: 0x2000)
    flash.send([0x06])
    flash.send(0x20, at: 0)
    flash.wait(.milliseconds(15))
    flash.send([0x75])
    #expect(flash.status()[0] & 1 == 1)
    flash.wait(.microseconds(20))
    #expect(flash.status() == [0, 0x80, 0x60])
    #expect(flash.send(0x03, at: 0x2000, read: 1) == [7])
    flash.write(0x02, at: 0x3000, [9])
    flash.write(0x02, at: 0x0000, [9])
    flash.send([0x04])
    #expect(flash.send(0x03, at: 0x3000, read: 1) == [9])
    flash.send([0x7A])
    #expect(flash.status()[1] == 0)
    flash.wait(.milliseconds(29))
    #expect(flash.status()[0] == 1)
    flash.wait(.milliseconds(2))
    #expect(flash.status()[0] == 0)
    #expect(flash.send(0x03, at: 0, read: 1) == [0xFF])
  }

  @Test("A suspended program lets nothing be programmed, and is all there in the end")
  func suspendProgram() {
    var flash = FlashDriver()
    flash.send([0x06])
    flash.send(0x02, at: 0, [UInt8](repeating: 0, count: 256))
    flash.wait(.microseconds(100))
    flash.send([0x75])
    flash.wait(.microseconds(20))
    flash.write(0x02, at: 0x1000, [0])
    flash.send([0x04])
    #expect(flash.chip.contents[0x1000] == 0xFF)
    flash.send([0x7A])
    #expect(flash.status()[0] == 1)
    flash.wait(.milliseconds(1))
    #expect(flash.send(0x03, at: 0, read: 256) == [UInt8](repeating: 0, count: 256))
  }
}
