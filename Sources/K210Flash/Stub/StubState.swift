internal import Bytes

/// How far the stub has come with its queue: the payload of a state report.
public struct StubState: Sendable, Equatable {
  /// The first sequence number that the stub has not got.
  public var next: UInt16
  /// The sequence number that was carried out last, 0 at the start of an epoch.
  public var done: UInt16
  /// Bit i: ``next`` + 1 + i has arrived.
  public var held: UInt32
  /// Requests that it can still keep waiting.
  public var freeSlots: UInt16
  /// What went wrong, nil when nothing did.
  public var failure: StubFailure?
  /// Whether it works at the flash chip.
  public var isBusy: Bool
  /// Frames that arrived damaged, modulo 65,536.
  public var damagedCount: UInt16

  private static let byteCount = 20
  /// Sequence numbers beyond ``next`` that may arrive before it.
  public static let heldLimit = 32

  /// A state with all its fields.
  public init(
    next: UInt16 = 1, done: UInt16 = 0, held: UInt32 = 0, freeSlots: UInt16, failure: StubFailure? = nil,
    isBusy: Bool = false, damagedCount: UInt16 = 0
  ) {
    (self.next, self.done, self.held, self.freeSlots) = (next, done, held, freeSlots)
    (self.failure, self.isBusy, self.damagedCount) = (failure, isBusy, damagedCount)
  }

  /// Whether a request has arrived; only for numbers at most 32,767 ahead of or behind ``next``.
  public func hasReceived(_ sequence: UInt16) -> Bool {
    let ahead = Int16(bitPattern: sequence &- next)
    guard ahead >= 0 else { return true }
    return 1...Int16(Self.heldLimit) ~= ahead && held >> UInt32(ahead - 1) & 1 == 1
  }

  /// Reads a payload; nil when it is too short.
  public init?(payload: [UInt8]) {
    guard payload.count >= Self.byteCount else { return nil }
    func half(_ offset: Int) -> UInt16 { UInt16(payload[offset]) | UInt16(payload[offset + 1]) << 8 }
    let failure = StubFailure.Kind(code: payload[10]).map {
      StubFailure(kind: $0, address: StubFraming.word(payload, at: 12), sequence: half(16))
    }
    self.init(
      next: half(0), done: half(2), held: StubFraming.word(payload, at: 4), freeSlots: half(8),
      failure: failure,
      isBusy: payload[11] & 1 == 1, damagedCount: half(18))
  }

  /// The bytes of the payload.
  public var payload: [UInt8] {
    var writer = ByteWriter()
    writer.append(next)
    writer.append(done)
    writer.append(held)
    writer.append(freeSlots)
    writer.append(contentsOf: [failure?.kind.code ?? 0, isBusy ? 1 : 0])
    writer.append(failure?.address ?? 0)
    writer.append(failure?.sequence ?? 0)
    writer.append(damagedCount)
    return writer.bytes
  }
}

/// Why the stub has stopped carrying out its queue.
public struct StubFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What happened.
  public enum Kind: Sendable, Equatable {
    /// The flash chip stayed busy for longer than any data sheet allows.
    case staysBusy
    /// What was read back differs from what was written.
    case differs
    /// No flash chip was selected.
    case notSelected
    /// An address or length that makes no sense.
    case badRange
    /// A code that the stub does not know.
    case unknownOperation
    /// The chip stays write-protected.
    case staysProtected
    /// A number that this version does not know.
    case unknown(UInt8)

    private static let known: [Kind] = [
      .staysBusy, .differs, .notSelected, .badRange, .unknownOperation, .staysProtected,
    ]

    /// The failure with a number; nil for 0, which is none.
    init?(code: UInt8) {
      guard code > 0 else { return nil }
      self = Int(code) <= Self.known.count ? Self.known[Int(code) - 1] : .unknown(code)
    }

    /// The number on the wire.
    var code: UInt8 {
      if case .unknown(let code) = self { return code }
      return UInt8((Self.known.firstIndex(of: self) ?? 0) + 1)
    }
  }

  /// What happened.
  public let kind: Kind
  /// Where in flash.
  public let address: UInt32
  /// The request that failed.
  public let sequence: UInt16

  /// A failure.
  public init(kind: Kind, address: UInt32, sequence: UInt16) {
    (self.kind, self.address, self.sequence) = (kind, address, sequence)
  }

  /// One line: what and where.
  public var description: String {
    let place = Hexadecimal.address(address)
    return switch kind {
    case .staysBusy: "the flash chip stays busy at \(place)"
    case .differs: "the flash chip does not hold at \(place) what was written there"
    case .notSelected: "no flash chip was selected"
    case .badRange: "the stub refuses the range at \(place)"
    case .unknownOperation: "the stub does not know the request"
    case .staysProtected: "the flash chip stays write-protected"
    case .unknown(let code): "the stub reports failure \(code) at \(place)"
    }
  }
}
