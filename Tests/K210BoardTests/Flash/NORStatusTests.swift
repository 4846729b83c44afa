import K210Board
import Testing

@Suite("NOR flash: status registers and protection")
struct NORStatusTests {
  @Test("Status writes take WEL and their time; what is reserved stays 0, lock bits stay 1")
  func write() {
    var flash = FlashDriver()
    flash.send([0x01, 0xFC, 0xFF])
    #expect(flash.status() == [0, 0, 0x60])
    flash.send([0x06])
    flash.send([0x01, 0x04, 0x3A])
    #expect(flash.status()[0] == 0x07)
    flash.wait(.milliseconds(10))
    #expect(flash.status() == [0x04, 0x3A, 0x60])
    flash.writeStatus([0x31, 0])
    #expect(flash.status() == [0x04, 0x38, 0x60])
    flash.writeStatus([0x11, 0xFF])
    #expect(flash.status() == [0x04, 0x38, 0xE4])
  }

  @Test("A short status write clears QE of some types only")
  func shortWrite() {
    for (type, expected) in [(NORChip.w25q128, UInt8(2)), (.gd25lq128, 0), (.w25q128jvQ, 2)] {
      var flash = FlashDriver(type)
      flash.writeStatus([0x01, 0, 2])
      flash.writeStatus([0x01, 0])
      #expect(flash.status()[1] == expected, "\(type.name)")
    }
    var fixed = FlashDriver(.w25q128jvQ)
    fixed.writeStatus([0x31, 0])
    #expect(fixed.status()[1] == 2)
  }

  @Test("SRL keeps the registers until power goes, which also forgets volatile bits")
  func lock() {
    var flash = FlashDriver()
    flash.writeStatus([0x01, 0x08, 0x01])
    flash.writeStatus([0x01, 0, 0])
    #expect(flash.status() == [0x0A, 0x01, 0x60])
    flash.chip.cutPower(at: flash.now)
    #expect(flash.status() == [0x08, 0, 0x60])
    flash.send([0x50])
    flash.send([0x01, 0x1C])
    #expect(flash.status()[0] == 0x1C)
    flash.chip.cutPower(at: flash.now)
    #expect(flash.status()[0] == 0x08)
  }

  @Test(
    "Protection covers what the data sheet's table says",
    arguments: [
      // SR1 and SR2 of a chip of 4 MiB; what is protected.
      (UInt8(0x04), UInt8(0), 0x3F_0000..<0x40_0000), (0x24, 0, 0..<0x1_0000),
      (0x08, 0, 0x3E_0000..<0x40_0000), (0x18, 0, 0x20_0000..<0x40_0000), (0x1C, 0, 0..<0x40_0000),
      (0x38, 0, 0..<0x20_0000), (0x44, 0, 0x3F_F000..<0x40_0000), (0x68, 0, 0..<0x2000),
      (0x4C, 0, 0x3F_C000..<0x40_0000), (0x50, 0, 0x3F_8000..<0x40_0000), (0x74, 0, 0..<0x8000),
      (0x5C, 0, 0..<0x40_0000), (0x04, 0x40, 0..<0x3F_0000), (0x64, 0x40, 0x1000..<0x40_0000),
      (0x00, 0x40, 0..<0x40_0000), (0x1C, 0x40, 0..<0),
    ])
  func protection(status1: UInt8, status2: UInt8, expected: Range<Int>) {
    var flash = FlashDriver()
    flash.writeStatus([0x01, status1, status2])
    // Sectors beside each edge of the table.
    let sectors = [
      0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 511, 512, 991, 992, 1007, 1008, 1015, 1016, 1019, 1020, 1022, 1023,
    ]
    for sector in sectors { flash.write(0x20, at: sector * 4096) }
    #expect(flash.chip.takeDirtySectors() == sectors.filter { !expected.contains($0 * 4096) })
    // A chip with one protected sector is not erased.
    flash.send([0x06])
    flash.send([0xC7])
    #expect((flash.chip.work.chipErases == 1) == expected.isEmpty)
  }
}
