internal import Bytes
package import Flasher
package import K210Boards
internal import K210Flash

/// A ROM and a stub whose answers are sound frames with whatever inside: each answer takes a byte from a script that says how it lies.
///
/// Flashers must neither trap nor go on for ever whatever it says. When the script is over it is silent.
package final class Adversary: Transport {
  package let hasModemLines: Bool
  package private(set) var now = Duration.zero
  /// Reads and writes so far.
  private var callCount = 0
  private var script: ArraySlice<UInt8>
  private var decoder = SLIPDecoder()
  private var waiting: [UInt8] = []
  private var epoch: UInt8 = 0
  private var next: UInt16 = 1
  private var baud = 115_200

  /// An adversary with a script; its first byte decides about modem lines.
  private init(script: [UInt8]) {
    hasModemLines = (script.first ?? 0) & 1 == 1
    self.script = script.dropFirst()
  }

  /// Scripts that lead a long way before they lie, for fuzzers to begin with.
  package static var seeds: [[UInt8]] {
    let honest = [UInt8](repeating: 1, count: 120)
    let lies: [UInt8] = [0x80, 0xF0, 0xF4, 0xF5, 0xF6, 0xE0]
    return [honest]
      + [12, 14, 20, 40, 80].flatMap { count in lies.map { honest.prefix(count) + [$0, 0, 3] + honest } }
  }

  /// Longer than any session with it may take: recoveries are counted, and each has its patience.
  private static let timeLimit = Duration.seconds(3_000)
  private static let callLimit = 300_000

  /// How a session with an adversary ended, and what of it must not be.
  package struct Outcome: Sendable {
    /// Why the flasher gave up; nil when it did not.
    package let error: FlasherError?
    /// What must not be; nil when all is well.
    package let finding: String?
  }

  /// Has a flasher work with an adversary.
  package static func play(_ script: [UInt8]) -> Outcome {
    let adversary = Adversary(script: script)
    let image = FlashImage(segments: [
      FlashSegment(address: 0x2F_F0F0, bytes: [UInt8](repeating: 0x5A, count: 9000))
    ])
    var error: FlasherError?
    do throws(FlasherError) {
      let flasher = Flasher(adversary)
      try flasher.connect()
      _ = try flasher.read(0x1000..<0x1F00)
      try flasher.write(image)
      try flasher.reboot()
    } catch let thrown {
      error = thrown
    }
    var finding: String?
    if let account = error?.account {
      let said = (account.written + account.missing).reduce(0) { $0 + $1.count }
      if said != image.byteCount { finding = "the account is of \(said) bytes" }
    }
    if adversary.now > timeLimit { finding = "took \(adversary.now)" }
    if adversary.callCount > callLimit { finding = "\(adversary.callCount) calls" }
    return Outcome(error: error, finding: finding)
  }

  private func draw() -> UInt8? { script.popFirst() }

  private func word() -> UInt32 { (0..<4).reduce(0) { word, _ in word << 8 | UInt32(draw() ?? 0) } }

  package func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    callCount += 1
    now += .nanoseconds(bytes.count * 10_000_000_000 / max(1, baud))
    for frame in decoder.frames(in: bytes) { try answer(frame.body) }
  }

  private func answer(_ body: [UInt8]) throws(TransportError) {
    guard let choice = draw() else { return }
    switch choice {
    case 0xF0...0xF3: return
    case 0xF4: throw .unplugged
    case 0xF5: waiting += SLIP.encode(body)
    case 0xF6: waiting += (0..<(draw() ?? 0)).compactMap { _ in draw() }
    default: break
    }
    if let request = StubRequest(body: body) {
      reply(to: request, lies: choice >= 0x80)
    } else if let request = try? ISPRequest(body: body), request.code == 0xC2 || request.code == 0xC3 {
      let status: ISPStatus = choice >= 0xE0 ? ISPStatus(code: draw() ?? 0) : .ok
      waiting += ISPReply(code: request.code, status: status).wire
    }
  }

  private func reply(to request: StubRequest, lies: Bool) {
    var reply = StubReply(request.operation, epoch: request.epoch, sequence: request.sequence)
    switch request.operation {
    case .hello:
      let sum = lies ? word() : CRC32.checksum(of: FlashStubImage.bytes)
      reply.payload =
        StubHello(
          nonce: lies && word() & 1 == 1 ? word() : request.first, slotCount: 256, slotByteCount: 4096,
          cpuHertz: 1,
          baud: 115_200, imageChecksum: sum
        ).payload
    case .newEpoch:
      (epoch, next) = (request.epoch, 1)
      reply.payload = state(lies)
    case .state, .erase, .write:
      reply.operation = .state
      if request.operation != .state { next &+= 1 }
      reply.payload = state(lies)
    case .select:
      reply.payload =
        lies
        ? (0..<16).map { _ in draw() ?? 0 }
        : [0xEF, 0x40, 0x18, 0, 0, 0, 0, 0] + [UInt8](repeating: 7, count: 8)
      next &+= 1
    case .checksums, .read:
      let piece = max(1, Int(request.data.first ?? 1) + Int(request.data.dropFirst().first ?? 0) << 8)
      let count =
        request.operation == .read ? Int(request.second) : 4 * ((Int(request.second) + piece - 1) / piece)
      reply.payload = [UInt8](repeating: draw() ?? 0, count: min(4096, lies ? Int(word() & 0xFFF) : count))
      next &+= 1
    case .baud, .reboot: break
    }
    if lies {
      reply.status = StubReply.Status(rawValue: (draw() ?? 0) & 3) ?? .done
      reply.epoch &+= (draw() ?? 0) & 1
      reply.sequence &+= UInt16(draw() ?? 0) & 3
    }
    waiting += reply.wire
    // A result is announced first, or after.
    if request.operation.isQueued, reply.operation != .state {
      waiting +=
        StubReply(.state, epoch: request.epoch, sequence: request.sequence, payload: state(lies)).wire
    }
  }

  private func state(_ lies: Bool) -> [UInt8] {
    guard lies else { return StubState(next: next, done: next &- 1, freeSlots: 200).payload }
    return word() & 1 == 1
      ? (0..<5).flatMap { _ in bytes(of: word()) }
      : StubState(
        next: next &- UInt16(word() & 3), done: next &- UInt16(word() & 7), held: word(), freeSlots: 9
      ).payload
  }

  /// The bytes of a word.
  private func bytes(of word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  package func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    callCount += 1
    guard !waiting.isEmpty else {
      now = max(now, deadline)
      return []
    }
    defer { waiting = [] }
    now += .milliseconds(1)
    return waiting
  }

  package func setBaud(_ rate: Int) throws(TransportError) {
    callCount += 1
    baud = rate
    if script.first == 0xFA { throw .speedRefused(rate) }
  }

  package func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError) { callCount += 1 }
  package func wait(until deadline: Duration) { now = max(now, deadline) }
  package func reopen(until deadline: Duration) throws(TransportError) {
    now += .milliseconds(300)
    if draw() == 0xFB { throw .unplugged }
  }
}
