/// How long a plan takes to write, in seconds: an estimate, not a promise.
///
/// **Source**: W25Q128JV's typical times (block erase 150 ms; a program command 30 µs for the first byte and
/// 2.5 µs for each further one), 32 bytes per command as the known stubs send them, 8N1 with 1 % of escapes.
/// Receiving and programming do not overlap in these stubs. User logs agree at 115,200 baud (10 to 11 KiB/s); the
/// rest is not measured.
public struct WriteTime: Sendable, Equatable {
  /// The stub on its way into memory, at 115,200 baud.
  public let stub: Double
  /// The files on the wire.
  public let wire: Double
  /// Erasing and programming.
  public let flash: Double

  /// All of it.
  public var total: Double { stub + wire + flash }

  /// Bytes of kflash 1.1.6's stub.
  private static let stubByteCount = 16_512
  private static let stubRate = 115_200
  /// Ten bits per byte, and one byte in a hundred escaped.
  private static let bitsPerByte = 10.1
  private static let blockByteCount = 64 << 10
  private static let blockEraseSeconds = 0.150
  private static let commandByteCount = 32
  private static let commandSeconds = 30e-6 + 31 * 2.5e-6

  /// The time for the files of a plan at a speed in baud, at least 1.
  public init(_ map: FlashMap, baud: Int) {
    let rate = Double(max(1, baud))
    let blocks = FlashStub(name: "", eraseByteCount: Self.blockByteCount, keepsNeighbours: true)
    var (seconds, bytes) = (0.0, 0)
    for region in map.regions where !region.bytes.isEmpty {
      let written = map.stub.keepsNeighbours ? blocks.erasedRange(of: region.bytes) : region.erased
      let blockCount = (written.count + Self.blockByteCount - 1) / Self.blockByteCount
      let commandCount = (written.count + Self.commandByteCount - 1) / Self.commandByteCount
      seconds += Double(blockCount) * Self.blockEraseSeconds + Double(commandCount) * Self.commandSeconds
      bytes += region.bytes.count
    }
    stub = Double(Self.stubByteCount) * Self.bitsPerByte / Double(Self.stubRate)
    wire = Double(bytes) * Self.bitsPerByte / rate
    flash = seconds
  }
}
