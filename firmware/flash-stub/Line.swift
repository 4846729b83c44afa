/// Hart 0: takes requests off the line into slots and sends replies, a few instructions for each byte, so that neither direction
/// ever waits for the other.
struct Line {
  // Receiving.
  /// The slot that bytes go to.
  var slot: UInt32 = Shared.slotCount
  /// Bytes of the frame so far, and their checksum.
  var received: UInt = 0
  var checksum = CRC32.start
  var isEscaped = false
  var damagedCount: UInt32 = 0

  // Slots and sequence.
  var freeCount = Shared.slotCount
  /// Finished requests whose slots are free again.
  var reclaimed: UInt32 = 0
  var epoch: UInt32 = 0
  var next: UInt32 = 1
  var held: UInt32 = 0
  /// The epoch that begins once hart 1 has forgotten the old one, with the request for it.
  var newEpoch: UInt32?

  // Sending.
  var queuedReplies: UInt32 = 0
  var sentReplies: UInt32 = 0
  var transmitter = Transmitter()

  // Speed.
  let cpuHertz = SYSCTL.cpuHertz
  var baud = Line.startBaud
  /// When a line without a good frame goes back to ``startBaud``, by `mtime`.
  var fallback = UInt64.max
  /// What follows once the last reply has left.
  var ending = Ending.none

  /// The speed at which the mask ROM and the stub start.
  static var startBaud: UInt64 { 115_200 }
  /// Bytes of a request around its data.
  static var overhead: UInt { 16 }

  /// What happens behind a reply.
  enum Ending {
    case none
    case baud(UInt64)
    case reboot
  }

  private var freeSlots: Register { Register(0x8030_1000) }
  private var heldSlots: Register { Register(0x8030_0C00) }

  init() {
    for index in 0..<Shared.slotCount { freeSlots[Int(index)].value = index }
  }

  /// Serves the line for ever.
  mutating func serve() {
    UARTHS.start(baud: baud)
    PLIC.reset(hart: 0)
    // Raised while there is a byte, and while less than four wait to be sent.
    UARTHS.txctrl.value = 4 &<< 16 | 1
    UARTHS.ie.value = 0b10
    PLIC.enable(PLIC.Source.uarths, priority: 1, hart: 0)
    CLINT.mtimecmp.value = .max
    CLINT.msip.value = 0
    write_mie(Interrupt.external | Interrupt.software | Interrupt.timer)
    while true {
      while let byte = UARTHS.take() {
        receive(byte)
        send()
      }
      send()
      look()
      sleep()
    }
  }

  /// Sleeps until there is something to do; interrupts are off, so none is taken.
  private func sleep() {
    if read_mip() & Interrupt.external != 0 {
      let claim = PLIC.claim(hart: 0)
      claim.value = claim.value
    }
    wait_for_interrupt()
  }

  /// Looks at what comes from elsewhere than the line.
  private mutating func look() {
    let pending = read_mip()
    if pending & Interrupt.software != 0 {
      CLINT.msip.value = 0
      memory_fence()
      finishAbandoning()
      send()
    }
    if pending & Interrupt.timer != 0 { fallBack() }
  }

  // MARK: Receiving

  @inline(__always) private mutating func receive(_ byte: UInt8) {
    var byte = byte
    if byte == SLIP.mark { return endFrame() }
    if isEscaped {
      isEscaped = false
      byte = byte == SLIP.escapedMark ? SLIP.mark : byte == SLIP.escapedEscape ? SLIP.escape : byte
    } else if byte == SLIP.escape {
      isEscaped = true
      return
    }
    if received < Line.overhead &+ UInt(Shared.dataLimit) {
      MemoryByte(Shared.slot(slot).head.address &+ received).value = byte
    }
    if received == 0 { arrangeFallback() }
    received &+= 1
    checksum = CRC32.add(byte, to: checksum)
  }

