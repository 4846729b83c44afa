import K210Flash

/// A flash stub as small as can be: it takes bytes, answers, and keeps what is written.
struct SimulatedStub {
  private var decoder = SLIPDecoder(overlong: .split)
  private(set) var flash: [UInt8]
  private(set) var isInitialized = false
  private(set) var isRebooted = false
  /// Requests whose checksum or length was wrong.
  private(set) var refusedCount = 0

  init(byteCount: Int) { flash = [UInt8](repeating: 0xFF, count: byteCount) }

  /// Takes bytes from the host and returns what it sends back.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var answer: [UInt8] = []
    for byte in bytes {
      if case .frame(let frame) = decoder.take(byte) { answer += reply(to: frame.body) }
    }
    return answer
  }

  private mutating func reply(to body: [UInt8]) -> [UInt8] {
    do throws(ISPError) {
      let request = try ISPRequest(body: body)
      guard let operation = ISPOperation(code: request.code, dialect: .kflash) else {
        return ISPReply(code: request.code, status: .standard).wire
      }
      try request.check(as: operation)
      return ISPReply(code: request.code, status: status(of: operation, request)).wire
    } catch {
      refusedCount += 1
      return ISPReply(code: error.code ?? 0, status: error.status).wire
    }
  }

  private mutating func status(of operation: ISPOperation, _ request: ISPRequest) -> ISPStatus {
    switch operation {
    case .greeting, .baud: return .ok
    case .initializeFlash:
      isInitialized = ISPFlashChip(rawValue: request.first) != nil
      return isInitialized ? .ok : .invalidCommand
    case .reboot:
      isRebooted = true
      return .ok
    case .writeFlash, .erase, .status:
      guard isInitialized else { return .invalidCommand }
      guard operation == .writeFlash else { return .ok }
      let (start, end) = (Int(request.first), Int(request.first) + request.data.count)
      guard end <= flash.count else { return .badWrite }
      flash.replaceSubrange(start..<end, with: request.data)
      return .ok
    default: return .invalidCommand
    }
  }
}
