import K210Board
import TestSupport
import Testing

@Suite("Pins")
struct GPIOTests {
  @Test("GPIOHS: outputs, inverted ones, and inputs")
  func fastPins() {
    let board = makeBackplane()
    var pins = GPIOHS()
    #expect(pins.output(2) == nil)
    pins.set(0x08, 1 << 2 | 1 << 3, board)
    pins.set(0x0C, 1 << 2, board)
    #expect(
      pins.output(2) == true && pins.output(3) == false && pins.output(4) == nil && pins.output(40) == nil)
    pins.set(0x40, 1 << 2 | 1 << 3, board)
    #expect(pins.output(2) == false && pins.output(3) == true)
    pins.setInput(5, true, board)
    #expect(pins.read(0, board) == 0)
    pins.set(0x04, 1 << 5 | 1 << 3, board)
    #expect(pins.read(0, board) == 1 << 5 | 1 << 3)
  }

  @Test("GPIOHS: an edge interrupts until it is cleared, a level as long as it lasts")
  func fastInterrupts() {
    let board = makeBackplane()
    var pins = GPIOHS()
    pins.set(0x04, .max, board)
    pins.set(0x18, 1 << 7, board)
    pins.set(0x20, 1 << 8, board)
    pins.set(0x28, 1 << 31, board)
    #expect(board.pendingSources.isEmpty)
    pins.setInput(7, true, board)
    pins.setInput(8, true, board)
    pins.setInput(31, true, board)
    #expect(board.pendingSources == [.gpiohs7, .gpiohs31])
    pins.set(0x1C, 1 << 7, board)
    pins.set(0x2C, 1 << 31, board)
    #expect(board.pendingSources == [.gpiohs31])
    pins.setInput(8, false, board)
    pins.setInput(31, false, board)
    pins.set(0x2C, 1 << 31, board)
    #expect(board.pendingSources == [.gpiohs8])
    pins.reset(board)
    #expect(board.pendingSources.isEmpty)
    pins.set(0x04, .max, board)
    #expect(pins.read(0, board) == 1 << 7)
  }

  @Test("GPIO: directions, levels and the interrupt of all pins")
  func slowPins() {
    let board = makeBackplane()
    var pins = GPIO()
    pins.set(0x04, 1, board)
    pins.set(0x00, 1, board)
    #expect(pins.output(0) == true && pins.output(1) == nil && pins.output(9) == nil)
    pins.setInput(0, false, board)
    pins.setInput(1, true, board)
    #expect(pins.read(0x50, board) == 3)
    // Pin 2: a rising edge; pin 3: any edge; pin 4: low level.
    pins.set(0x38, 0b1100, board)
    pins.set(0x3C, 0b0100, board)
    pins.set(0x68, 0b1000, board)
    pins.set(0x30, 0b1100, board)
    #expect(board.pendingSources.isEmpty)
    for (pin, isHigh, raw) in [(2, true, 4), (2, false, 4), (3, true, 12)] as [(Int, Bool, UInt64)] {
      pins.setInput(pin, isHigh, board)
      #expect(pins.read(0x44, board) == raw && board.pendingSources == [.gpio])
    }
    pins.set(0x4C, 0b1100, board)
    #expect(board.pendingSources.isEmpty)
    pins.setInput(3, false, board)
    pins.set(0x34, 0b1000, board)
    #expect(board.pendingSources.isEmpty && pins.read(0x40, board) == 0 && pins.read(0x44, board) == 8)
    pins.set(0x30, 0b11100, board)
    #expect(board.pendingSources == [.gpio] && pins.read(0x40, board) == 16)
    pins.setInput(4, true, board)
    #expect(board.pendingSources.isEmpty)
  }

  @Test("random accesses and inputs end well", arguments: 1...3) func traffic(seed: UInt64) {
    let board = makeBackplane()
    var fast = GPIOHS()
    var slow = GPIO()
    var random = SplitMix64(seed: seed)
    for round in 0..<20 {
      fast.suffer(seed: seed &+ UInt64(round), byteCount: 0x80, on: board, count: 60)
      slow.suffer(seed: seed &+ UInt64(round), byteCount: 0x80, on: board, count: 60)
      fast.setInput(Int.random(in: -1...32, using: &random), Bool.random(using: &random), board)
      slow.setInput(Int.random(in: -1...8, using: &random), Bool.random(using: &random), board)
    }
    fast.reset(board)
    slow.reset(board)
    #expect(board.pendingSources.isEmpty)
  }
}
