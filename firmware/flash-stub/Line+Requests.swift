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
  /// Obeys or queues a request that came undamaged, in the slot that is received into.
  mutating func obey(_ frame: Frame) {
    let head = frame.head.value
    let code = head & 0xFF
    switch code {
    case Code.hello:
      nonce = frame.first.value
      reply(code: code, head: head)
    case Code.newEpoch: abandon(head)
    case Code.reboot: resets = reply(code: code, head: head)
    case Code.baud: changeBaud(UInt64(frame.first.value), head)
    default: obeyOther(code, head)
    }
  }

  /// Answers by a state report, and queues what takes its place in the sequence.
  @inline(never) private mutating func obeyOther(_ code: UInt32, _ head: UInt32) {
    if code != Code.state {
      // Sequence numbers come round to 0 as well, but an unknown code is more likely no part of a sequence.
      guard Code.isQueued(code) || Frame.sequence(head) > 0 else {
        reply(code: code, head: head, status: 2)
        return
      }
      accept(head)
    }
    reply(code: Code.state, head: head)
  }

  private mutating func changeBaud(_ rate: UInt64, _ head: UInt32) {
    guard rate >= 9600, 15...0xFFFF ~= Line.divisor(cpuHertz, rate) else {
      reply(code: Code.baud, head: head, status: 2)
      return
    }
    if reply(code: Code.baud, head: head) { nextBaud = rate }
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
    Shared.abandoned.value &+= 1
    memory_fence()
    CLINT.msip[1].value = 1
  }

  /// Begins the new epoch once hart 1 has forgotten the old one.
  mutating func finishAbandoning() {
    let head = newEpoch
    guard head != 0, Shared.forgotten.value == Shared.abandoned.value else { return }
    newEpoch = 0
    begin(Frame.epoch(head))
    reply(code: Code.newEpoch, head: head)
  }
}