  /// Ends a frame: a mark both ends what was before and begins what follows.
  private mutating func endFrame() {
    let count = received
    let isGood =
      checksum == CRC32.residue && !isEscaped && count >= Line.overhead
      && count <= Line.overhead &+ UInt(Shared.dataLimit)
    received = 0
    checksum = CRC32.start
    isEscaped = false
    if count == 0 { return }
    guard isGood else {
      damagedCount &+= 1
      reply(code: Code.state, head: 0, status: 1)
      return
    }
    fallback = .max
    Shared.slot(slot).count.value = UInt32(truncatingIfNeeded: count &- Line.overhead)
    obey(Shared.slot(slot))
  }

  // MARK: Speed

  /// From the first byte behind a good frame on, another one should come within a second, or the time of two long frames.
  private mutating func arrangeFallback() {
    guard fallback == .max, baud != Line.startBaud else { return }
    let ticksPerSecond = cpuHertz / 50
    let wait = max(ticksPerSecond, ticksPerSecond &* Line.startBaud / baud)
    fallback = CLINT.mtime.value &+ wait
    CLINT.mtimecmp.value = fallback
  }

  private mutating func fallBack() {
    CLINT.mtimecmp.value = fallback
    guard CLINT.mtime.value >= fallback else { return }
    setBaud(Line.startBaud)
  }

  private mutating func setBaud(_ rate: UInt64) {
    baud = rate
    UARTHS.div.value = Line.divisor(cpuHertz, rate)
    fallback = .max
    CLINT.mtimecmp.value = .max
    received = 0
    checksum = CRC32.start
    isEscaped = false
  }

  /// Clocks of a bit, less one.
  static func divisor(_ hertz: UInt64, _ rate: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (hertz &+ rate / 2) / rate &- 1)
  }

  /// Does what shall follow the last reply, which has gone to the port, once it has left it.
  mutating func end() {
    if case .none = ending { return }
    // Below one: the transmitter has the last byte, which takes ten bits.
    UARTHS.txctrl.value = 1 &<< 16 | 1
    while UARTHS.ip.value & 1 == 0 {}
    Delay.cycles(UInt64(UARTHS.div.value &+ 1) &* 10)
    switch ending {
    case .none: break
    case .baud(let rate): setBaud(rate)
    case .reboot:
      memory_fence()
      SYSCTL.softReset.value = 1
    }
    ending = .none
    UARTHS.txctrl.value = 4 &<< 16 | 1
  }

  // MARK: Slots

  /// Takes a free slot to receive into; false when there is none.
  mutating func takeSlot() -> Bool {
    reclaim()
    guard freeCount > 0 else { return false }
    freeCount &-= 1
    slot = freeSlots[Int(freeCount)].value
    return true
  }

  mutating func free(_ slot: UInt32) {
    freeSlots[Int(freeCount)].value = slot
    freeCount &+= 1
  }

  /// Frees the slots of requests that hart 1 is done with.
  mutating func reclaim() {
    let finished = Shared.finished.value
    memory_fence()
    while reclaimed != finished {
      free(Shared.queue[Int(reclaimed & 0xFF)].value)
      reclaimed &+= 1
    }
  }

  /// Gives a slot to hart 1.
  func queue(_ slot: UInt32) {
    let count = Shared.queued.value
    Shared.queue[Int(count & 0xFF)].value = slot
    memory_fence()
    Shared.queued.value = count &+ 1
    CLINT.msip[1].value = 1
  }

  /// Keeps a slot whose turn has not come.
  func hold(_ slot: UInt32, at sequence: UInt32) { heldSlots[Int(sequence & 63)].value = slot }

  /// The slot that was kept for a sequence number.
  func heldSlot(at sequence: UInt32) -> UInt32 { heldSlots[Int(sequence & 63)].value }
}

/// Marks and escapes of frames.
enum SLIP {
  static var mark: UInt8 { 0xC0 }
  static var escape: UInt8 { 0xDB }
  static var escapedMark: UInt8 { 0xDC }
  static var escapedEscape: UInt8 { 0xDD }
}
