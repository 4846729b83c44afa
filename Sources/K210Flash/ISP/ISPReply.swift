/// What the mask ROM or a stub answers: the body of one frame.
///
/// **Layout**: code of the operation (1), status (1), then text or data, mostly nothing.
public struct ISPReply: Sendable, Equatable {
  /// The operation that is answered; 0xD1 for text that nobody asked for.
  public var code: UInt8
  /// How it went.
  public var status: ISPStatus
  /// Text of an 0xD1 line, data of a read, else empty.
  public var payload: [UInt8]

  /// A reply.
  public init(code: UInt8, status: ISPStatus = .ok, payload: [UInt8] = []) {
    (self.code, self.status, self.payload) = (code, status, payload)
  }

  /// A line of text from the stub.
  public static func debugText(_ text: String) -> ISPReply {
    ISPReply(code: ISPOperation.debugText.code, status: .standard, payload: Array(text.utf8))
  }

  /// The body of a frame with this reply.
  public var body: [UInt8] { [code, status.code] + payload }

  /// The bytes on the wire, framed and escaped.
  public var wire: [UInt8] { SLIP.encode(body) }

  /// Reads the body of a frame.
  ///
  /// - Throws: `ISPError` for a body of less than 2 bytes or beyond ``ISPRequest/dataLimit`` and a header.
  public init(body: [UInt8]) throws(ISPError) {
    guard body.count >= 2 else {
      throw ISPError(.tooShort(byteCount: body.count, expected: 2), code: body.first)
    }
    guard body.count <= ISPRequest.headerByteCount + ISPRequest.dataLimit else {
      throw ISPError(.tooLong(byteCount: body.count - ISPRequest.headerByteCount), code: body[0])
    }
    self.init(code: body[0], status: ISPStatus(code: body[1]), payload: Array(body[2...]))
  }

  /// The text of a line that nobody asked for, nil when it is an answer; bytes that are no UTF-8 become U+FFFD.
  public var text: String? {
    code == ISPOperation.debugText.code ? String(decoding: payload, as: UTF8.self) : nil
  }

  /// What a flash read of ktool's stub brought: all behind a header of 16 bytes; nil for other replies.
  public var ktoolData: ArraySlice<UInt8>? {
    guard code == ISPOperation.ktoolReadFlash.code, payload.count >= ISPRequest.headerByteCount - 2 else {
      return nil
    }
    return payload[(ISPRequest.headerByteCount - 2)...]
  }

  /// The three bytes of the chip's JEDEC identity in a reply of ktool's stub; nil for other replies.
  public var ktoolFlashIdentity: [UInt8]? {
    guard code == ISPOperation.ktoolFlashIdentity.code, payload.count >= 17 else { return nil }
    return Array(payload[14..<17])
  }
}

/// How an operation went.
///
/// **Source**: kflash 1.1.6 and the stubs' behaviour.
public enum ISPStatus: Sendable, Equatable {
  case standard, ok, badLength, badChecksum, invalidCommand, badInitialization, badErase, badWrite, busy
  /// A number that no program is known to send.
  case unknown(UInt8)

  /// Those with a meaning.
  static let known: [ISPStatus] = [
    .standard, .ok, .badLength, .badChecksum, .invalidCommand, .badInitialization, .badErase, .badWrite,
    .busy,
  ]

  /// The number on the wire.
  public var code: UInt8 {
    switch self {
    case .standard: 0x00
    case .ok: 0xE0
    case .badLength: 0xE1
    case .badChecksum: 0xE2
    case .invalidCommand: 0xE3
    case .badInitialization: 0xE4
    case .badErase: 0xE5
    case .badWrite: 0xE6
    case .busy: 0xE7
    case .unknown(let code): code
    }
  }

  /// The status of a number.
  public init(code: UInt8) { self = Self.known.first { $0.code == code } ?? .unknown(code) }

  /// What it says, in a few words.
  public var name: String {
    switch self {
    case .standard: "unknown operation"
    case .ok: "done"
    case .badLength: "bad data length"
    case .badChecksum: "bad checksum"
    case .invalidCommand: "operation not allowed now, or not at all"
    case .badInitialization: "flash does not start"
    case .badErase: "erasing failed"
    case .badWrite: "writing failed"
    case .busy: "flash is busy"
    case .unknown: "unknown status"
    }
  }
}
