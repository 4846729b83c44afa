import K210Board
import RV64
import Testing

/// A DMA controller, memory, the flash on SPI3, and a device with a byte-wide port that is ready now and then.
struct DMABench {
  var dma = DMAController()
  var bus: Bus
  let board: Backplane

  struct Bus: DMABus {
    var spi = SPIController(.spi3, NORFlash(.w25q32))
    let board: Backplane
    /// What the device at ``devicePort`` can take or give before it is not ready.
    var deviceCredit = 0
    var written: [UInt64] = []
    var toRead: [UInt64] = []
    static let devicePort: UInt32 = 0x5045_0040
    static let deviceRequest = 20
    var wiring = [7, 6, 20, 20, 0, 0]

    mutating func read(_ address: UInt32, size: Int) -> UInt64? {
      if address == Self.devicePort {
        deviceCredit -= 1
        return toRead.isEmpty ? nil : toRead.removeFirst()
      }
      guard BusBlock.block(at: address) == .spi3 else { return nil }
      return spi.read(Int(address - BusBlock.spi3.base), size: size, board)
    }

    mutating func write(_ address: UInt32, size: Int, value: UInt64) -> Bool {
      if address == Self.devicePort {
        deviceCredit -= 1
        written.append(value)
        return true
      }
      guard BusBlock.block(at: address) == .spi3 else { return false }
      return spi.write(Int(address - BusBlock.spi3.base), size: size, value: value, board)
    }

    func request(ofHandshake handshake: Int) -> Int {
      wiring.indices.contains(handshake) ? wiring[handshake] : 0
    }

    func isReady(_ request: Int) -> Bool {
      switch request {
      case DMARequest.spi3Receive: spi.offersReceivedData
      case DMARequest.spi3Receive + 1: spi.wantsTransmitData
      case Self.deviceRequest: deviceCredit > 0
      default: false
      }
    }

    func settledAt(_ request: Int) -> BoardTime { request / 2 == 3 ? spi.settledAt : .zero }
  }

  init() {
    board = Backplane(memory: GuestMemory(byteCount: 1 << 20, bases: [0x8000_0000, 0x4000_0000]))
    bus = Bus(board: board)
    write(0x10, 3)
  }

  mutating func write(_ offset: Int, _ value: UInt64) {
    let isKnown = dma.write(offset, RegisterWrite(value), board)
    #expect(isKnown)
  }

  mutating func read(_ offset: Int) -> UInt64 { dma.read(offset, board) ?? 0xDEAD }

  /// Runs as the board does: at once, and at each event, until `end`.
  mutating func run(for duration: Duration = .seconds(1)) {
    let end = board.now + duration
    dma.run(&bus, board)
    while let event = board.sleep(until: end) {
      if event == .dma { dma.run(&bus, board) }
    }
  }

  /// What a channel's registers are set to.
  struct Setup {
    var source: UInt32 = 0x8000_0000
    var destination: UInt32 = 0x8000_8000
    var count = 1
    /// Widths as powers of two.
    var widths: (UInt64, UInt64) = (2, 2)
    var stands: (Bool, Bool) = (false, false)
    /// 0 memory to memory, 1 to, 2 from a peripheral.
    var flow: UInt64 = 0
    var types: (UInt64, UInt64) = (0, 0)
    var link: UInt64 = 0

    var control: UInt64 {
      (stands.0 ? 0x10 : 0) | (stands.1 ? 0x40 : 0) | widths.0 << 8 | widths.1 << 11
    }
  }

  mutating func start(_ channel: Int, _ setup: Setup) {
    let base = 0x100 * (channel + 1)
    // As the SDK does it: memory has software handshakes, a peripheral the channel's own.
    let software: UInt64 = (setup.flow == 2 ? 0 : 1 << 35) | (setup.flow == 1 ? 0 : 1 << 36)
    let own = UInt64(channel) << 39 | UInt64(channel) << 44
    write(base + 0x20, setup.types.0 | setup.types.1 << 2 | setup.flow << 32 | software | own)
    write(base, UInt64(setup.source))
    write(base + 0x08, UInt64(setup.destination))
    write(base + 0x18, setup.control)
    write(base + 0x10, UInt64(setup.count - 1))
    write(base + 0x28, setup.link)
    write(0x18, 0x101 << UInt64(channel))
  }

  func bytes(_ address: UInt32, _ count: Int) -> [UInt8] {
    board.memory.read(Int(address & 0xF_FFFF)..<(Int(address & 0xF_FFFF) + count)) ?? []
  }

  /// A list item in memory.
  func putItem(
    at address: UInt32, _ setup: Setup, next: UInt32, isLast: Bool, isValid: Bool = true, tells: Bool = false
  ) {
    let flags: UInt64 = (isLast ? 1 << 62 : 0) | (isValid ? 1 << 63 : 0) | (tells ? 1 << 58 : 0)
    let words = [
      UInt64(setup.source), UInt64(setup.destination), UInt64(setup.count - 1), UInt64(next),
      setup.control | flags,
    ]
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
    board.memory.write(bytes, at: Int(address & 0xF_FFFF))
  }
}
