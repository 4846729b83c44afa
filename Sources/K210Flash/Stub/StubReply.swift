internal import Bytes

/// What Kiln's flash stub answers: the body of one frame.
///
/// **Layout** (`docs/flash-stub.md`), little endian: code with bit 7 set (1), epoch (1), sequence (2), status (1), zero (3), payload, CRC-32 of
/// all before it (4).
public struct StubReply: Sendable, Equatable {
  /// How a request was taken.
  public enum Status: UInt8, Sendable, Equatable {
    /// It was done, or waits to be.
    case done = 0
    /// The frame that it answers was damaged; of state reports only.
    case damaged = 1
    /// An unknown code, or words that make no sense.
    case refused = 2
  }

  /// What is answered.
  public var operation: StubOperation
  /// The epoch of the stub.
  public var epoch: UInt8
  /// The sequence number of what is answered; 0 for immediate requests.
  public var sequence: UInt16
  /// How it went.
  public var status: Status
  /// What there is to say, at most ``StubRequest/dataLimit`` bytes.
  public var payload: [UInt8]

  /// Bytes in front of the payload.
  public static let headerByteCount = 8
  /// Bytes of the longest body.
  public static let byteLimit = headerByteCount + StubRequest.dataLimit + StubRequest.checksumByteCount
  /// Set in the code of every reply, so that an echo of a request is none.
  private static let replyBit: UInt8 = 0x80

  /// A reply with all its fields.
  public init(
    _ operation: StubOperation, epoch: UInt8 = 0, sequence: UInt16 = 0, status: Status = .done,
    payload: [UInt8] = []
  ) {
    (self.operation, self.epoch, self.sequence) = (operation, epoch, sequence)
    (self.status, self.payload) = (status, payload)
  }

  /// The body of a frame with this reply.
  public var body: [UInt8] {
    var body = ByteWriter()
    body.append(contentsOf: [operation.rawValue | Self.replyBit, epoch])
    body.append(sequence)
    body.append(contentsOf: [status.rawValue, 0, 0, 0])
    body.append(contentsOf: payload)
    body.append(CRC32.checksum(of: body.bytes))
    return body.bytes
  }

  /// The bytes on the wire, framed and escaped.
  public var wire: [UInt8] { SLIP.encode(body) }

  /// Reads the body of a frame; nil when it is damaged, too long or none of the stub's.
  public init?(body: [UInt8]) {
    let fixed = Self.headerByteCount + StubRequest.checksumByteCount
    guard fixed...Self.byteLimit ~= body.count, body[0] & Self.replyBit != 0, StubFraming.isSound(body),
      let operation = StubOperation(rawValue: body[0] & ~Self.replyBit),
      let status = Status(rawValue: body[4])
    else { return nil }
    self.init(
      operation, epoch: body[1], sequence: UInt16(truncatingIfNeeded: StubFraming.word(body, at: 2)),
      status: status,
      payload: Array(body[Self.headerByteCount..<(body.count - StubRequest.checksumByteCount)]))
  }
}

/// Who answers: the payload of a hello.
public struct StubHello: Sendable, Equatable {
  /// The number of the request that it answers.
  public let nonce: UInt32
  /// Of the protocol; this page of code knows 1.
  public let version: UInt16
  /// Requests with data that the stub can keep waiting.
  public let slotCount: Int
  /// Bytes of data that each of them can have.
  public let slotByteCount: Int
  /// The clock of the harts.
  public let cpuHertz: Int
  /// Bits per second on the line.
  public let baud: Int
  /// CRC-32 of the stub's image as it found itself in memory at its start.
  public let imageChecksum: UInt32

  private static let name = Array("KILN".utf8)
  private static let byteCount = 28

  /// A hello as the stub says it.
  public init(
    nonce: UInt32, version: UInt16 = 1, slotCount: Int, slotByteCount: Int, cpuHertz: Int, baud: Int,
    imageChecksum: UInt32
  ) {
    (self.nonce, self.version, self.slotCount) = (nonce, version, slotCount)
    (self.slotByteCount, self.cpuHertz, self.baud) = (slotByteCount, cpuHertz, baud)
    self.imageChecksum = imageChecksum
  }

  /// Reads a payload; nil when it is another one.
  public init?(payload: [UInt8]) {
    guard payload.count >= Self.byteCount, Array(payload[4..<8]) == Self.name else { return nil }
    let versions = StubFraming.word(payload, at: 8)
    self.init(
      nonce: StubFraming.word(payload, at: 0), version: UInt16(truncatingIfNeeded: versions),
      slotCount: Int(versions >> 16), slotByteCount: Int(StubFraming.word(payload, at: 12)),
      cpuHertz: Int(StubFraming.word(payload, at: 16)), baud: Int(StubFraming.word(payload, at: 20)),
      imageChecksum: StubFraming.word(payload, at: 24))
  }

  /// The bytes of the payload.
  public var payload: [UInt8] {
    var writer = ByteWriter()
    writer.append(nonce)
    writer.append(contentsOf: Self.name)
    writer.append(version)
    writer.append(UInt16(truncatingIfNeeded: slotCount))
    writer.append(UInt32(truncatingIfNeeded: slotByteCount))
    writer.append(UInt32(truncatingIfNeeded: cpuHertz))
    writer.append(UInt32(truncatingIfNeeded: baud))
    writer.append(imageChecksum)
    return writer.bytes
  }
}

/// What a flash chip says of itself: the payload of a selection.
public struct StubFlashIdentity: Sendable, Equatable {
  /// Manufacturer, type, capacity as a power of two: what command 9F answers.
  public let jedecID: [UInt8]
  /// Status registers 1, 2 and 3.
  public let status: [UInt8]
  /// What command 4B answers, 8 bytes.
  public let uniqueID: [UInt8]

  private static let byteCount = 16

  /// An identity: 3, 3 and 8 bytes.
  public init(jedecID: [UInt8], status: [UInt8], uniqueID: [UInt8]) {
    (self.jedecID, self.status, self.uniqueID) = (jedecID, status, uniqueID)
  }

  /// Reads a payload; nil when it is too short.
  public init?(payload: [UInt8]) {
    guard payload.count >= Self.byteCount else { return nil }
    self.init(
      jedecID: Array(payload[0..<3]), status: Array(payload[4..<7]), uniqueID: Array(payload[8..<16]))
  }

  /// The bytes of the payload.
  public var payload: [UInt8] { jedecID + [0] + status + [0] + uniqueID }
}
