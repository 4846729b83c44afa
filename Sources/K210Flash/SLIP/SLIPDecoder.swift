/// Finds frames in bytes that arrive one by one.
///
/// Bytes outside frames are noise, empty frames are ignored, and a frame never holds more than its limit. After
/// lost bytes the decoder is back in step within two marks.
///
/// **Source**: RFC 1055; the second-stage stub of kflash 1.1.6 as observed (limit, empty frames, unknown escapes).
public struct SLIPDecoder: Sendable {
  /// What happens to a frame beyond the limit.
  public enum OverlongPolicy: Sendable, Equatable {
    /// All of it is dropped and reported once it ends; for hosts.
    case drop
    /// It ends at the limit, and the rest counts as a frame of its own; as the stub does.
    case split
  }

  /// A body without framing.
  public struct Frame: Sendable, Equatable {
    /// The bytes, escapes undone.
    public let body: [UInt8]
    /// Escapes with an unknown second byte, which was taken as it is.
    public let unknownEscapeCount: Int
    /// Whether it ended at the limit, not at a mark.
    public let isCut: Bool

    /// A frame; complete and clean unless said otherwise.
    public init(body: [UInt8], unknownEscapeCount: Int = 0, isCut: Bool = false) {
      self.body = body
      self.unknownEscapeCount = unknownEscapeCount
      self.isCut = isCut
    }
  }

  /// What a byte brought to an end.
  public enum Event: Sendable, Equatable {
    /// A frame.
    case frame(Frame)
    /// A byte outside of frames: boot text, or what is left of a frame whose start was lost.
    case noise(UInt8)
    /// The end of a frame that was dropped for its length, in bytes.
    case dropped(byteCount: Int)
  }

  /// Largest body that the stub takes: a header of 16 bytes and 65,536 of data.
  public static let stubLimit = 16 + 65_536

  private let limit: Int
  private let overlong: OverlongPolicy
  private let sharesMarks: Bool
  private var body: [UInt8] = []
  private var isInside = false
  private var isEscaped = false
  private var unknownEscapeCount = 0
  private var droppedByteCount = 0

  /// A decoder outside of any frame.
  ///
  /// - Parameters:
  ///   - limit: Bytes of a body at most, escapes undone; at least 1.
  ///   - sharesMarks: Whether a mark that ends a frame may begin the next one as well. For hosts on bad lines: noise between frames then counts as a
  ///     frame of its own, and no frame is lost for a mark too many or too few before it.
  public init(limit: Int = stubLimit, overlong: OverlongPolicy = .drop, sharesMarks: Bool = false) {
    self.limit = max(1, limit)
    self.overlong = overlong
    self.sharesMarks = sharesMarks
  }

  /// Takes the next byte from the wire and says what it completed, mostly nothing.
  public mutating func take(_ byte: UInt8) -> Event? {
    if byte == SLIP.mark { return takeMark() }
    guard isInside else { return .noise(byte) }
    guard !isEscaped else {
      isEscaped = false
      switch byte {
      case SLIP.escapedMark: return append(SLIP.mark)
      case SLIP.escapedEscape: return append(SLIP.escape)
      default:
        unknownEscapeCount += 1
        return append(byte)
      }
    }
    guard byte != SLIP.escape else {
      isEscaped = true
      return nil
    }
    return append(byte)
  }

  /// Takes bytes from the wire and returns the frames that they completed; other events are lost.
  public mutating func frames(in bytes: some Sequence<UInt8>) -> [Frame] {
    bytes.compactMap { byte in
      if case .frame(let frame) = take(byte) { frame } else { nil }
    }
  }

  private mutating func takeMark() -> Event? {
    isEscaped = false
    if droppedByteCount > 0 {
      let count = droppedByteCount
      restart(inside: sharesMarks)
      return .dropped(byteCount: count)
    }
    // A mark behind a mark: the first may have ended a frame whose start was lost, so this one begins the next.
    guard isInside, !body.isEmpty else {
      restart(inside: true)
      return nil
    }
    return .frame(finish(isCut: false, staysInside: sharesMarks))
  }

  private mutating func append(_ byte: UInt8) -> Event? {
    if droppedByteCount > 0 {
      // Far more bytes than any line carries in a lifetime fit; the addition cannot overflow in practice.
      droppedByteCount &+= 1
      return nil
    }
    if body.count < limit {
      body.append(byte)
      return nil
    }
    switch overlong {
    case .drop:
      droppedByteCount = limit + 1
      body.removeAll()
      return nil
    case .split:
      let frame = finish(isCut: true, staysInside: true)
      body.append(byte)
      return .frame(frame)
    }
  }

  private mutating func finish(isCut: Bool, staysInside: Bool) -> Frame {
    let frame = Frame(body: body, unknownEscapeCount: unknownEscapeCount, isCut: isCut)
    restart(inside: staysInside)
    return frame
  }

  private mutating func restart(inside: Bool) {
    body = []
    isInside = inside
    isEscaped = false
    unknownEscapeCount = 0
    droppedByteCount = 0
  }
}
