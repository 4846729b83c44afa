/// The flash chip on one of the buses, with commands that all types have.
///
/// **Source**: data sheets of W25Q128 and GD25LQ128; the clock is one at which even slow reads are allowed.
struct FlashChip {
  let bus: SPIBus

  /// What 24 bits of address reach.
  static var largest: UInt32 { 1 &<< 24 }

  /// Sets up the bus, and gets the chip out of whatever a program left it in, but for an operation that goes on, whose end it waits for.
  func wake() -> Failure {
    bus.start(atMost: 30_000_000)
    // Sixteen ones end continuous reading on two or four lines.
    bus.send(0xFFFF, bits: 16)
    bus.send(0xAB, bits: 8)
    Pause.microseconds(60)
    // All ones: nobody is there.
    return status(1) == 0xFF ? .none : waitUntilReady(milliseconds: 8_000, each: 500)
  }

  /// A status register, 1 to 3.
  @inline(never) func status(_ number: UInt32) -> UInt32 {
    let command: UInt64 = number == 1 ? 0x05 : number == 2 ? 0x35 : 0x15
    bus.answer(command, bytes: 1, into: Shared.byte, count: 1)
    return UInt32(MemoryByte(Shared.byte).value)
  }

  // MARK: Reading

  /// Reads bytes, and up to three more, into memory at a multiple of four.
  @inline(never) func read(_ address: UInt32, into memory: UInt, count: UInt) {
    // Half a FIFO takes 9.2 µs. What did not all come is read again.
    while !bus.read(address, to: memory, end: memory &+ (count &+ 3) & ~3, pause: { Pause.microseconds(9) }) {
    }
  }

  // MARK: Writing

  /// Programs a page.
  @inline(never) func program(_ address: UInt32, from memory: UInt) -> Failure {
    if !enablesWrites() { return .staysProtected }
    // Half a FIFO takes at least 17 µs.
    bus.send(0x0200_0000 | address, from: memory, to: memory &+ 256) { Pause.microseconds(14) }
    return waitUntilReady(milliseconds: 100, each: 50)
  }

  /// Erases 4, 32 or 64 KiB.
  @inline(never) func erase(_ address: UInt32, command: UInt32) -> Failure {
    if !enablesWrites() { return .staysProtected }
    bus.send(command &<< 24 | address, bits: 32)
    return waitUntilReady(milliseconds: command == 0x20 ? 4_000 : 8_000, each: 200)
  }

  /// Enables writes; a chip that did not listen is asked again.
  @inline(never) private func enablesWrites() -> Bool {
    for _ in 0..<4 {
      bus.send(0x06, bits: 8)
      if status(1) & 0b11 == 0b10 { return true }
    }
    return false
  }

  /// Waits until the chip is not busy, looking again after some microseconds.
  @inline(never) private func waitUntilReady(
    milliseconds limit: UInt64, each interval: UInt64
  ) -> Failure {
    let end = CLINT.mtime.value &+ Pause.ticksPerSecond / 1000 &* limit
    while status(1) & 1 == 1 {
      if CLINT.mtime.value >= end { return .staysBusy }
      Pause.microseconds(interval)
    }
    return .none
  }

  // MARK: Protection

  /// Bits BP, TB and SEC of status register 1, and CMP of 2.
  private static var protection: UInt32 { 0x407C }

  /// Lifts block protection until the next power-up; all other bits stay.
  func unprotect() -> Failure {
    for attempt in 0..<3 {
      let found = status(1) | status(2) &<< 8
      if found & FlashChip.protection == 0 { return .none }
      let wanted = found & ~FlashChip.protection & ~0b11
      // Types differ in whether 01 takes both registers or one.
      if attempt == 0 {
        writeStatus(0x01_0000 | (wanted & 0xFF) &<< 8 | wanted &>> 8, bits: 24)
      } else {
        writeStatus(0x0100 | wanted & 0xFF, bits: 16)
        writeStatus(0x3100 | wanted &>> 8, bits: 16)
      }
    }
    return .staysProtected
  }

  @inline(never) private func writeStatus(_ frame: UInt32, bits: UInt32) {
    // Volatile: what power-up brings stays as it is, and it takes no time worth mentioning.
    bus.send(0x50, bits: 8)
    bus.send(frame, bits: bits)
    Pause.microseconds(100)
  }
}

/// Waiting on hart 1, asleep.
enum Pause {
  /// Ticks of `mtime` in a second.
  static var ticksPerSecond: UInt64 { UInt64(Shared.ticksPerSecond.value) }

  /// Sleeps; interrupts are off, so the timer's is not taken.
  @inline(never) static func microseconds(_ count: UInt64) {
    let end = CLINT.mtime.value &+ ticksPerSecond &* count / 1_000_000 &+ 1
    CLINT.mtimecmp[1].value = end
    write_mie(Interrupt.timer)
    repeat { wait_for_interrupt() } while CLINT.mtime.value < end
  }
}
