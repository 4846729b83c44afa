import K210Board
import Testing

@Suite("NOR flash: faults")
struct NORFaultTests {
  @Test("A stuck chip stays busy, until power goes")
  func stuck() {
    var faults = NORFaults()
    faults.operationsBeforeStuck = 1
    var flash = FlashDriver(faults: faults)
    flash.write(0x20, at: 0)
    #expect(flash.status()[0] == 0)
    flash.write(0x20, at: 0)
    #expect(flash.status()[0] == 3)
    flash.chip.faults.operationsBeforeStuck = nil
    flash.chip.cutPower(at: flash.now)
    #expect(flash.status()[0] == 0)
  }

  @Test("Worn sectors keep the same zeros, whatever is written")
  func worn() {
    var faults = NORFaults()
    faults.wornSectors = [2]
    var flash = FlashDriver(faults: faults)
    flash.write(0x20, at: 0x1000)
    #expect(flash.chip.bytes(0x1000..<0x2000).allSatisfy { $0 == 0xFF })
    flash.write(0x20, at: 0x2000)
    let first = flash.chip.bytes(0x2000..<0x3000)
    #expect(first.reduce(0) { $0 + $1.nonzeroBitCount } == 4096 * 8 - 8)
    flash.write(0xD8, at: 0)
    #expect(flash.chip.bytes(0x2000..<0x3000) == first)
  }

  @Test("Write enables are lost, ranges do not take writes, another identity is answered")
  func others() {
    var faults = NORFaults()
    faults.losesWriteEnableEach = 3
    faults.unwritableRanges = [0x1010..<0x1020]
    faults.jedecID = [1, 2, 3]
    var flash = FlashDriver(faults: faults)
    var enabled: [Bool] = []
    for _ in 0..<6 {
      flash.send([0x06])
      enabled.append(flash.status()[0] == 2)
      flash.send([0x04])
    }
    #expect(enabled == [true, true, false, true, true, false])
    flash.write(0x02, at: 0x1000, [UInt8](repeating: 0, count: 64))
    #expect(flash.chip.bytes(0x1000..<0x1040).map { $0 == 0 } == (0..<64).map { !(16..<32).contains($0) })
    #expect(flash.send([0x9F], read: 3) == [1, 2, 3])
  }

  @Test("Power that goes halfway leaves half of the bits, equal seeds the same", arguments: [UInt64(1), 2])
  func powerCut(seed: UInt64) {
    var results: [[UInt8]] = []
    for _ in 0..<2 {
      var faults = NORFaults()
      faults.seed = seed
      var flash = FlashDriver(faults: faults)
      flash.chip.load([UInt8](repeating: 0, count: 4096), at: 0)
      flash.send([0x06])
      flash.send(0x20, at: 0)
      flash.wait(.microseconds(22_500))
      flash.chip.cutPower(at: flash.now)
      #expect(flash.status()[0] == 0)
      results.append(Array(flash.chip.bytes(0..<4096)))
    }
    let ones = results[0].reduce(0) { $0 + $1.nonzeroBitCount }
    #expect((15_800...17_000).contains(ones))
    #expect(results[0] == results[1])
  }

  @Test("Power that goes before or after an operation leaves all or nothing of it")
  func powerCutEdges() {
    for (wait, expected) in [(Duration.zero, UInt8(0xFF)), (.milliseconds(1), 0)] {
      var flash = FlashDriver()
      flash.send([0x06])
      flash.send(0x02, at: 0, [0])
      flash.wait(wait)
      flash.chip.cutPower(at: flash.now)
      #expect(flash.chip.contents[0] == expected)
    }
  }
}
