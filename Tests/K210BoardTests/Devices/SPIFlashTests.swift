import K210Board
import Testing

@Suite("SPI3 and the flash, as drivers use them")
struct SPIFlashTests {
  private func makeBench() -> SPIBench<NORFlash> { SPIBench(.spi3, NORFlash(.w25q32)) }

  @Test("A program and a read in single frames")
  func standard() {
    var bench = makeBench()
    #expect(bench.receive([0x9F], count: 3) == [0xEF, 0x40, 0x16])
    bench.send([0x06])
    #expect(bench.receive([0x05], count: 1) == [2])
    bench.send([0x02, 0, 0x10, 0xFE, 1, 2, 3])
    #expect(bench.receive([0x05], count: 1) == [3])
    bench.wait(.milliseconds(1))
    #expect(bench.receive([0x05], count: 1) == [0])
    #expect(bench.receive([0x03, 0, 0x10, 0xFE], count: 2) == [1, 2])
    #expect(bench.receive([0x03, 0, 0x10, 0x00], count: 100) == [3] + [UInt8](repeating: 0xFF, count: 99))
    #expect(bench.spi.peripheral.takeDirtySectors() == [1])
  }

  @Test("Status can be polled in one transaction while the chip is busy")
  func pollInOneTransaction() {
    var bench = makeBench()
    bench.send([0x06])
    bench.send([0x20, 0, 0, 0])
    bench.configure(mode: 3, frameCount: 0x1_0000)
    bench.write(0x60, 0x05)
    bench.write(0x10, 1)
    #expect(bench.fetch(40).allSatisfy { $0 == 3 })
    bench.wait(.milliseconds(45))
    #expect(bench.fetch(1) == [0])
  }

  @Test("Quad reads with 32-bit frames, in the byte order that `endian` says", arguments: [UInt32(2), 3])
  func quad(mode: UInt32) {
    var bench = makeBench()
    bench.spi.peripheral.load([1, 2, 3, 4, 5, 6, 7, 8], at: 0x1234)
    bench.send([0x06])
    bench.send([0x31, 0x02])
    bench.wait(.milliseconds(10))
    for (endian, expected) in [
      (UInt32(0), [UInt32(0x0102_0304), 0x0506_0708]), (1, [0x0403_0201, 0x0807_0605]),
    ] {
      // Instruction on one line and 32 bits of address and mode on four, then four clocks of nothing.
      bench.configure(
        mode: mode, bitCount: 32, lanes: 2, header: 4 << 11 | 2 << 8 | 8 << 2 | 1, frameCount: 2)
      bench.write(0x118, endian)
      bench.write(0x60, 0xEB)
      bench.write(0x60, 0x1234 << 8)
      bench.write(0x10, 1)
      #expect(bench.fetch(2) == expected)
      bench.write(0x10, 0)
    }
    // 6B: the address on one line as well.
    bench.configure(mode: mode, bitCount: 8, lanes: 2, header: 8 << 11 | 2 << 8 | 6 << 2, frameCount: 8)
    bench.write(0x60, 0x6B)
    bench.write(0x60, 0x1234)
    bench.write(0x10, 1)
    #expect(bench.fetch(8) == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test("Quad programs go out on four lines")
  func quadProgram() {
    var bench = makeBench()
    bench.send([0x06])
    bench.send([0x31, 0x02])
    bench.wait(.milliseconds(10))
    bench.send([0x06])
    bench.configure(mode: 1, bitCount: 32, lanes: 2, header: 2 << 8 | 6 << 2)
    bench.write(0x60, 0x32)
    bench.write(0x60, 0x200)
    bench.write(0x60, 0xA1B2_C3D4)
    bench.write(0x10, 1)
    bench.waitIdle()
    bench.write(0x10, 0)
    #expect(bench.spi.peripheral.bytes(0x200..<0x205) == [0xA1, 0xB2, 0xC3, 0xD4, 0xFF])
  }

  @Test("The window reads what the flash holds, once it is set up as vendor programs do it")
  func window() {
    var bench = makeBench()
    bench.spi.peripheral.load([1, 2, 3, 4, 5, 6, 7, 8, 9], at: 0x800)
    #expect(bench.spi.readXIP(offset: 0x800, size: 4, bench.board) == nil)
    bench.write(0x108, 0x28C0_9466)
    bench.write(0x100, 0xEB)
    bench.write(0xFC, 0)
    bench.write(0x10C, 1)
    bench.write(0x08, 1)
    // Without QE the chip does not answer.
    #expect(bench.spi.readXIP(offset: 0x800, size: 4, bench.board) == 0xFFFF_FFFF)
    bench.write(0x08, 0)
    bench.send([0x06])
    bench.send([0x31, 0x02])
    bench.wait(.milliseconds(10))
    bench.write(0x08, 1)
    #expect(bench.spi.readXIP(offset: 0x800, size: 4, bench.board) == 0x0403_0201)
    #expect(bench.spi.readXIP(offset: 0x801, size: 8, bench.board) == 0x0908_0706_0504_0302)
    #expect(bench.spi.readXIP(offset: 0x803, size: 1, bench.board) == 4)
  }
}
