internal import RV64

/// The core-local interruptor: software interrupts between the harts, and a timer for each.
///
/// `mtime` runs at a 50th of the CPU's clock. **Source**: SDK `clint.h` and `clint.c` (certain).
package struct CLINT: RegisterBlock, Equatable {
  /// `msip` of each hart.
  package private(set) var softwareInterrupts = [false, false]
  private var compares: [UInt64] = [.max, .max]
  private var timeOffset: UInt64 = 0

  /// `mtime` at a cycle.
  func time(atCycle cycle: UInt64) -> UInt64 { cycle / Hart.cyclesPerTick &+ timeOffset }

  /// Whether the timer interrupt of a hart is pending at a cycle.
  package func timerInterrupts(hart: Int, atCycle cycle: UInt64) -> Bool {
    time(atCycle: cycle) >= compares[hart]
  }

  /// Arranges the moment at which a hart's timer becomes due.
  private func schedule(hart: Int, _ board: Backplane) {
    let event: Timeline.Event = hart == 0 ? .timer0Compare : .timer1Compare
    let now = time(atCycle: board.cycle)
    board.endsSlice = true
    guard compares[hart] > now else { return board.cancel(event) }
    let ticks = compares[hart] - now
    let (cycles, overflows) = (board.cycle / Hart.cyclesPerTick).addingReportingOverflow(ticks)
    guard !overflows, cycles < UInt64.max / Hart.cyclesPerTick else { return board.cancel(event) }
    board.schedule(event, at: board.cpuClock.time(atCycle: cycles * Hart.cyclesPerTick))
  }

  /// Arranges both timers again, after a change of the clock.
  func reschedule(_ board: Backplane) {
    for hart in 0..<2 { schedule(hart: hart, board) }
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch offset {
    case 0, 4: return softwareInterrupts[offset / 4] ? 1 : 0
    case 0x4000, 0x4008: return compares[offset % 0x4000 / 8] & 0xFFFF_FFFF
    case 0x4004, 0x400C: return compares[offset % 0x4000 / 8] >> 32
    case 0xBFF8:
      board.noteEffect()
      return time(atCycle: board.cycle) & 0xFFFF_FFFF
    case 0xBFFC:
      board.noteEffect()
      return time(atCycle: board.cycle) >> 32
    default: return nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    let word = write.value & 0xFFFF_FFFF
    switch offset {
    case 0, 4:
      softwareInterrupts[offset / 4] = word & 1 == 1
      board.endsSlice = true
    case 0x4000, 0x4004, 0x4008, 0x400C:
      let hart = offset % 0x4000 / 8
      compares[hart] = compares[hart].replacing(word, isHigh: offset % 8 == 4)
      schedule(hart: hart, board)
    case 0xBFF8, 0xBFFC:
      let now = time(atCycle: board.cycle)
      timeOffset &+= now.replacing(word, isHigh: offset % 8 == 4) &- now
      reschedule(board)
    default: return false
    }
    return true
  }

  package static func registerName(at offset: Int) -> String? {
    switch offset {
    case 0, 4: "msip\(offset / 4)"
    case 0x4000..<0x4010: "mtimecmp\(offset % 0x4000 / 8)"
    case 0xBFF8, 0xBFFC: "mtime"
    default: nil
    }
  }
}

extension UInt64 {
  /// The number with one of its halves replaced.
  fileprivate func replacing(_ word: UInt64, isHigh: Bool) -> UInt64 {
    isHigh ? self & 0xFFFF_FFFF | word << 32 : self & ~0xFFFF_FFFF | word
  }
}
