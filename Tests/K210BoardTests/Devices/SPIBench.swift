import K210Board
import RV64
import Testing

/// A serial controller on a backplane, driven by registers as programs do it.
struct SPIBench<Peripheral: SPIPeripheral> {
  var spi: SPIController<Peripheral>
  let board: Backplane

  init(_ unit: SPIUnit, _ peripheral: Peripheral) {
    spi = SPIController(unit, peripheral)
    board = Backplane(memory: GuestMemory(byteCount: 1 << 16, bases: [0x8000_0000]))
  }

  mutating func write(_ offset: Int, _ value: UInt32) {
    let isKnown = spi.write(offset, RegisterWrite(UInt64(value)), board)
    #expect(isKnown)
  }

  mutating func read(_ offset: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: spi.read(offset, board) ?? 0xDEAD_BEEF)
  }

  /// Lets time pass, with the controller's events.
  mutating func wait(_ duration: Duration) {
    let end = board.now + duration
    while let event = board.sleep(until: end) {
      if event == spi.unit.event { spi.handleEvent(board) }
    }
  }

  /// Lets time pass as for a program that polls: to the event that was arranged for it, else a little while as long as the wires are busy.
  ///
  /// - Returns: false when nothing will ever change.
  private mutating func passTime() -> Bool {
    let next = board.timeline.next
    guard next != .never || spi.settledAt > board.now else { return false }
    _ = board.sleep(until: next != .never ? next : board.now + .nanoseconds(50))
    spi.handleEvent(board)
    return true
  }

  /// Polls until the wires are still, as drivers do; returns how often it had to wait for the next event.
  @discardableResult
  mutating func waitIdle() -> Int {
    var polls = 0
    while read(0x28) & 5 != 4 {
      guard passTime() else {
        Issue.record("busy without an end")
        return polls
      }
      polls += 1
    }
    return polls
  }

  /// Switches off, sets up frames, and switches on.
  mutating func configure(
    mode: UInt32, bitCount: UInt32 = 8, lanes: UInt32 = 0, header: UInt32 = 0, frameCount: Int = 1
  ) {
    write(0x08, 0)
    let fields: UInt32 =
      spi.unit == .spi3
      ? bitCount - 1 | mode << 10 | lanes << 22 : (bitCount - 1) << 16 | mode << 8 | lanes << 21
    write(0x00, fields)
    write(0x04, UInt32(frameCount - 1))
    write(0x14, 20)
    write(0xF4, header)
    write(0x2C, 0)
    write(0x08, 1)
  }

  /// Sends bytes as vendor drivers do: transmit only, select, write, wait, deselect.
  mutating func send(_ bytes: [UInt8]) {
    configure(mode: 1)
    write(0x10, 1)
    for byte in bytes { write(0x60, UInt32(byte)) }
    waitIdle()
    write(0x10, 0)
    write(0x08, 0)
  }

  /// Reads as vendor drivers do: "EEPROM read", queue the command, select, fetch by `rxflr`.
  mutating func receive(_ command: [UInt8], count: Int) -> [UInt8] {
    configure(mode: 3, frameCount: count)
    for byte in command { write(0x60, UInt32(byte)) }
    write(0x10, 1)
    let answer = fetch(count).map { UInt8(truncatingIfNeeded: $0) }
    write(0x10, 0)
    write(0x08, 0)
    return answer
  }

  /// Fetches frames as `rxflr` allows it.
  mutating func fetch(_ count: Int) -> [UInt32] {
    var frames: [UInt32] = []
    while frames.count < count {
      let level = Int(read(0x24))
      if level == 0 {
        guard passTime() else {
          Issue.record("\(frames.count) frames came, no more will")
          return frames
        }
      }
      for _ in 0..<min(level, count - frames.count) { frames.append(read(0x60)) }
    }
    return frames
  }
}

extension Backplane {
  /// Whether a source is pending in the interrupt controller.
  func isPending(_ source: InterruptSource) -> Bool {
    var plic = plic
    let word = plic.read(0x1000 + source.rawValue / 32 * 4, self) ?? 0
    return word >> UInt64(source.rawValue % 32) & 1 == 1
  }
}
