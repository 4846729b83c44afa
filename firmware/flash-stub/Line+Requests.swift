/// Codes of requests.
enum Code {
  static var hello: UInt32 { 0x48 }
  static var newEpoch: UInt32 { 0x4E }
  static var state: UInt32 { 0x53 }
  static var baud: UInt32 { 0x42 }
  static var reboot: UInt32 { 0x58 }
  static var select: UInt32 { 0x46 }
  static var checksums: UInt32 { 0x43 }
  static var read: UInt32 { 0x52 }
  static var write: UInt32 { 0x57 }
  static var erase: UInt32 { 0x45 }

  /// Whether a code takes its place in the sequence.
  static func isQueued(_ code: UInt32) -> Bool {
    code == write || code == erase || code == read || code == checksums || code == select
  }
}

extension Line {
  /// Obeys or queues a request that came undamaged, in the slot that is received into, and answers.
  mutating func obey(_ frame: Frame) {
    let head = frame.head.value
    var answer = head & ~Line.statusMask
    switch head & 0xFF {
    case Code.hello: nonce = frame.first.value
    case Code.newEpoch: return abandon(head)
    case Code.reboot: resets = true
    case Code.baud:
      let rate = UInt64(frame.first.value)
      if takesBaud(rate) { nextBaud = rate } else { answer |= Line.refused }
    default: answer = obeyOther(head)
    }
    reply(answer)
  }

  /// Queues what takes its place in the sequence, and gives the reply: mostly a state report.
  @inline(never) private mutating func obeyOther(_ head: UInt32) -> UInt32 {
    let code = head & 0xFF
    if code != Code.state {
      // Sequence numbers come round to 0 as well, but an unknown code is more likely no part of a sequence.
      guard Code.isQueued(code) || Frame.sequence(head) > 0 else {
        return head & ~Line.statusMask | Line.refused
      }
      accept(head)
    }
    return head & 0xFFFF_0000 | Code.state
  }

  private func takesBaud(_ rate: UInt64) -> Bool {
    rate >= 9600 && 15...0xFFFF ~= Line.divisor(cpuHertz, rate)
  }

  // MARK: The sequence

  /// Puts a request where its sequence number wants it; one that is not for this epoch, or was there, or has no room is dropped.
  private mutating func accept(_ head: UInt32) {
    guard newEpoch == 0, Frame.epoch(head) == epoch else { return }
    let sequence = Frame.sequence(head)
    let distance = UInt64((sequence &- next) & 0xFFFF)
    guard distance <= 32, arrived &>> distance & 1 == 0 else { return }
    let own = UInt32(truncatingIfNeeded: slot.base)
    guard takeSlot() else { return }
    heldSlot(at: sequence).value = own
    arrived |= 1 &<< distance
    while arrived & 1 == 1 {
      queue(heldSlot(at: next).value)
      arrived &>>= 1
      next = (next &+ 1) & 0xFFFF
    }
  }

  // MARK: Epochs

  /// Has hart 1 forget what waits.
  private mutating func abandon(_ head: UInt32) {
    newEpoch = head
    Shared.announce(Shared.abandoned, Shared.abandoned.value &+ 1, to: 1)
  }

  /// Begins the new epoch once hart 1 has forgotten the old one.
  mutating func finishAbandoning() {
    let head = newEpoch
    guard head != 0, Shared.forgotten.value == Shared.abandoned.value else { return }
    newEpoch = 0
    begin(Frame.epoch(head))
    reply(head & ~Line.statusMask)
  }
}
