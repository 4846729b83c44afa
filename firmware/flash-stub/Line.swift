/// Hart 0: takes requests off the line into slots and sends replies, a few instructions for each byte, so that neither direction
/// ever waits for the other.
struct Line {
  // Receiving.
  /// The slot that bytes go to.
  var slot = Frame(Shared.slots)
  /// Bytes of the frame so far, and their checksum.
  var received: UInt = 0
  var checksum = CRC32.start
  var isEscaped = false
  /// At how many bytes the frame is worth a look.
  var turn: UInt = 1
  var damagedCount: UInt32 = 0

  // Slots and sequence.
  var freeCount: UInt32 = 0
  /// Finished requests whose slots are free again.
  var reclaimed: UInt32 = 0
  var epoch: UInt32 = 0
  var next: UInt32 = 1
  /// Bit i: the request with number ``next`` + i has arrived.
  var arrived: UInt64 = 0
  /// The request for the epoch that begins once hart 1 has forgotten the old one, 0 for none.
  var newEpoch: UInt32 = 0

  // Sending.
  /// Of the latest greeting.
  var nonce: UInt32 = 0
  var queuedReplies: UInt32 = 0
  var sentReplies: UInt32 = 0
  var transmitter = Transmitter()
  /// Whether the port shall raise an interrupt when it has room.
  var asksForRoom = false

  // Speed.
  let cpuHertz = SYSCTL.cpuHertz
  var baud = Line.startBaud
  /// When a line without a good frame goes back to ``startBaud``, by `mtime`.
  var fallback = UInt64.max
  /// The speed that follows once the last reply has left, 0 for none.
  var nextBaud: UInt64 = 0
  /// Whether a reset follows then.
  var resets = false

  /// The speed at which the mask ROM and the stub start.
  static var startBaud: UInt64 { 115_200 }
  /// Bytes of a request around its data.
  static var overhead: UInt { 16 }

  // By their addresses.
  private var freeSlots: Register { Register(0x8030_1004) }
  private var heldSlots: Register { Register(0x8030_0C04) }

  /// Begins an epoch, in which all slots are free but the one that is being received into.
  @inline(never) mutating func begin(_ epoch: UInt32) {
    self.epoch = epoch
    next = 1
    arrived = 0
    freeCount = 0
    var address = Shared.slots
    for _ in 0...Shared.slotCount {
      if address != slot.base { free(UInt32(truncatingIfNeeded: address)) }
      address &+= Frame.stride
    }
    reclaimed = Shared.queued.value
  }

  /// Serves the line for ever.
  mutating func serve() {
    // The pins are those that the mask ROM has just used.
    setBaud(Line.startBaud)
    begin(0)
    // Nothing but the port interrupts hart 0.
    let enables = PLIC.enables(hart: 0)
    let source = PLIC.Source.uarths
    enables.value = 0
    enables[1].value = 1 &<< (source & 31)
    enables[2].value = 0
    PLIC.threshold(hart: 0).value = 0
    PLIC.priority[Int(source)].value = 1
    // Raised while there is a byte, and while less than four wait to be sent.
    UARTHS.txctrl.value = 4 &<< 16 | 1
    UARTHS.rxctrl.value = 1
    UARTHS.ie.value = 0b10
    CLINT.msip.value = 0
    write_mie(Interrupt.external | Interrupt.software | Interrupt.timer)
    while true {
      if let byte = UARTHS.take() {
        receive(byte)
      } else {
        look()
        send()
        sleep()
      }
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
      MemoryByte(slot.head.address &+ received).value = byte
    }
    received &+= 1
    if received == turn { look(at: slot) }
    checksum = CRC32.add(byte, to: checksum)
  }

