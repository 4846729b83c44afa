/// Why nothing of an epoch is carried out any more.
///
/// What may fail returns it: errors that are thrown would need some hundred bytes more.
enum Failure: UInt32 {
  case none = 0
  case staysBusy = 1
  case differs = 2
  case nothingSelected = 3
  case senselessWords = 4
  case unknownCode = 5
  case staysProtected = 6
}

/// Hart 1: carries out requests in their order.
struct Worker {
  var flash = FlashChip(bus: .spi3)
  /// Bytes of the chip, 0 until one was selected.
  private var byteCount: UInt32 = 0
  /// Whether block protection was lifted.
  var isUnprotected = false
  /// The address of a failure.
  var address: UInt32 = 0

  /// Serves requests for ever.
  mutating func serve() {
    while true {
      write_mie(Interrupt.software)
      wait_for_interrupt()
      CLINT.msip[1].value = 0
      memory_fence()
      repeat { Worker.forget() } while serveNext()
    }
  }

  /// Drops what waits when hart 0 says so.
  @inline(never) private static func forget() {
    guard Worker.isAbandoned else { return }
    let abandoned = Shared.abandoned.value
    memory_fence()
    Shared.finished.value = Shared.queued.value
    Shared.done.value = 0
    Shared.failure.value = 0
    Shared.announce(Shared.forgotten, abandoned, to: 0)
  }

  /// Whether what goes on shall end soon.
  static var isAbandoned: Bool { Shared.abandoned.value != Shared.forgotten.value }

  /// Carries out the next request; false when there is none.
  @inline(never) private mutating func serveNext() -> Bool {
    let number = Shared.finished.value
    guard Shared.queued.value != number else { return false }
    memory_fence()
    let frame = Frame(UInt(Shared.queue[Int(number & 0xFF)].value))
    if Shared.failure.value == 0 {
      let sequence = Frame.sequence(frame.head.value)
      address = frame.first.value
      let failure = carryOut(frame)
      if failure == .none {
        Shared.done.value = sequence
      } else {
        Shared.failureAddress.value = address
        Shared.failureSequence.value = sequence
        memory_fence()
        Shared.failure.value = failure.rawValue
      }
    }
    memory_fence()
    Shared.finished.value = number &+ 1
    return true
  }

  @inline(never) private mutating func carryOut(_ frame: Frame) -> Failure {
    let code = frame.head.value & 0xFF
    if code == Code.select { return select(frame) }
    if byteCount == 0 { return .nothingSelected }
    let count = frame.second.value
    guard count > 0, address < byteCount, count <= byteCount &- address else { return .senselessWords }
    switch code {
    case Code.read: return read(frame)
    case Code.checksums: return sum(frame)
    case Code.write: return write(frame)
    case Code.erase: return erase(count)
    default: return .unknownCode
    }
  }

  // MARK: Requests that are answered

  @inline(never) private mutating func select(_ frame: Frame) -> Failure {
    let number = frame.first.value
    guard number == 3 || number == 0 else { return .senselessWords }
    byteCount = 0
    isUnprotected = false
    flash = FlashChip(bus: number == 3 ? .spi3 : .spi0)
    guard let result = Worker.takeResult(frame) else { return .none }
    let failure = flash.wake()
    if failure != .none { return failure }
    let data = result.data
    Register64(data).value = 0
    flash.bus.answer(0x9F, bytes: 1, into: data, count: 3)
    for number in 1...3 as ClosedRange<UInt32> {
      MemoryByte(data &+ 3 &+ UInt(number)).value = UInt8(truncatingIfNeeded: flash.status(number))
    }
    // Four bytes that mean nothing come before it.
    flash.bus.answer(0x4B_0000_0000, bytes: 5, into: data &+ 8, count: 8)
    // The last byte of the identity is mostly the exponent of the size; a larger chip is served as far as 24 bits reach.
    let exponent = MemoryByte(data &+ 2).value
    byteCount = exponent >= 16 && exponent < 24 ? 1 &<< UInt32(exponent) : FlashChip.largest
    Worker.give(result, count: 16)
    return .none
  }

  @inline(never) private mutating func read(_ frame: Frame) -> Failure {
    let count = frame.second.value
    guard count <= Shared.dataLimit else { return .senselessWords }
    guard let result = Worker.takeResult(frame) else { return .none }
    flash.read(address, into: result.data, count: UInt(count))
    Worker.give(result, count: count)
    return .none
  }

  @inline(never) private mutating func sum(_ frame: Frame) -> Failure {
    let piece = Register(frame.data).value
    var left = frame.second.value
    guard frame.count.value == 4, piece > 0, (left &- 1) / piece < Shared.dataLimit / 4 else {
      return .senselessWords
    }
    guard let result = Worker.takeResult(frame) else { return .none }
    var (target, rest, checksum) = (result.data, piece, CRC32.start)
    while left > 0 {
      if Worker.isAbandoned { return .none }
      let count = min(rest, left, 4096)
      flash.read(address, into: Shared.found, count: UInt(count))
      checksum = CRC32.sum(from: Shared.found, to: Shared.found &+ UInt(count), register: checksum)
      address &+= count
      left &-= count
      rest &-= count
      if rest == 0 || left == 0 {
        Register(target).value = ~checksum
        (target, rest, checksum) = (target &+ 4, piece, CRC32.start)
      }
    }
    Worker.give(result, count: UInt32(truncatingIfNeeded: target &- result.data))
    return .none
  }

  /// The place of the next result, once there is one; nil when the epoch ends before.
  @inline(never) private static func takeResult(_ frame: Frame) -> Frame? {
    while Shared.made.value &- Shared.sent.value >= Shared.resultCount {
      if Worker.isAbandoned { return nil }
      Pause.microseconds(100)
    }
    let result = Shared.result(Shared.made.value)
    result.first.value = frame.head.value | 0x80
    result.second.value = 0
    return result
  }

  @inline(never) private static func give(_ result: Frame, count: UInt32) {
    result.seal(byteCount: count)
    Shared.announce(Shared.made, Shared.made.value &+ 1, to: 0)
  }
}
