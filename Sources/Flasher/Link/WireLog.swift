internal import K210Flash

/// What came over the wire beside the answers that were expected: enough to tell a user what is at the other end.
package struct WireLog: Sendable, Equatable {
  /// Bytes that came in all.
  package private(set) var byteCount = 0
  /// The first bytes that came.
  private(set) var start: [UInt8] = []
  /// The newest bytes that came, those of ``start`` left out.
  private(set) var newest: [UInt8] = []
  /// The newest frame that was no answer, as a body.
  private(set) var stranger: [UInt8]?
  /// The newest bodies that were sent, which an echo brings back.
  private var sent: [[UInt8]] = []
  /// Frames that were what was sent.
  private(set) var echoCount = 0
  /// Whether a flash stub answered that is not ours.
  private(set) var hasForeignStub = false

  private static let windowByteCount = 512
  private static let sentLimit = 8
  /// The longest body that is remembered: greetings and other short requests.
  private static let sentByteLimit = 64

  /// Nothing so far.
  package init() {}

  mutating func noteSent(_ body: [UInt8]) {
    guard body.count <= Self.sentByteLimit else { return }
    sent.append(body)
    if sent.count > Self.sentLimit { sent.removeFirst() }
  }

  mutating func noteReceived(_ bytes: [UInt8]) {
    byteCount += bytes.count
    let first = bytes.prefix(Self.windowByteCount - start.count)
    start += first
    newest += bytes.dropFirst(first.count)
    if newest.count > 2 * Self.windowByteCount { newest.removeFirst(newest.count - Self.windowByteCount) }
  }

  /// A frame that nobody had asked for.
  mutating func noteStranger(_ body: [UInt8]) {
    if isEcho(body) { echoCount += 1 }
    if isForeignStub(body) { hasForeignStub = true }
    stranger = Array(body.prefix(16))
  }

  /// Whether a body is one that was sent, be it without what a terminal does not show; a shorter one may be chance.
  func isEcho(_ body: [UInt8], byteCount: Int = 3) -> Bool {
    body.count >= byteCount && sent.contains { $0 == body || $0.filter { $0 >= 0x20 } == body }
  }

  /// Whether a body is what the flash stubs of other tools say: to their greeting, to what they do not know, or unasked.
  private func isForeignStub(_ body: [UInt8]) -> Bool {
    guard let reply = try? ISPReply(body: body) else { return false }
    if body.count == 2, reply.code == ISPOperation.greeting.code { return reply.status == .ok }
    if body.count == 2, reply.status == .standard { return sent.contains { $0.first == reply.code } }
    guard let text = reply.text, reply.status == .standard, text.count > 3 else { return false }
    return text.unicodeScalars.allSatisfy(WireReading.isPrintable)
  }

  /// What it looks like.
  package var impression: WireImpression { WireReading(self).impression }
}
