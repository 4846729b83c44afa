internal import K210Flash

/// The chip's boot ROM: starts the program in flash, or loads one from the host.
///
/// No ROM image was read: what it does follows from what every host tool relies on and from boards' behaviour (`docs/board.md`). It
/// uses UARTHS on IO4 and IO5 and has no code that a hart would run.
package struct MaskROM: Sendable {
  /// What the ROM wants the board to do.
  enum Action: Equatable {
    /// Say these bytes.
    case say([UInt8])
    /// Put bytes into memory, then say others.
    case write([UInt8], at: UInt32, reply: ISPReply)
    /// Start both harts at an address.
    case boot(UInt32)
  }

  /// The speed at which it starts, in bits per second.
  package static let startBaud: UInt64 = 115_200

  /// What it says when there is nothing to boot.
  ///
  /// **Source**: boards in the field print it (certain).
  package static let failureText =
    "interesting, something's wrong, boot failed with exit code 233, go to find your vendor."

  /// Bytes of a frame: kflash sends 1,024 at a time; how many silicon takes is not known.
  static let frameLimit = ISPRequest.headerByteCount + 65_536

  /// Bits per second on the line.
  private(set) var baud = startBaud
  private var decoder = SLIPDecoder(limit: frameLimit)
  /// Bytes to say, the next one first.
  private(set) var waiting: ArraySlice<UInt8> = []
  /// The speed from the moment on at which everything was said.
  private var nextBaud: UInt64?

  /// Adds bytes to say.
  mutating func say(_ bytes: some Sequence<UInt8>) { waiting += bytes }

  /// Takes the byte to say next.
  mutating func nextByte() -> UInt8? {
    let byte = waiting.popFirst()
    if waiting.isEmpty, let speed = nextBaud { (baud, nextBaud) = (speed, nil) }
    return byte
  }

  /// Takes a byte from the host.
  mutating func receive(_ byte: UInt8) -> Action? {
    guard case .frame(let frame) = decoder.take(byte) else { return nil }
    guard let request = try? ISPRequest(body: frame.body) else { return nil }
    guard let operation = ISPOperation(code: request.code, dialect: .maskROM) else {
      return reply(request, .standard)
    }
    do throws(ISPError) {
      try request.check(as: operation)
    } catch {
      return reply(request, error.status)
    }
    switch operation {
    case .romGreeting: return reply(request, .ok)
    case .romMemoryWrite:
      return .write(
        request.data, at: request.first, reply: ISPReply(code: request.code, status: .ok))
    case .romBoot: return .boot(request.first)
    case .romBaud:
      guard let speed = Self.baud(request.data) else { return reply(request, .badLength) }
      nextBaud = speed
      return reply(request, .ok)
    default: return reply(request, .invalidCommand)
    }
  }

  private func reply(_ request: ISPRequest, _ status: ISPStatus) -> Action {
    .say(ISPReply(code: request.code, status: status).wire)
  }

  /// The speed that a request asks for, nil when it is none.
  private static func baud(_ data: [UInt8]) -> UInt64? {
    guard data.count == 4 else { return nil }
    let value = data.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return 300...20_000_000 ~= value ? value : nil
  }
}
