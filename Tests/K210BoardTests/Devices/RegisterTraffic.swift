import K210Board
import RV64
import TestSupport
import Testing

/// A backplane with all the RAM of the chip.
func makeBackplane() -> Backplane {
  Backplane(memory: GuestMemory(byteCount: 8 << 20, bases: [0x8000_0000, 0x4000_0000]))
}

extension RegisterBlock {
  /// Writes a whole register; fails the test when there is none.
  mutating func set(_ offset: Int, _ value: UInt64, _ board: Backplane) {
    #expect(write(offset, RegisterWrite(value), board), "no register at \(offset)")
  }

  /// Accesses random registers with random sizes and values, and lets time pass.
  ///
  /// - Parameter event: what the board does for an event of this block.
  mutating func suffer(
    seed: UInt64, byteCount: Int, on board: Backplane, count: Int = 3000,
    event: (inout Self, Timeline.Event) -> Void = { _, _ in }
  ) {
    var random = SplitMix64(seed: seed)
    let width = Self.registerByteCount
    for _ in 0..<count {
      let size = 1 << Int.random(in: 0...3, using: &random)
      let offset = Int.random(in: 0..<(byteCount / size), using: &random) * size
      // Small numbers are frequent, so that switches meet counts that make sense.
      let value = Bool.random(using: &random) ? UInt64.random(in: 0...31, using: &random) : random.next()
      let name = Self.registerName(at: offset / width * width)
      if Bool.random(using: &random) {
        let isKnown = read(offset, size: size, board) != nil
        #expect(!isKnown || name != nil, "register \(offset) has no name")
      } else {
        _ = write(offset, size: size, value: value, board)
      }
      if Int.random(in: 0..<8, using: &random) == 0 {
        let end = board.now + .nanoseconds(Int64.random(in: 0...200_000, using: &random))
        var eventLimit = 50
        while eventLimit > 0, let due = board.sleep(until: end) {
          event(&self, due)
          eventLimit -= 1
        }
      }
    }
  }
}

extension Backplane {
  /// The numbers of the sources that are pending in the PLIC.
  var pendingSources: [InterruptSource] {
    var plic = plic
    return InterruptSource.allCases.filter { source in
      let word = plic.read(0x1000 + source.rawValue / 32 * 4, self) ?? 0
      return word >> UInt64(source.rawValue % 32) & 1 == 1
    }
  }

  /// Has the PLIC show hart 0 all sources.
  func enableInterrupts() {
    for word in 0..<3 { plic.set(0x2000 + 4 * word, 0xFFFF_FFFF, self) }
    for source in InterruptSource.allCases { plic.set(4 * source.rawValue, 1, self) }
  }

  /// Takes the pending interrupt of the lowest number as a program does, and says that it is done.
  func claim() -> InterruptSource? {
    guard plic.interrupts(hart: 0) else { return nil }
    let number = plic.read(0x20_0004, self) ?? 0
    plic.set(0x20_0004, number, self)
    return InterruptSource(rawValue: Int(number))
  }
}
