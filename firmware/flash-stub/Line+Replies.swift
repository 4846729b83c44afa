extension Line {
  /// Replies that may wait; more are dropped, which a host that sends so much does not miss.
  private static var replyLimit: UInt32 { 64 }

  /// The place of the n-th reply: code, status, sequence number.
  private func place(_ number: UInt32) -> Register {
    Register(0x8030_1404)[Int(number & (Line.replyLimit &- 1))]
  }

  /// Where a reply that waits has its status: in the place of the epoch, which is put in when it is sent.
  static var statusMask: UInt32 { 0xFF00 }
  /// The frame before it was damaged.
  static var damaged: UInt32 { 1 &<< 8 }
  /// The request is refused.
  static var refused: UInt32 { 2 &<< 8 }

  /// Arranges a reply, unless too many wait.
  @inline(never) mutating func reply(_ answer: UInt32) {
    guard queuedReplies &- sentReplies < Line.replyLimit else { return }
    place(queuedReplies).value = answer | 0x80
    queuedReplies &+= 1
  }

  /// Sends what the port has room for, and has it ask for more.
  mutating func send() {
    while transmitter.isSending || beginReply() {
      if transmitter.fillsPort() {
        asksForRoom = true
        UARTHS.ie.value = 0b11
        return
      }
      if transmitter.sendsResult { Shared.sent.value &+= 1 } else { sentReplies &+= 1 }
      if queuedReplies == sentReplies { end() }
    }
    guard asksForRoom else { return }
    asksForRoom = false
    UARTHS.ie.value = 0b10
  }

  /// Begins the next reply, results last; false when there is none.
  private mutating func beginReply() -> Bool {
    if queuedReplies != sentReplies {
      beginOther()
      return true
    }
    return Shared.made.value != Shared.sent.value && beginResult()
  }

  /// Begins a result of this epoch; those of earlier ones are forgotten.
  @inline(never) private mutating func beginResult() -> Bool {
    memory_fence()
    while Shared.made.value != Shared.sent.value {
      let frame = Shared.result(Shared.sent.value)
      if Frame.epoch(frame.first.value) == epoch {
        transmitter.start(frame, isResult: true)
        return true
      }
      Shared.sent.value &+= 1
    }
    return false
  }

  /// Begins a reply of hart 0, which says what is true now.
  @inline(never) private mutating func beginOther() {
    let head = place(sentReplies).value
    let (code, status) = (head & 0x7F, head & Line.statusMask)
    let frame = Frame(0x8030_1C00)
    frame.first.value = head & ~Line.statusMask | epoch &<< 8
    frame.second.value = status &>> 8
    let data = Register(frame.data)
    var count: UInt32 = 0
    if status == Line.refused {
      // Refused: nothing to add.
    } else if code == Code.hello {
      count = 28
      data.value = nonce
      // KILN.
      data[1].value = 0x4E4C_494B
      data[2].value = 1 | Shared.slotCount &<< 16
      data[3].value = Shared.dataLimit
      data[4].value = UInt32(truncatingIfNeeded: cpuHertz)
      data[5].value = UInt32(truncatingIfNeeded: baud)
      data[6].value = Shared.image.value
    } else if code == Code.state || code == Code.newEpoch {
      count = 20
      fillState(data)
    }
    frame.seal(byteCount: count)
    transmitter.start(frame, isResult: false)
  }

  private mutating func fillState(_ data: Register) {
    reclaim()
    let failure = Shared.failure.value
    let isWorking: UInt32 = Shared.queued.value == Shared.finished.value ? 0 : 1
    memory_fence()
    data.value = next | Shared.done.value &<< 16
    data[1].value = UInt32(truncatingIfNeeded: arrived &>> 1)
    data[2].value = freeCount | failure &<< 16 | isWorking &<< 24
    data[3].value = Shared.failureAddress.value
    data[4].value = Shared.failureSequence.value | damagedCount &<< 16
  }
}

/// Turns a reply in memory into bytes on the line, as many at a time as the port takes.
struct Transmitter {
  /// The next byte of the reply, and the end of it.
  private var next: UInt = 0
  private var end: UInt = 0
  /// A byte that comes before it, 0 for none: a mark, or what is behind an escape.
  private var before: UInt8 = 0
  private(set) var isSending = false
  /// Whether the latest reply was one of hart 1.
  private(set) var sendsResult = false

  /// Begins with a reply: its head is where a request has its two words.
  @inline(never) mutating func start(_ frame: Frame, isResult: Bool) {
    next = frame.first.address
    end = next &+ UInt(frame.count.value) &+ 12
    before = SLIP.mark
    isSending = true
    sendsResult = isResult
  }

  /// Gives the port as many bytes as it takes; false when it has got the last one.
  mutating func fillsPort() -> Bool {
    while isSending {
      if UARTHS.txdata.value &>> 31 == 1 { return true }
      UARTHS.txdata.value = UInt32(nextByte())
    }
    return false
  }

  private mutating func nextByte() -> UInt8 {
    if before != 0 {
      let byte = before
      before = 0
      return byte
    }
    guard next < end else {
      isSending = false
      return SLIP.mark
    }
    let byte = MemoryByte(next).value
    next &+= 1
    guard byte == SLIP.mark || byte == SLIP.escape else { return byte }
    before = byte == SLIP.mark ? SLIP.escapedMark : SLIP.escapedEscape
    return SLIP.escape
  }
}
