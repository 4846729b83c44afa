internal import Bytes

/// What a host asks of Kiln's own flash stub: the body of one frame.
///
/// **Layout** (`docs/flash-stub.md`), little endian: code (1), epoch (1), sequence (2), first word (4), second word (4), data, CRC-32 of
/// all before it (4).
public struct StubRequest: Sendable, Equatable {
  /// What is asked for.
  public var operation: StubOperation
  /// Which run of sequence numbers this one belongs to.
  public var epoch: UInt8
  /// The place among queued requests; 0 for immediate ones.
  public var sequence: UInt16
  /// Mostly an address.
  public var first: UInt32
  /// Mostly a length.
  public var second: UInt32
  /// What follows, at most ``dataLimit`` bytes.
  public var data: [UInt8]

  /// Bytes in front of the data.
  public static let headerByteCount = 12
  /// Most bytes of data, and of a reply's payload.
  public static let dataLimit = 4096
  /// Bytes of the checksum at the end.
  static let checksumByteCount = 4

  /// A request with all its fields.
  public init(
    _ operation: StubOperation, epoch: UInt8 = 0, sequence: UInt16 = 0, first: UInt32 = 0, second: UInt32 = 0,
    data: [UInt8] = []
  ) {
    (self.operation, self.epoch, self.sequence) = (operation, epoch, sequence)
    (self.first, self.second, self.data) = (first, second, data)
  }

  /// The body of a frame with this request.
  public var body: [UInt8] {
    var body = ByteWriter()
    body.append(contentsOf: [operation.rawValue, epoch])
    body.append(sequence)
    body.append(first)
    body.append(second)
    body.append(contentsOf: data)
    body.append(CRC32.checksum(of: body.bytes))
    return body.bytes
  }

  /// The bytes on the wire, framed and escaped.
  public var wire: [UInt8] { SLIP.encode(body) }

  /// Reads the body of a frame; nil when it is damaged, too long or asks for nothing known.
  public init?(body: [UInt8]) {
    let fixed = Self.headerByteCount + Self.checksumByteCount
    guard fixed...(fixed + Self.dataLimit) ~= body.count, StubFraming.isSound(body),
      let operation = StubOperation(rawValue: body[0])
    else { return nil }
    self.init(
      operation, epoch: body[1], sequence: UInt16(truncatingIfNeeded: StubFraming.word(body, at: 2)),
      first: StubFraming.word(body, at: 4), second: StubFraming.word(body, at: 8),
      data: Array(body[Self.headerByteCount..<(body.count - Self.checksumByteCount)]))
  }
}

/// What Kiln's stub can do; the raw value is the code on the wire, an ASCII letter.
public enum StubOperation: UInt8, Sendable, Equatable, CaseIterable {
  /// Who is there? The first word is a nonce that comes back.
  case hello = 0x48
  /// Forget what waits and count from 1 again.
  case newEpoch = 0x4E
  /// How far has the queue come?
  case state = 0x53
  /// Another speed, in the first word, once the reply has left.
  case baud = 0x42
  /// Reset the chip.
  case reboot = 0x58
  /// Work the chip at the SPI controller in the first word, 3 or 0, and identify it.
  case select = 0x46
  /// CRC-32 of each piece of a range; data: bytes of a piece (4).
  case checksums = 0x43
  /// Bytes of flash.
  case read = 0x52
  /// Have the flash hold these bytes; within one sector.
  case write = 0x57
  /// Erase whole sectors.
  case erase = 0x45

  /// Whether it takes its place in the queue.
  public var isQueued: Bool {
    switch self {
    case .hello, .newEpoch, .state, .baud, .reboot: false
    case .select, .checksums, .read, .write, .erase: true
    }
  }
}

/// What both directions have in common.
enum StubFraming {
  /// Whether the last four bytes are the checksum of all before them.
  static func isSound(_ body: [UInt8]) -> Bool {
    guard body.count > StubRequest.checksumByteCount else { return false }
    let end = body.count - StubRequest.checksumByteCount
    return word(body, at: end) == CRC32.checksum(of: body[..<end])
  }

  /// Four bytes, or as many as there are, as a number.
  static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes.dropFirst(offset).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
