/// How long a plan takes to write, in seconds: an estimate, not a promise.
///
/// It takes flash for full of other bytes, so that all of it must be erased, and an erase for the data sheet's typical one.
///
/// **Source**: W25Q128JV's typical times (block erase 150 ms, sector erase 45 ms; a program command 30 µs for the first byte and 2.5 µs for
/// each further one), 8N1 with 1 % of escapes. The known stubs send 32 bytes per command and do not receive meanwhile; Kiln's own
/// programs pages of 256 bytes and receives at the same time, so that the slower of the two decides. User logs agree at 115,200 baud (10 to
/// 11 KiB/s); the rest is not measured.
public struct WriteTime: Sendable, Equatable {
  /// The stub on its way into memory, at 115,200 baud.
  public let stub: Double
  /// The files on the wire.
  public let wire: Double
  /// Erasing and programming.
  public let flash: Double
  /// Whether wire and flash work at the same time.
  public let isPipelined: Bool

  /// All of it.
  public var total: Double { stub + (isPipelined ? max(wire, flash) : wire + flash) }

  /// Bytes of kflash 1.1.6's stub.
  public static let kflashStubByteCount = 16_512
  private static let stubRate = 115_200
  /// Ten bits per byte, and one byte in a hundred escaped.
  private static let bitsPerByte = 10.1
  private static let blockByteCount = 64 << 10
  private static let sectorByteCount = 4 << 10
  private static let pageByteCount = 256
  private static let blockEraseSeconds = 0.150
  private static let sectorEraseSeconds = 0.045
  private static let commandByteCount = 32

  /// The time for the files of a plan at a speed in baud, at least 1, by a stub of so many bytes.
  public init(_ map: FlashMap, baud: Int, stubByteCount: Int = kflashStubByteCount) {
    let rate = Double(max(1, baud))
    var (seconds, bytes) = (0.0, 0)
    for region in map.regions where !region.bytes.isEmpty {
      seconds +=
        map.stub.isPipelined ? Self.sectorSeconds(region) : Self.blockSeconds(region, stub: map.stub)
      bytes += region.bytes.count
    }
    stub = Double(max(0, stubByteCount)) * Self.bitsPerByte / Double(Self.stubRate)
    wire = Double(bytes) * Self.bitsPerByte / rate
    flash = seconds
    isPipelined = map.stub.isPipelined
  }

  /// Blocks of 64 KiB, all of which is written again by stubs that keep neighbours.
  private static func blockSeconds(_ region: FlashMap.Region, stub: FlashStub) -> Double {
    let blocks = FlashStub(name: "", eraseByteCount: blockByteCount, keepsNeighbours: true)
    let written = stub.keepsNeighbours ? blocks.erasedRange(of: region.bytes) : region.erased
    return Double(pieces(of: blockByteCount, in: written.count)) * blockEraseSeconds
      + Double(pieces(of: commandByteCount, in: written.count)) * commandSeconds(commandByteCount)
  }

  /// Blocks where a whole one is written, sectors at either end.
  private static func sectorSeconds(_ region: FlashMap.Region) -> Double {
    let first = pieces(of: blockByteCount, in: region.bytes.lowerBound) * blockByteCount
    let last = region.bytes.upperBound / blockByteCount * blockByteCount
    let blockBytes = max(0, last - first)
    let sectors = (region.erased.count - blockBytes) / sectorByteCount
    return Double(blockBytes / blockByteCount) * blockEraseSeconds + Double(sectors) * sectorEraseSeconds
      + Double(pieces(of: pageByteCount, in: region.erased.count)) * commandSeconds(pageByteCount)
  }

  /// One program command.
  private static func commandSeconds(_ byteCount: Int) -> Double { 30e-6 + Double(byteCount - 1) * 2.5e-6 }

  private static func pieces(of size: Int, in count: Int) -> Int { (count + size - 1) / size }
}
