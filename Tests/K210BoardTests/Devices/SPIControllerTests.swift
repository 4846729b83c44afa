import K210Board
import TestSupport
import Testing

/// Writes down what the wires bring, and answers with numbers that count up.
struct WireRecorder: SPIPeripheral {
  var log: [String] = []
  var next: UInt32 = 1

  mutating func select(_ chipSelects: UInt32, at time: BoardTime) { log.append("select \(chipSelects)") }
  mutating func deselect(at time: BoardTime) { log.append("end") }
  mutating func idle(clocks: Int, at time: BoardTime) { log.append("idle \(clocks)") }
  mutating func exchange(_ frame: SPIFrame, at time: BoardTime) -> UInt32 {
    let value = frame.value.map { String($0 & frame.mask, radix: 16) } ?? "?"
    log.append("\(value)/\(frame.bitCount)x\(frame.lanes)")
    defer { next += 1 }
    return next & frame.mask
  }
}

@Suite("SPI controllers")
struct SPIControllerTests {
  private func makeBench(_ unit: SPIUnit = .spi3) -> SPIBench<WireRecorder> {
    SPIBench(unit, WireRecorder())
  }

  @Test("Frames wait for a chip select; taking it away ends the transaction", arguments: SPIUnit.allCases)
  func chipSelect(unit: SPIUnit) {
    var bench = makeBench(unit)
    bench.configure(mode: 1)
    bench.write(0x60, 0x11)
    bench.write(0x64, 0x22)
    #expect(bench.read(0x20) == 2)
    #expect(bench.spi.peripheral.log == [])
    bench.write(0x10, 2)
    bench.write(0x60, 0x33)
    bench.waitIdle()
    bench.write(0x10, 0)
    bench.write(0x60, 0x44)
    bench.write(0x10, 1)
    bench.write(0x08, 0)
    #expect(
      bench.spi.peripheral.log
        == ["select 2", "11/8x1", "22/8x1", "33/8x1", "end", "select 1", "44/8x1", "end"])
    // Switching off empties the FIFO.
    bench.write(0x10, 0)
    bench.write(0x08, 1)
    bench.write(0x60, 0x55)
    bench.write(0x08, 0)
    bench.write(0x08, 1)
    #expect(bench.read(0x20) == 0)
  }

  @Test("Full duplex gives a frame for each one sent, when the wires have brought it")
  func both() {
    var bench = makeBench(.spi1)
    bench.configure(mode: 0, bitCount: 16)
    bench.write(0x10, 1)
    for value: UInt32 in [7, 8, 9] { bench.write(0x60, value) }
    #expect(bench.read(0x24) == 0)
    #expect(bench.read(0x20) == 2)
    #expect(bench.read(0x28) == 0b0_0011)
    // 16 bits at 390 MHz / 20: 0.82 µs.
    bench.wait(.nanoseconds(821))
    #expect(bench.read(0x24) == 1)
    bench.wait(.nanoseconds(1642))
    #expect(bench.read(0x28) == 0b0_1110)
    #expect([bench.read(0x60), bench.read(0x60), bench.read(0x60)] == [1, 2, 3])
    #expect(bench.read(0x60) == 0)
    // Reading from an empty FIFO is told.
    #expect(bench.read(0x34) & 4 == 4)
    #expect(bench.read(0x40) == 1)
    #expect(bench.read(0x34) & 4 == 0)
  }

  @Test("Receiving takes one word to start, and gives as many frames as `ctrlr1` says")
  func receiveOnly() {
    var bench = makeBench()
    bench.configure(mode: 2, frameCount: 40)
    bench.write(0x60, 0xFF)
    bench.write(0x10, 1)
    #expect(bench.read(0x24) == 32)
    #expect(bench.fetch(40) == Array(1...40))
    #expect(bench.read(0x24) == 0)
    #expect(bench.spi.peripheral.log == ["select 1"] + [String](repeating: "?/8x1", count: 40))
  }

  @Test("Frames that are read keep the wires busy for as long as they take")
  func receiveTime() {
    var bench = makeBench()
    bench.configure(mode: 2, frameCount: 1000)
    bench.write(0x60, 0xFF)
    bench.write(0x10, 1)
    _ = bench.fetch(1000)
    bench.waitIdle()
    // 8 · 1000 clocks at 19.5 MHz.
    let nanoseconds = bench.board.now.picoseconds / 1000
    #expect((410_000...411_000).contains(nanoseconds))
  }

  @Test("Headers use the lines that they should; reads wait, writes do not")
  func headers() {
    var bench = makeBench()
    for (transmission, lines) in [
      (UInt32(0), ["eb/8x1", "12345678/32x1"]), (1, ["eb/8x1", "12345678/32x4"]),
    ] {
      bench.spi.peripheral.log = []
      bench.configure(
        mode: 3, bitCount: 16, lanes: 2, header: 5 << 11 | 2 << 8 | 8 << 2 | transmission, frameCount: 2)
      bench.write(0x10, 1)
      bench.write(0x60, 0xEB)
      bench.write(0x60, 0x1234_5678)
      _ = bench.fetch(2)
      bench.write(0x10, 0)
      #expect(bench.spi.peripheral.log == ["select 1"] + lines + ["idle 5", "?/16x4", "?/16x4", "end"])
    }
    // Pixels: no instruction, the first word as an address, on eight lines.
    bench.spi.peripheral.log = []
    bench.configure(mode: 1, bitCount: 32, lanes: 3, header: 5 << 11 | 8 << 2 | 2)
    bench.write(0x10, 8)
    bench.write(0x60, 0x1111_2222)
    bench.write(0x60, 0x3333_4444)
    bench.write(0x10, 0)
    #expect(bench.spi.peripheral.log == ["select 8", "11112222/32x8", "33334444/32x8", "end"])
  }

  @Test("Interrupts follow levels, thresholds and masks")
  func interrupts() {
    var bench = makeBench()
    bench.configure(mode: 1)
    bench.write(0x18, 1)
    bench.write(0x2C, 1)
    #expect(bench.board.isPending(.spi3))
    bench.write(0x60, 1)
    bench.write(0x60, 2)
    #expect(!bench.board.isPending(.spi3))
    bench.write(0x10, 1)
    bench.wait(.microseconds(1))
    #expect(bench.board.isPending(.spi3))
    #expect(bench.read(0x30) == 1)
    bench.configure(mode: 2, frameCount: 3)
    bench.write(0x1C, 2)
    bench.write(0x2C, 0x10)
    #expect(!bench.board.isPending(.spi3))
    bench.write(0x60, 0)
    #expect(bench.board.isPending(.spi3))
    _ = bench.read(0x60)
    #expect(!bench.board.isPending(.spi3))
  }

  @Test("A strict controller deselects when the FIFO runs dry, and loses what does not fit")
  func strict() {
    var bench = makeBench()
    bench.spi.isStrict = true
    bench.configure(mode: 1)
    bench.write(0x10, 1)
    bench.write(0x60, 1)
    bench.write(0x60, 2)
    bench.wait(.microseconds(10))
    for value in 0..<40 { bench.write(0x60, UInt32(value)) }
    #expect(bench.spi.peripheral.log.prefix(5) == ["select 1", "1/8x1", "2/8x1", "end", "select 1"])
    #expect(bench.read(0x34) & 2 == 2)
    #expect(bench.spi.peripheral.log.count == 5 + 33)
  }

  @Test("A strict controller gives the frames that it told of, and no other")
  func strictReceiving() {
    var bench = SPIBench(.spi3, NORFlash(.w25q32, contents: (0..<100).map { UInt8($0) }))
    bench.spi.isStrict = true
    #expect(bench.receive([0x03, 0, 0, 0], count: 100) == (0..<100).map { UInt8($0) })
    #expect(bench.read(0x34) & 4 == 0)
    bench.configure(mode: 3, frameCount: 100)
    for byte in [0x03, 0, 0, 0] as [UInt32] { bench.write(0x60, byte) }
    bench.write(0x10, 1)
    // The command is still on the wires.
    #expect(bench.read(0x60) == 0 && bench.read(0x34) & 4 == 4)
  }

  @Test("Nothing attached reads as ones; loop-back as what was sent")
  func nothing() {
    var bench = SPIBench(.spi1, NothingAttached())
    bench.configure(mode: 0)
    bench.write(0x10, 1)
    bench.write(0x60, 0x5A)
    bench.write(0x08, 0)
    bench.write(0x00, 7 << 16 | 1 << 11)
    bench.write(0x08, 1)
    bench.write(0x60, 0x5A)
    #expect(bench.read(0x60) == 0x5A)
  }

  @Test("Random accesses never trap, and each register has a name", arguments: SPIUnit.allCases)
  func anything(unit: SPIUnit) {
    var random = SplitMix64(seed: UInt64(unit.rawValue) + 1)
    var bench = SPIBench(unit, NORFlash(.w25q32, profile: .fast))
    for _ in 0..<3000 {
      let offset = [0, 0, 0x60].randomElement(using: &random)! + Int(random.next() % 0x48) * 4
      let value = random.next() % 2 == 0 ? random.next() : random.next() % 32
      if random.next() % 3 == 0 {
        let isKnown = bench.spi.read(offset, bench.board) != nil
        #expect(isKnown == (SPIController<NORFlash>.registerName(at: offset) != nil))
      } else {
        _ = bench.spi.write(offset, RegisterWrite(value), bench.board)
      }
      if random.next() % 16 == 0 { bench.wait(.nanoseconds(Int64(random.next() % 5000))) }
      if random.next() % 64 == 0 {
        _ = bench.spi.readXIP(offset: Int(random.next() % (1 << 25)), size: 4, bench.board)
      }
      #expect(bench.read(0x20) <= 32 && bench.read(0x24) <= 32)
    }
  }
}
