/// What an archive may ask for before it is refused as a zip bomb.
public struct ZipLimits: Sendable, Equatable {
  /// Members at most.
  public var entryCount: Int
  /// Unpacked bytes of one member at most.
  public var memberByteCount: Int
  /// Unpacked bytes of all members together at most.
  public var totalByteCount: Int

  /// Limits; those of ``standard`` unless said otherwise.
  public init(entryCount: Int = 1024, memberByteCount: Int = 64 << 20, totalByteCount: Int = 128 << 20) {
    self.entryCount = entryCount
    self.memberByteCount = memberByteCount
    self.totalByteCount = totalByteCount
  }

  /// 1,024 members, 64 MiB each, 128 MiB in all: four times the largest flash chip a K210 addresses.
  public static let standard = ZipLimits()
}
