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
}

extension Line {
  /// Obeys or queues a request that came undamaged, in the slot that is received into.
  mutating func obey(_ frame: Frame) {
    let head = frame.head.value
    let code = head & 0xFF
    switch code {
    case Code.hello: reply(code: code, head: head, nonce: frame.first.value)
    case Code.state: reply(code: code, head: head)
    case Code.newEpoch: abandon(head)
    case Code.reboot:
      if reply(code: code, head: head) { ending = .reboot }
    case Code.baud: changeBaud(UInt64(frame.first.value), head)
    default:
      // Sequence numbers come round to 0 as well, but an unknown code is more likely no part of a sequence.
      let isKnown =
        code == Code.write || code == Code.erase || code == Code.read || code == Code.checksums
        || code == Code.select
      if !isKnown, Frame.sequence(head) == 0 {
        reply(code: code, head: head, status: 2)
      } else {
        accept(head)
        reply(code: Code.state, head: head)
      }
    }
  }

  private mutating func changeBaud(_ rate: UInt64, _ head: UInt32) {
    guard rate >= 9600, rate <= cpuHertz / 16, cpuHertz / rate < 0x1_0000 else {
      reply(code: Code.baud, head: head, status: 2)
      return
    }
    if reply(code: Code.baud, head: head) { ending = .baud(rate) }
  }

  // MARK: The sequence

  /// Puts a request where its sequence number wants it; one that is not for this epoch, or was there, or has no room is dropped.
  private mutating func accept(_ head: UInt32) {
    guard newEpoch == nil, Frame.epoch(head) == epoch else { return }
    let sequence = Frame.sequence(head)
    let distance = (sequence &- next) & 0xFFFF
    guard distance <= 32, distance == 0 || held &>> (distance &- 1) & 1 == 0 else { return }
    let own = slot
    guard takeSlot() else { return }
    guard distance == 0 else {
      held |= 1 &<< (distance &- 1)
      return hold(own, at: sequence)
    }
    queue(own)
    advance()
    while held & 1 == 1 {
      queue(heldSlot(at: next))
      held &>>= 1
      advance()
    }
    held &>>= 1
  }

  private mutating func advance() { next = (next &+ 1) & 0xFFFF }

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
    guard let head = newEpoch, Shared.forgotten.value == Shared.abandoned.value else { return }
    newEpoch = nil
    epoch = Frame.epoch(head)
    while held != 0 {
      next = (next &+ 1) & 0xFFFF
      if held & 1 == 1 { free(heldSlot(at: next)) }
      held &>>= 1
    }
    next = 1
    reply(code: Code.newEpoch, head: head)
  }
}
