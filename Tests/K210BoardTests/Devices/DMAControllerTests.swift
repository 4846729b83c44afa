import K210Board
import RV64
import TestSupport
import Testing

@Suite("DMA controller")
struct DMAControllerTests {
  private static let pattern = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }

  private func makeBench() -> DMABench {
    let bench = DMABench()
    bench.board.memory.write(Self.pattern, at: 0)
    return bench
  }

  @Test("Memory to memory takes time, then tells so", arguments: [UInt64(0), 1, 2, 3])
  func memory(width: UInt64) {
    var bench = makeBench()
    let count = 1024 >> Int(width)
    bench.start(5, .init(count: count, widths: (width, width)))
    #expect(bench.read(0x18) == 1 << 5)
    bench.run(for: .ticks(UInt64(count) * 2, of: 390_000_000))
    #expect(bench.bytes(0x8000_8000, 1024) == Self.pattern)
    #expect(bench.read(0x18) == 1 << 5)
    #expect(bench.read(0x688) == 0)
    #expect(!bench.board.isPending(.dmac5))
    bench.run(for: .microseconds(1))
    #expect(bench.read(0x18) == 0)
    #expect(bench.read(0x688) == 3)
    #expect(bench.read(0x30) == 1 << 5)
    #expect(bench.board.isPending(.dmac5))
    bench.write(0x698, 0xFFFF_FFFF)
    #expect(!bench.board.isPending(.dmac5))
  }

  @Test(
    "Different widths move the same bytes",
    arguments: [(UInt64(0), UInt64(3)), (3, 0), (2, 4), (5, 1), (1, 2)])
  func widths(source: UInt64, destination: UInt64) {
    var bench = makeBench()
    // A block whose end is not a whole item of a wide destination.
    let count = source == 0 ? 1001 : 960 >> Int(source)
    let byteCount = count << Int(source)
    bench.start(0, .init(count: count, widths: (source, destination)))
    bench.run()
    #expect(
      bench.bytes(0x8000_8000, 1024) == Self.pattern.prefix(byteCount)
        + [UInt8](repeating: 0, count: 1024 - byteCount))
  }

  @Test("Addresses that stand still fill, or fetch the same")
  func standing() {
    var bench = makeBench()
    bench.start(0, .init(count: 8, stands: (true, false)))
    bench.start(1, .init(destination: 0x8000_9000, count: 8, stands: (false, true)))
    bench.run()
    #expect(bench.bytes(0x8000_8000, 32) == (0..<8).flatMap { _ in Self.pattern.prefix(4) })
    #expect(bench.bytes(0x8000_9000, 8) == Array(Self.pattern[28..<32]) + [0, 0, 0, 0])
  }

  @Test("A channel waits for a peripheral, item by item")
  func handshake() {
    var bench = makeBench()
    bench.start(
      2, .init(destination: DMABench.Bus.devicePort, count: 6, stands: (false, true), flow: 1))
    bench.run()
    #expect(bench.bus.written == [])
    bench.bus.deviceCredit = 4
    bench.run()
    #expect(bench.bus.written.count == 4)
    #expect(bench.read(0x330) == 4)
    #expect(bench.read(0x18) == 4)
    bench.bus.deviceCredit = 4
    bench.run()
    #expect(bench.bus.written.count == 6 && bench.bus.deviceCredit == 2)
    #expect(bench.bus.written[1] == 0x1811_0A03 &+ 0x1C1C_1C1C)
    #expect(bench.read(0x18) == 0)
  }

  @Test("The flash is read as the SDK does it: receiving first, then the command, then the chip select")
  func flash() {
    var bench = makeBench()
    bench.bus.spi.peripheral.load(Self.pattern, at: 0x1000)
    let command: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0]
    bench.board.memory.write(command, at: 0x400)
    let dr: UInt32 = 0x5400_0060
    for (offset, value) in [
      (0x08, UInt64(0)), (0x00, 3 << 10 | 7), (0x04, 255), (0x14, 20), (0x4C, 3), (0x08, 1),
    ] {
      #expect(bench.bus.write(0x5400_0000 + UInt32(offset), size: 4, value: value) == true)
    }
    bench.start(1, .init(source: dr, count: 256, stands: (true, false), flow: 2))
    bench.run(for: .microseconds(1))
    bench.start(
      0, .init(source: 0x8000_0400, destination: dr, count: 4, stands: (false, true), flow: 1))
    bench.run(for: .microseconds(1))
    #expect(bench.bus.write(0x5400_0010, size: 4, value: 1) == true)
    bench.run(for: .microseconds(100))
    // 260 frames of 8 bits at 19.5 MHz take 107 µs.
    #expect(bench.read(0x18) == 2)
    bench.run(for: .microseconds(10))
    #expect(bench.read(0x18) == 0)
    #expect(bench.bytes(0x8000_8000, 1024) == Self.pattern.prefix(256).flatMap { [$0, 0, 0, 0] })
  }

  @Test("A list is followed to its last item; items are marked as used")
  func list() {
    var bench = makeBench()
    bench.putItem(
      at: 0x8001_0000, .init(source: 0x8000_0100, destination: 0x8000_8000, count: 4), next: 0x8001_0040,
      isLast: false)
    bench.putItem(
      at: 0x8001_0040, .init(source: 0x8000_0000, destination: 0x8000_8010, count: 2), next: 0, isLast: true)
    bench.start(3, .init(types: (3, 3), link: 0x8001_0000))
    bench.run()
    #expect(bench.bytes(0x8000_8000, 24) == Array(Self.pattern[256..<272]) + Self.pattern[0..<8])
    #expect(bench.read(0x488) == 3)
    #expect(bench.bytes(0x8001_0027, 1)[0] & 0x80 == 0 && bench.bytes(0x8001_0067, 1)[0] & 0x80 == 0)
  }

  @Test("An item that is not valid is told, and looked at again when a program says so")
  func invalidItem() {
    var bench = makeBench()
    let setup = DMABench.Setup(count: 1)
    bench.putItem(at: 0x8001_0000, setup, next: 0, isLast: true, isValid: false)
    bench.start(0, .init(types: (3, 3), link: 0x8001_0000))
    bench.run()
    #expect(bench.read(0x188) == 1 << 13)
    #expect(bench.read(0x18) == 1)
    bench.putItem(at: 0x8001_0000, setup, next: 0, isLast: true)
    bench.write(0x148, 1)
    bench.run()
    #expect(bench.read(0x188) == 1 << 13 | 3)
    bench.start(1, .init(types: (3, 3), link: 0x7000_0000))
    bench.run()
    #expect(bench.read(0x288) == 1 << 9)
    #expect(bench.read(0x18) == 0)
  }

  @Test("Reloading goes on until a program ends it")
  func reload() {
    var bench = makeBench()
    bench.start(0, .init(count: 4, types: (1, 0)))
    bench.run(for: .microseconds(1))
    #expect(bench.read(0x188) == 1)
    bench.write(0x120, bench.read(0x120) & ~0xF)
    bench.run(for: .microseconds(1))
    #expect(bench.read(0x188) == 3)
    // The source started anew each time, the destination went on.
    let written = bench.bytes(0x8000_8000, 48)
    #expect(written.prefix(16) == Self.pattern.prefix(16) && written[16..<32] == Self.pattern[0..<16])
  }

  @Test(
    "Addresses where nothing is, the controller's own among them, end in an error",
    arguments: [
      (UInt32(0x7000_0000), UInt32(0x8000_0000), UInt64(1 << 5)), (0x8000_0000, 0x7000_0000, 1 << 6),
      (0x5000_0010, 0x8000_0000, 1 << 5), (0x8000_0000, 0x5000_0018, 1 << 6),
      (0x800F_FFF8, 0x8000_0000, 1 << 5),
    ])
  func errors(source: UInt32, destination: UInt32, event: UInt64) {
    var bench = makeBench()
    bench.start(4, .init(source: source, destination: destination, count: 100))
    bench.run()
    #expect(bench.read(0x588) == event)
    #expect(bench.read(0x18) == 0)
    #expect(bench.board.isPending(.dmac4))
  }

  @Test("Large transfers come in pieces, so that nobody waits long for a run")
  func bounded() {
    var bench = DMABench()
    bench.board.memory.write([UInt8](repeating: 0xA5, count: 1 << 18), at: 0)
    bench.start(0, .init(destination: 0x8004_0000, count: 1 << 18, widths: (0, 0)))
    bench.dma.run(&bench.bus, bench.board)
    #expect(bench.read(0x130) == 1 << 16)
    // Nor does another run at the same moment go on.
    bench.dma.run(&bench.bus, bench.board)
    #expect(bench.read(0x130) == 1 << 16)
    bench.run()
    #expect(bench.read(0x188) == 3)
    #expect(bench.bytes(0x8004_0000, 1 << 18).allSatisfy { $0 == 0xA5 })
  }

  @Test("Channels can be suspended, aborted and switched off; the whole controller as well")
  func stopping() {
    var bench = makeBench()
    bench.write(0x18, 0x0101_0000)
    bench.start(0, .init(count: 4))
    bench.run()
    #expect(bench.read(0x18) == 0x1_0001)
    bench.write(0x18, 0x0100_0000)
    bench.run()
    #expect(bench.read(0x188) == 3)
    for (stop, event) in [(UInt64(0x200), UInt64(1 << 30)), (1 << 33 | 1 << 41, 1 << 31)] {
      bench.write(0x298, ~0)
      bench.start(1, .init(destination: DMABench.Bus.devicePort, count: 4, flow: 1))
      bench.run(for: .microseconds(1))
      bench.write(0x18, stop)
      #expect(bench.read(0x288) == event)
      #expect(bench.read(0x18) == 0)
    }
    bench.write(0x10, 0)
    bench.start(2, .init(count: 4))
    bench.run()
    #expect(bench.read(0x18) == 4)
    bench.write(0x58, 1)
    #expect(bench.read(0x18) == 0 && bench.read(0x10) == 0 && bench.read(0x58) == 0)
  }

  @Test("Any registers leave a controller that comes to an end", arguments: [UInt64(1), 2, 3])
  func anything(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var bench = DMABench()
    let addresses: [UInt64] = [
      0x8000_0000, 0x800F_FF00, 0x4000_0100, 0x5400_0060, 0x5000_0018, 0x7000_0000, 0x5045_0040,
    ]
    for _ in 0..<1500 {
      let channel = Int(random.next() % 6)
      let register = [0, 8, 0x10, 0x18, 0x20, 0x28, 0x48, 0x80, 0x90, 0x98].randomElement(using: &random)!
      let value =
        switch register {
        case 0, 8, 0x28: addresses.randomElement(using: &random)! + random.next() % 64
        case 0x10: random.next() % 5000
        default: random.next()
        }
      _ = bench.dma.write(0x100 * (channel + 1) + register, RegisterWrite(value), bench.board)
      if random.next() % 4 == 0 { bench.write(0x18, random.next() & 0x3F3F | 0x100 << UInt64(channel)) }
      bench.bus.deviceCredit = Int(random.next() % 8)
      if bench.bus.toRead.count < 10 { bench.bus.toRead.append(random.next()) }
      let offset = Int(random.next() % 0x700) & ~7
      let isKnown = bench.dma.read(offset, bench.board) != nil
      #expect(isKnown == (DMAController.registerName(at: offset) != nil))
      bench.run(for: .nanoseconds(Int64(random.next() % 2000)))
    }
    bench.write(0x18, 0x3F00)
    bench.run()
    #expect(bench.read(0x18) & 0x3F == 0)
    #expect(bench.board.timeline.deadline(of: .dma) == .never)
  }
}
