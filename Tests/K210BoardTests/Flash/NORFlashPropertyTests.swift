import K210Board
import TestSupport
import Testing

@Suite("NOR flash: properties")
struct NORFlashPropertyTests {
  @Test("Programs of any length and address equal a page that wraps", arguments: [UInt64(1), 2, 3])
  func pageWrap(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var flash = FlashDriver()
    var model = [UInt8](repeating: 0xFF, count: 1024)
    for _ in 0..<60 {
      let address = Int(random.next() % 1024)
      let bytes = (0..<Int(random.next() % 600 + 1)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      flash.write(0x02, at: address, bytes)
      var page: [Int: UInt8] = [:]
      for (index, byte) in bytes.enumerated() { page[address / 256 * 256 + (address + index) % 256] = byte }
      for (place, byte) in page { model[place] &= byte }
      if random.next() % 8 == 0 {
        flash.write(0x20, at: address)
        model = [UInt8](repeating: 0xFF, count: 1024)
      }
      #expect(Array(flash.chip.bytes(0..<1024)) == model)
    }
  }

  @Test("Whole bytes and single clocks give the same answers")
  func clocks() {
    var random = SplitMix64(seed: 5)
    var flash = FlashDriver()
    flash.chip.load((0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }, at: 0)
    for offset in 0..<32 {
      let bytes = flash.send(0x03, at: offset, read: 4)
      flash.chip.select(1, at: flash.now)
      _ = flash.chip.exchange(SPIFrame(0x0300_0000 | UInt32(offset), bitCount: 32), at: flash.now)
      var word: UInt32 = 0
      for _ in 0..<32 { word = word << 1 | UInt32(flash.chip.clock(0, at: flash.now) >> 1 & 1) }
      flash.chip.deselect(at: flash.now)
      #expect(bytes == [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) })
    }
  }

  @Test("Frames of whole bytes do what their single clocks do", arguments: [UInt64(1), 2, 3])
  func wholeBytes(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (whole, single) = (NORFlash(profile: .fast), NORFlash(profile: .fast))
    let opcodes: [UInt32] = [
      0x06, 0x05, 0x35, 0x31, 0x03, 0x0B, 0x3B, 0xBB, 0x6B, 0xEB, 0x02, 0x32, 0x20, 0x9F, 0xFF,
    ]
    var time = BoardTime.zero
    for _ in 0..<2000 {
      time = time + .microseconds(Int64(random.next() % 20))
      whole.allowWrites(at: time)
      single.allowWrites(at: time)
      whole.select(1, at: time)
      single.select(1, at: time)
      for index in 0..<Int(random.next() % 8 + 1) {
        let bitCount = index == 0 ? 8 : 8 * Int(random.next() % 4 + 1)
        // The first frame is mostly an instruction on one line; the others use any lines, with few addresses.
        let lanes = index == 0 && random.next() % 8 != 0 ? 1 : [1, 2, 4][Int(random.next() % 3)]
        let data = UInt32(truncatingIfNeeded: random.next()) & 0x0303_0303
        let value = index == 0 ? opcodes[Int(random.next() % UInt64(opcodes.count))] : data
        let listens = index > 0 && random.next() % 4 == 0
        let frame = SPIFrame(listens ? nil : value, bitCount: bitCount, lanes: lanes)
        var answer: UInt32 = 0
        for left in stride(from: bitCount - lanes, through: 0, by: -lanes) {
          let clock = SPIFrame(listens ? nil : value >> UInt32(left), bitCount: lanes, lanes: lanes)
          answer = answer << UInt32(lanes) | single.exchange(clock, at: time)
        }
        #expect(whole.exchange(frame, at: time) == answer)
      }
      whole.deselect(at: time)
      single.deselect(at: time)
    }
    #expect(whole.work == single.work && whole.contents == single.contents)
    #expect(whole.work.programs > 0 && whole.work.ignoredCommands > 0)
  }

  @Test("Any frames at any time leave a chip that still works after a reset", arguments: [UInt64(1), 2, 3])
  func anything(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var flash = FlashDriver(profile: .fast)
    let opcodes: [UInt8] = [
      0x06, 0x04, 0x50, 0x05, 0x35, 0x15, 0x01, 0x31, 0x11, 0x03, 0x0B, 0x3B, 0xBB, 0x6B, 0xEB, 0x02, 0x32,
      0x20, 0x52, 0xD8, 0x9F, 0x90, 0xAB, 0x4B, 0x5A, 0x66, 0x99, 0xFF, 0xB9, 0x75, 0x7A,
    ]
    for _ in 0..<1500 {
      flash.chip.select(1, at: flash.now)
      let known = opcodes.randomElement(using: &random)!
      let opcode = random.next() % 4 == 0 ? UInt8(random.next() & 0xFF) : known
      // SRL would keep protection for the rest of the test.
      _ = flash.chip.exchange(SPIFrame(UInt32(opcode == 0x01 ? 0x06 : opcode), bitCount: 8), at: flash.now)
      for _ in 0..<(random.next() % 6) {
        let value = random.next() % 3 == 0 ? nil : UInt32(truncatingIfNeeded: random.next())
        let lanes = [1, 1, 2, 4, 8].randomElement(using: &random)!
        _ = flash.chip.exchange(
          SPIFrame(value, bitCount: Int(random.next() % 32 + 1), lanes: lanes), at: flash.now)
      }
      flash.chip.idle(clocks: Int(random.next() % 12), at: flash.now)
      flash.chip.deselect(at: flash.now)
      flash.wait(.nanoseconds(Int64(random.next() % 1500)))
      let status = flash.chip.statusRegister(1, at: flash.now)
      #expect((status & 1 == 1) == flash.chip.isBusy(at: flash.now))
    }
    flash.chip.cutPower(at: flash.now)
    flash.send([0xFF])
    flash.wait(.seconds(1))
    #expect(flash.send([0x9F], read: 3) == [0xEF, 0x40, 0x16])
    #expect(flash.chip.contents.count == 1 << 22)
  }
}

extension NORFlash {
  /// Sends write enable in a transaction of its own.
  fileprivate mutating func allowWrites(at time: BoardTime) {
    select(1, at: time)
    _ = exchange(SPIFrame(0x06, bitCount: 8), at: time)
    deselect(at: time)
  }
}
