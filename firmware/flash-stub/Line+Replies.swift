extension Line {
  /// Replies that may wait; more are dropped, which a host that sends so much does not miss.
  private static var replyLimit: UInt32 { 64 }

  /// The place of the n-th reply: head, status, nonce.
  private func place(_ number: UInt32) -> Register {
    Register(0x8030_1400)[Int(number & (Line.replyLimit &- 1)) &* 4]
  }

  /// Arranges a reply; false when too many wait.
  @discardableResult
  mutating func reply(code: UInt32, head: UInt32, status: UInt32 = 0, nonce: UInt32 = 0) -> Bool {
    guard queuedReplies &- sentReplies < Line.replyLimit else { return false }
    let place = place(queuedReplies)
    place.value = head & 0xFFFF_0000 | code | 0x80
    place[1].value = status
    place[2].value = nonce
    queuedReplies &+= 1
    return true
  }

  /// Sends what the port has room for, and has it ask for more.
  @inline(__always) mutating func send() {
    if !transmitter.isSending, !beginReply() { return }
    sendMore()
  }

  private mutating func sendMore() {
    while true {
      if transmitter.fillsPort() {
        UARTHS.ie.value = 0b11
        return
      }
      if transmitter.sendsResult { Shared.sent.value &+= 1 } else { sentReplies &+= 1 }
      if queuedReplies == sentReplies { end() }
      if !beginReply() {
        UARTHS.ie.value = 0b10
        return
      }
    }
  }

  /// Begins the next reply, of results and others in turn; false when there is none.
  @inline(__always) private mutating func beginReply() -> Bool {
    if queuedReplies == sentReplies || !transmitter.sendsResult {
      if Shared.made.value != Shared.sent.value, beginResult() { return true }
    }
    return queuedReplies != sentReplies && beginOther()
  }

  /// Begins a result of this epoch; those of earlier ones are forgotten.
  private mutating func beginResult() -> Bool {
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
  private mutating func beginOther() -> Bool {
    let place = place(sentReplies)
    let isRefused = place[1].value == 2
    let code = isRefused ? 0 : place.value & 0x7F
    let frame = Frame(0x8030_1C00)
    frame.first.value = place.value | epoch &<< 8
    frame.second.value = place[1].value
    let data = Register(frame.data)
    switch code {
    case Code.hello:
      frame.count.value = 28
      data.value = place[2].value
      // KILN.
      data[1].value = 0x4E4C_494B
      data[2].value = 1 | Shared.slotCount &<< 16
      data[3].value = Shared.dataLimit
      data[4].value = UInt32(truncatingIfNeeded: cpuHertz)
      data[5].value = UInt32(truncatingIfNeeded: baud)
      data[6].value = Shared.image.value
    case Code.state, Code.newEpoch:
      frame.count.value = 20
      fillState(data)
    default: frame.count.value = 0
    }
    transmitter.start(frame, isResult: false)
    return true
  }

  private mutating func fillState(_ data: Register) {
    reclaim()
    let failure = Shared.failure.value
    let isWorking: UInt32 = Shared.queued.value == Shared.finished.value ? 0 : 1
    memory_fence()
    data.value = next | Shared.done.value &<< 16
    data[1].value = held
    data[2].value = freeCount | failure &<< 16 | isWorking &<< 24
    data[3].value = Shared.failureAddress.value
    data[4].value = Shared.failureSequence.value | damagedCount &<< 16
  }
}

/// Turns a reply in memory into bytes on the line, as many at a time as the port takes.
struct Transmitter {
  private var body: UInt = 0
  private var count: UInt = 0
  /// Bytes that were taken of mark, body, checksum and mark.
  private var position: UInt = 0
  private var checksum: UInt32 = 0
  /// The second byte of an escape, 0 for none.
  private var escaped: UInt8 = 0
  private(set) var isSending = false
  /// Whether the latest reply was one of hart 1.
  private(set) var sendsResult = false

  /// Begins with a reply: its head is where a request has its two words.
  mutating func start(_ frame: Frame, isResult: Bool) {
    body = frame.first.address
    count = UInt(frame.count.value) &+ 8
    position = 0
    checksum = CRC32.start
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
    if escaped != 0 {
      let byte = escaped
      escaped = 0
      return byte
    }
    let index = position
    position &+= 1
    if index == 0 { return SLIP.mark }
    let byte: UInt8
    if index <= count {
      byte = MemoryByte(body &+ index &- 1).value
      checksum = CRC32.add(byte, to: checksum)
    } else if index <= count &+ 4 {
      byte = UInt8(truncatingIfNeeded: ~checksum &>> UInt32(truncatingIfNeeded: (index &- count &- 1) &* 8))
    } else {
      isSending = false
      return SLIP.mark
    }
    guard byte == SLIP.mark || byte == SLIP.escape else { return byte }
    escaped = byte == SLIP.mark ? SLIP.escapedMark : SLIP.escapedEscape
    return SLIP.escape
  }
}
