/// The flash chip on one of the buses, with commands that all types have.
///
/// **Source**: data sheets of W25Q128 and GD25LQ128; the clock is one at which even slow reads are allowed.
struct FlashChip {
  let bus: SPIBus
  private(set) var byteCount = FlashChip.largest
  private var isUnprotected = false
  /// How long 16 frames of a word take on one line, and as many on two, or less.
  private let (longPause, shortPause): (UInt64, UInt64)
  private let ticksPerSecond: UInt64

  /// What 24 bits of address reach.
  static var largest: UInt32 { 1 &<< 24 }

  /// Sets up the bus.
  init(bus: SPIBus) {
    self.bus = bus
    bus.start(atMost: 30_000_000)
    ticksPerSecond = Pause.ticksPerSecond
    longPause = ticksPerSecond / 62_500
    shortPause = ticksPerSecond / 250_000
  }

  /// Takes the size that the identity tells, if it is one.
  mutating func setSize(_ identity: UInt32) {
    let exponent = identity & 0xFF
    if exponent >= 16, exponent < 24 { byteCount = 1 &<< exponent }
  }

  /// Manufacturer, type and size, the first highest.
  var identity: UInt32 { UInt32(truncatingIfNeeded: bus.answer(0x9F, bytes: 1, receive: 3)) }

  /// What a command that reads a status register answers.
  func status(_ command: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: bus.answer(command, bytes: 1, receive: 1))
  }

  /// Gets the chip out of whatever a program left it in, but for an operation that goes on, whose end it waits for.
  func wake() throws(Failure) {
    // Sixteen ones end continuous reading on two or four lines.
    bus.send(0xFFFF, bits: 16)
    bus.send(0xAB, bits: 8)
    pause(microseconds: 60)
    // All ones: nobody is there.
    if status(0x05) != 0xFF { try waitUntilReady(milliseconds: 8_000, each: 500) }
  }

  // MARK: Reading

  /// Reads bytes, and up to three more, into memory at a multiple of four.
  func read(_ address: UInt32, into memory: UInt, count: UInt32) throws(Failure) {
    let pause = shortPause
    let words = Int(count &+ 3) / 4
    guard bus.read(address, into: Register(memory), count: words, pause: { Pause.ticks(pause) }) else {
      throw .noAnswer
    }
  }

  // MARK: Writing

  /// Programs a page.
  func program(_ address: UInt32, from memory: UInt) throws(Failure) {
    try enableWrites()
    let pause = longPause
    bus.send(0x0200_0000 | address, words: Register(memory), count: 64) { Pause.ticks(pause) }
    try waitUntilReady(milliseconds: 100, each: 16)
  }

  /// Erases 4, 32 or 64 KiB.
  func erase(_ address: UInt32, command: UInt32) throws(Failure) {
    try enableWrites()
    bus.send(command &<< 24 | address, bits: 32)
    try waitUntilReady(milliseconds: command == 0x20 ? 4_000 : 8_000, each: 200)
  }

  /// Enables writes; a chip that did not listen is asked again.
  private func enableWrites() throws(Failure) {
    for _ in 0..<4 {
      bus.send(0x06, bits: 8)
      if status(0x05) & 0b11 == 0b10 { return }
    }
    throw .staysProtected
  }

  /// Waits until the chip is not busy.
  private func waitUntilReady(milliseconds limit: UInt64, each interval: UInt64) throws(Failure) {
    let end = CLINT.mtime.value &+ ticksPerSecond / 1000 &* limit
    while status(0x05) & 1 == 1 {
      guard CLINT.mtime.value < end else { throw .staysBusy }
      pause(microseconds: interval)
    }
  }

  private func pause(microseconds: UInt64) { Pause.ticks(ticksPerSecond &* microseconds / 1_000_000 &+ 1) }

  // MARK: Protection

  /// Bits BP, TB and SEC of status register 1, and CMP of 2.
  private static var protection: UInt32 { 0x407C }

  /// Lifts block protection until the next power-up; all other bits stay.
  mutating func unprotect() throws(Failure) {
    if isUnprotected { return }
    for attempt in 0..<3 {
      let found = status(0x05) | status(0x35) &<< 8
      if found & FlashChip.protection == 0 {
        isUnprotected = true
        return
      }
      let wanted = found & ~FlashChip.protection & ~0b11
      // Types differ in whether 01 takes both registers or one.
      if attempt == 0 {
        writeStatus(0x01_0000 | (wanted & 0xFF) &<< 8 | wanted &>> 8, bits: 24)
      } else {
        writeStatus(0x0100 | wanted & 0xFF, bits: 16)
        writeStatus(0x3100 | wanted &>> 8, bits: 16)
      }
      try waitUntilReady(milliseconds: 100, each: 16)
    }
    throw .staysProtected
  }

  private func writeStatus(_ frame: UInt32, bits: UInt32) {
    // Volatile: what power-up brings stays as it is.
    bus.send(0x50, bits: 8)
    bus.send(frame, bits: bits)
  }
}