  /// Looks at a frame at its first byte, behind its head, and before the end of long data: while these come, the port interrupts for four
  /// bytes and not for each.
  @inline(never) private mutating func look(at frame: Frame) {
    if received == 1 {
      turn = 12
      return arrangeFallback()
    }
    let count = frame.second.value
    let isLong = turn == 12 && frame.head.value & 0xFF == Code.write && 32...Shared.dataLimit ~= count
    // Above this many.
    UARTHS.rxctrl.value = isLong ? 3 &<< 16 | 1 : 1
    // Eight bytes are left then, with the checksum.
    turn = UInt(count) &+ Line.overhead &- 8
  }

  /// Ends a frame: a mark both ends what was before and begins what follows.
  @inline(never) private mutating func endFrame() {
    let count = received
    turn = 1
    UARTHS.rxctrl.value = 1
    let isGood =
      checksum == CRC32.residue && !isEscaped && count >= Line.overhead
      && count <= Line.overhead &+ UInt(Shared.dataLimit)
    received = 0
    checksum = CRC32.start
    isEscaped = false
    if count == 0 { return }
    guard isGood else {
      damagedCount &+= 1
      reply(Code.state | Line.damaged)
      return
    }
    fallback = .max
    slot.count.value = UInt32(truncatingIfNeeded: count &- Line.overhead)
    obey(slot)
  }

  // MARK: Speed

  /// From the first byte behind a good frame on, another one should come within a second, or some more on a slow line, where a long one takes
  /// up to nine.
  @inline(never) private mutating func arrangeFallback() {
    guard fallback == .max, baud != Line.startBaud else { return }
    let second = UInt64(Shared.ticksPerSecond.value)
    fallback = CLINT.mtime.value &+ (baud < Line.startBaud ? second &* 10 : second)
    CLINT.mtimecmp.value = fallback
  }

  private mutating func fallBack() {
    CLINT.mtimecmp.value = fallback
    guard CLINT.mtime.value >= fallback else { return }
    setBaud(Line.startBaud)
  }

  @inline(never) private mutating func setBaud(_ rate: UInt64) {
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
  @inline(never) mutating func end() {
    guard resets || nextBaud > 0 else { return }
    // Below one: the transmitter has the last byte, which takes ten bits.
    UARTHS.txctrl.value = 1 &<< 16 | 1
    while UARTHS.ip.value & 1 == 0 {}
    Delay.cycles(UInt64(UARTHS.div.value &+ 1) &* 10)
    if resets { SYSCTL.softReset.value = 1 }
    setBaud(nextBaud)
    nextBaud = 0
    UARTHS.txctrl.value = 4 &<< 16 | 1
  }

  // MARK: Slots

  /// Takes a free slot to receive into; false when there is none.
  mutating func takeSlot() -> Bool {
    reclaim()
    guard freeCount > 0 else { return false }
    freeCount &-= 1
    slot = Frame(UInt(freeSlots[Int(freeCount)].value))
    return true
  }

  @inline(never) mutating func free(_ slot: UInt32) {
    freeSlots[Int(freeCount)].value = slot
    freeCount &+= 1
  }

  /// Frees the slots of requests that hart 1 is done with.
  @inline(never) mutating func reclaim() {
    let finished = Shared.finished.value
    while reclaimed != finished {
      free(Shared.queue[Int(reclaimed & 0xFF)].value)
      reclaimed &+= 1
    }
  }

  /// Gives a slot to hart 1.
  @inline(never) func queue(_ slot: UInt32) {
    let count = Shared.queued.value
    Shared.queue[Int(count & 0xFF)].value = slot
    Shared.announce(Shared.queued, count &+ 1, to: 1)
  }

  /// Where the slot of a sequence number waits for its turn.
  func heldSlot(at sequence: UInt32) -> Register { heldSlots[Int(sequence & 63)] }
}

/// Marks and escapes of frames.
enum SLIP {
  static var mark: UInt8 { 0xC0 }
  static var escape: UInt8 { 0xDB }
  static var escapedMark: UInt8 { 0xDC }
  static var escapedEscape: UInt8 { 0xDD }
}
