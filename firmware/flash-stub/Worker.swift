/// Why nothing of an epoch is carried out any more.
enum Failure: UInt32, Error {
  case staysBusy = 1
  case differs = 2
  case nothingSelected = 3
  case senselessWords = 4
  case unknownCode = 5
  case staysProtected = 6
  case noAnswer = 7
}

/// Hart 1: carries out requests in their order.
struct Worker {
  /// The chip, once one was selected.
  var flash: FlashChip?
  /// The address of a failure.
  var address: UInt32 = 0

  /// Serves requests for ever.
  mutating func serve() {
    while true {
      write_mie(Interrupt.software)
      wait_for_interrupt()
      CLINT.msip[1].value = 0
      memory_fence()
      repeat { forget() } while serveNext()
    }
  }

  /// Drops what waits when hart 0 says so.
  private func forget() {
    guard Worker.isAbandoned else { return }
    let abandoned = Shared.abandoned.value
    memory_fence()
    Shared.finished.value = Shared.queued.value
    Shared.done.value = 0
    Shared.failure.value = 0
    memory_fence()
    Shared.forgotten.value = abandoned
    CLINT.msip.value = 1
  }

  /// Whether what goes on shall end soon.
  static var isAbandoned: Bool { Shared.abandoned.value != Shared.forgotten.value }

  /// Carries out the next request; false when there is none.
  private mutating func serveNext() -> Bool {
    let number = Shared.finished.value
    guard Shared.queued.value != number else { return false }
    memory_fence()
    let frame = Shared.slot(Shared.queue[Int(number & 0xFF)].value)
    if Shared.failure.value == 0 {
      let sequence = Frame.sequence(frame.head.value)
      address = frame.first.value
      do throws(Failure) {
        try carryOut(frame)
        Shared.done.value = sequence
      } catch {
        Shared.failureAddress.value = address
        Shared.failureSequence.value = sequence
        memory_fence()
        Shared.failure.value = error.rawValue
      }
    }
    memory_fence()
    Shared.finished.value = number &+ 1
    return true
  }

  private mutating func carryOut(_ frame: Frame) throws(Failure) {
    let code = frame.head.value & 0xFF
    if code == Code.select { return try select(frame) }
    guard let flash else { throw .nothingSelected }
    let (first, count) = (frame.first.value, frame.second.value)
    let limit =
      switch code {
      case Code.read: Shared.dataLimit
      case Code.checksums, Code.erase: FlashChip.largest
      case Code.write: frame.count.value
      default: throw .unknownCode
      }
    guard count > 0, count <= limit, first < flash.byteCount, count <= flash.byteCount &- first else {
      throw .senselessWords
    }
    switch code {
    case Code.read: try read(frame, flash)
    case Code.checksums: try sum(frame, flash)
    case Code.write: try write(frame, flash)
    default: try erase(first, count, flash)
    }
  }

  // MARK: Requests that are answered

  private mutating func select(_ frame: Frame) throws(Failure) {
    let number = frame.first.value
    guard number == 3 || number == 0 else { throw .senselessWords }
    let chip = FlashChip(bus: number == 3 ? .spi3 : .spi0)
    flash = chip
    guard let result = takeResult(frame) else { return }
    let data = Register(result.data)
    try chip.wake()
    let identity = chip.identity
    data.value = identity.byteSwapped &>> 8
    data[1].value = chip.status(0x05) | chip.status(0x35) &<< 8 | chip.status(0x15) &<< 16
    let unique = chip.bus.answer(0x4B_0000_0000, bytes: 5, receive: 8)
    data[2].value = UInt32(truncatingIfNeeded: unique &>> 32).byteSwapped
    data[3].value = UInt32(truncatingIfNeeded: unique).byteSwapped
    flash?.setSize(identity)
    give(result, count: 16)
  }

  private func read(_ frame: Frame, _ flash: FlashChip) throws(Failure) {
    guard let result = takeResult(frame) else { return }
    try flash.read(frame.first.value, into: result.data, count: frame.second.value)
    give(result, count: frame.second.value)
  }

  private mutating func sum(_ frame: Frame, _ flash: FlashChip) throws(Failure) {
    let piece = Register(frame.data).value
    var left = frame.second.value
    guard frame.count.value == 4, piece > 0, (left &- 1) / piece < Shared.dataLimit / 4 else {
      throw .senselessWords
    }
    guard let result = takeResult(frame) else { return }
    var target = 0
    while left > 0 {
      var checksum = CRC32.start
      var rest = min(piece, left)
      left &-= rest
      while rest > 0 {
        if Worker.isAbandoned { return }
        let count = min(rest, 4096)
        try flash.read(address, into: Shared.found, count: count)
        checksum = CRC32.sum(from: Shared.found, to: Shared.found &+ UInt(count), register: checksum)
        address &+= count
        rest &-= count
      }
      Register(result.data)[target].value = ~checksum
      target &+= 1
    }
    give(result, count: UInt32(truncatingIfNeeded: target &* 4))
  }

  /// The place of the next result, once there is one; nil when the epoch ends before.
  private func takeResult(_ frame: Frame) -> Frame? {
    while Shared.made.value &- Shared.sent.value >= Shared.resultCount {
      if Worker.isAbandoned { return nil }
      Pause.microseconds(100)
    }
    memory_fence()
    let result = Shared.result(Shared.made.value)
    result.first.value = frame.head.value | 0x80
    result.second.value = 0
    return result
  }

  private func give(_ result: Frame, count: UInt32) {
    result.count.value = count
    memory_fence()
    Shared.made.value &+= 1
    CLINT.msip.value = 1
  }
}

/// Waiting on hart 1, asleep.
enum Pause {
  /// Ticks of `mtime` in a second.
  static var ticksPerSecond: UInt64 { SYSCTL.cpuHertz / 50 }

  static func microseconds(_ count: UInt64) { ticks(ticksPerSecond &* count / 1_000_000 &+ 1) }

  /// Sleeps for some ticks; interrupts are off, so the timer's is not taken.
  static func ticks(_ count: UInt64) {
    let end = CLINT.mtime.value &+ count
    CLINT.mtimecmp[1].value = end
    write_mie(Interrupt.timer)
    repeat { wait_for_interrupt() } while CLINT.mtime.value < end
  }
}
