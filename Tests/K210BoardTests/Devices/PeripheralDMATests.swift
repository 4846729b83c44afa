import K210Board
import RV64
import TestSupport
import Testing

/// A DMA bus of the peripherals alone, with one request on all handshakes.
private struct PeripheralBus: DMABus {
  var peripherals: Peripherals
  let board: Backplane
  let request: Int

  mutating func read(_ address: UInt32, size: Int) -> UInt64? {
    BusBlock.block(at: address).flatMap { peripherals.read($0, Int(address - $0.base), size, board) }
  }

  mutating func write(_ address: UInt32, size: Int, value: UInt64) -> Bool {
    guard let block = BusBlock.block(at: address) else { return false }
    return peripherals.write(block, Int(address - block.base), size, value, board)
  }

  /// Writes a register of 32 bits.
  mutating func set(_ address: UInt32, _ value: UInt64) {
    let isKnown = write(address, size: 4, value: value)
    #expect(isKnown)
  }

  func request(ofHandshake handshake: Int) -> Int { request }
  func isReady(_ request: Int) -> Bool { peripherals.isReady(request) ?? false }
  func settledAt(_ request: Int) -> BoardTime { .zero }
}

@Suite("Peripherals and the DMA controller")
struct PeripheralDMATests {
  /// Moves items by channel 0 as the vendor's driver sets it up; true when the block is through.
  private func move(
    from source: UInt64, to destination: UInt64, itemCount: Int, width: UInt64, sourceStands: Bool,
    _ bus: inout PeripheralBus
  ) -> Bool {
    var controller = DMAController()
    let board = bus.board
    controller.set(0x10, 3, board)
    controller.set(0x100, source, board)
    controller.set(0x108, destination, board)
    controller.set(0x110, UInt64(itemCount - 1), board)
    let stands: UInt64 = sourceStands ? 1 << 4 : 1 << 6
    controller.set(0x118, stands | width << 8 | width << 11, board)
    // Memory to peripheral is 1, peripheral to memory 2; handshakes are the hardware's.
    controller.set(0x120, sourceStands ? 2 << 32 : 1 << 32, board)
    controller.set(0x18, 0x101, board)
    for _ in 0..<100 {
      controller.run(&bus, board)
      guard board.sleep(until: board.now + .milliseconds(1)) != nil else { break }
    }
    return controller.read(0x18, board) == 0
  }

  @Test("SHA-256 takes a message from memory") func digest() {
    let board = makeBackplane()
    var bus = PeripheralBus(peripherals: Peripherals(), board: board, request: DMARequest.sha)
    // "abc", padded.
    board.memory.write([0x61, 0x62, 0x63, 0x80] + [UInt8](repeating: 0, count: 59) + [24], at: 0x100)
    for (offset, value) in [(0x28, 1), (0x34, 1), (0x2C, 1 << 16 | 1)] as [(UInt32, UInt64)] {
      bus.set(0x502C_0000 + offset, value)
    }
    let isThrough = move(
      from: 0x4000_0100, to: 0x502C_0020, itemCount: 16, width: 2, sourceStands: false, &bus)
    #expect(isThrough)
    #expect(bus.peripherals.sha256.isFinished)
    let word = bus.read(0x502C_001C, size: 4)
    #expect(word == 0xBF16_78BA)
  }

  @Test("AES gives its results to memory") func cipher() {
    let board = makeBackplane()
    var bus = PeripheralBus(peripherals: Peripherals(), board: board, request: DMARequest.aes)
    for (offset, value) in [(0x28, 1), (0x3C, 15), (0x64, 1), (0x30, 1)] as [(UInt32, UInt64)] {
      bus.set(0x5045_0000 + offset, value)
    }
    for _ in 0..<4 { bus.set(0x5045_0040, 0) }
    let isThrough = move(from: 0x5045_0060, to: 0x4000_0200, itemCount: 4, width: 2, sourceStands: true, &bus)
    #expect(isThrough)
    #expect(board.memory.read(0x200..<0x204) == [0x66, 0xE9, 0x4B, 0xD4])
  }
}
