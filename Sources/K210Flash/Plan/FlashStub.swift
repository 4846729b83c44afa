/// How a second-stage stub erases, which decides what happens beside the bytes that are written.
///
/// **Source**: the stubs' observed behaviour with kflash 1.1.6, its older versions and the vendor's tool.
public struct FlashStub: Sendable, Equatable {
  /// A name for messages.
  public let name: String
  /// Bytes that are erased at once; a power of two.
  public let eraseByteCount: Int
  /// Whether the rest of an erased block is read first and written back.
  public let keepsNeighbours: Bool
  /// Whether it takes files that begin inside a sector.
  public let takesAnyAddress: Bool
  /// Whether it receives while it programs.
  public let isPipelined: Bool

  /// A stub.
  public init(
    name: String, eraseByteCount: Int, keepsNeighbours: Bool, takesAnyAddress: Bool = false,
    isPipelined: Bool = false
  ) {
    self.name = name
    self.eraseByteCount = max(1, eraseByteCount)
    self.keepsNeighbours = keepsNeighbours
    (self.takesAnyAddress, self.isPipelined) = (takesAnyAddress, isPipelined)
  }

  /// Kiln's own (`docs/flash-stub.md`): sectors of 4 KiB, whose other bytes the host has written back.
  public static let kiln = FlashStub(
    name: "kiln", eraseByteCount: 4 << 10, keepsNeighbours: true, takesAnyAddress: true, isPipelined: true)

  /// That of kflash 1.1.6: blocks of 64 KiB are merged with what they hold.
  public static let kflash = FlashStub(name: "kflash 1.1.6", eraseByteCount: 64 << 10, keepsNeighbours: true)
  /// That of Sipeed's kflash of 2020: sectors of 4 KiB, the rest of them erased.
  public static let sipeed = FlashStub(name: "sipeed 2020", eraseByteCount: 4 << 10, keepsNeighbours: false)
  /// Those of kflash 0.9 and of the vendor's Windows tool: blocks of 64 KiB, the rest of them destroyed.
  public static let kendryte = FlashStub(name: "kendryte", eraseByteCount: 64 << 10, keepsNeighbours: false)

  /// The whole erase blocks that a range touches.
  public func erasedRange(of bytes: Range<Int>) -> Range<Int> {
    guard !bytes.isEmpty else { return bytes }
    let start = bytes.lowerBound - bytes.lowerBound % eraseByteCount
    let end = (bytes.upperBound - 1) / eraseByteCount * eraseByteCount + eraseByteCount
    return start..<end
  }
}
