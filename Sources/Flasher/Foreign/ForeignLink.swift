internal import K210Flash

/// Talks to a flash stub that is not ours: one request, one answer of two bytes, nothing on the way meanwhile.
///
/// An answer has no number, so after a failure the stub is greeted: what comes before the answer to that belongs to what was before.
final class ForeignLink {
  let link: FrameLink
  private let events: (FlashEvent) -> Void
  /// The last line that the stub said unasked since the last request.
  private(set) var text = ""

  /// How long a short answer may take beyond the wire.
  static let latency = Duration.milliseconds(300)
  /// The longest that a frame can keep a flash chip busy: sixteen sectors are erased, 400 ms each, and 64 KiB written by 32 bytes.
  ///
  /// **Source**: data sheets of W25Q128JV and GD25LQ128, maximum.
  static let chipTime = Duration.seconds(8)
  private static let slice = Duration.milliseconds(250)

  init(_ link: FrameLink, events: @escaping (FlashEvent) -> Void) {
    (self.link, self.events) = (link, events)
  }

  /// Sends a request and returns the status of its answer, nil when none came in time.
  func ask(_ request: ISPRequest, patience: Duration = latency) throws(FlashFault) -> ISPStatus? {
    try ask(request, patience: patience) { $0.count == 2 }?.status
  }

  /// Sends a request and returns its answer, nil when none came in time.
  ///
  /// - Parameter isAnswer: Whether a body with the code of the request is its answer.
  func ask(_ request: ISPRequest, patience: Duration, isAnswer: ([UInt8]) -> Bool) throws(FlashFault)
    -> ISPReply?
  {
    text = ""
    let body = request.body
    try link.send(body)
    // Escapes may double it.
    let end = link.now + link.wireTime(2 * body.count) + patience
    while link.now <= end {
      try link.checkStop()
      guard let frame = try link.receive(until: min(end, link.now + Self.slice)) else {
        if link.now >= end { break }
        continue
      }
      guard let reply = try? ISPReply(body: frame) else { continue }
      if let said = reply.text, said.unicodeScalars.allSatisfy(WireReading.isPrintable) {
        text = String(said.filter { !$0.isNewline })
        events(.stubText(text))
      } else if reply.code == request.code, isAnswer(frame) {
        return reply
      } else {
        link.log.noteStranger(frame)
      }
    }
    return nil
  }

  /// Greets up to so many times; whether a stub answered.
  func greet(attempts: Int = 1) throws(FlashFault) -> Bool {
    for _ in 0..<attempts where try ask(.greeting(.kflash)) == .ok { return true }
    return false
  }

  /// Gets back into step with a stub that works at something, or that has got half a frame.
  ///
  /// - Throws: `FlashFault.linkLost` when it does not answer for as long as a chip can keep it busy.
  func resynchronize() throws(FlashFault) {
    let end = link.now + Self.chipTime
    repeat {
      try link.drain(quiet: .milliseconds(50))
      if try greet() { return }
    } while link.now < end
    throw .linkLost
  }
}
