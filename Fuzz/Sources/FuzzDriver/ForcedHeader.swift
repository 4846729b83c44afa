/// The first bytes of a file, which a mutation would otherwise spoil more often than not.
public enum ForcedHeader {
  /// First word of a kmodel v3.
  public static let version3: [UInt8] = [3, 0, 0, 0]
  /// First two words of a kmodel v4: `LDMK`, 4.
  public static let version4: [UInt8] = [0x4C, 0x44, 0x4D, 0x4B, 4, 0, 0, 0]

  /// The bytes with `start` in place of their first ones; shorter inputs become `start` alone.
  public static func forcing(_ start: [UInt8], on bytes: [UInt8]) -> [UInt8] {
    start + bytes.dropFirst(start.count)
  }
}
