internal import FuzzDriver
internal import K210Flash

/// Takes mutated wire bytes apart, as a host and as the stub does, and reads every frame as request and reply.
@main
enum FuzzISP {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      for policy in [SLIPDecoder.OverlongPolicy.drop, .split] { FuzzISP.check(bytes, policy) }
      return 0
    }
  }

  /// Small, so that overlong frames are met often.
  private static let limit = 64

  private static func check(_ bytes: [UInt8], _ policy: SLIPDecoder.OverlongPolicy) {
    var decoder = SLIPDecoder(limit: limit, overlong: policy)
    for byte in bytes {
      guard case .frame(let frame) = decoder.take(byte) else { continue }
      if frame.body.isEmpty || frame.body.count > limit {
        LibFuzzer.finding("a frame of \(frame.body.count)")
      }
      var again = SLIPDecoder(limit: limit)
      if again.frames(in: SLIP.encode(frame.body)).map({ $0.body }) != [frame.body] {
        LibFuzzer.finding("a frame does not survive the wire")
      }
      check(body: frame.body)
    }
  }

  private static func check(body: [UInt8]) {
    if let reply = try? ISPReply(body: body) {
      if reply.body != body { LibFuzzer.finding("a reply changes when it is written") }
      _ = (reply.text, reply.ktoolData, reply.ktoolFlashIdentity)
    }
    guard let request = try? ISPRequest(body: body) else { return }
    if (try? ISPRequest(body: request.body)) != request { LibFuzzer.finding("a request is not stable") }
    for dialect in ISPOperation.Dialect.allCases {
      guard let operation = ISPOperation(code: request.code, dialect: dialect) else { continue }
      do {
        try request.check(as: operation)
      } catch {
        if error.description.isEmpty { LibFuzzer.finding("an error without words") }
      }
    }
  }
}
