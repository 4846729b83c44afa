/// CRC-32 with the polynomial of zlib, zip and Ethernet (reflected 0xEDB88320, start and end inverted).
public struct CRC32: Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  /// Starts a checksum of nothing.
  public init() {}

  /// The checksum of `bytes`.
  public static func checksum(of bytes: some Collection<UInt8>) -> UInt32 {
    var checksum = CRC32()
    checksum.update(bytes)
    return checksum.value
  }

  /// The checksum of everything added so far; more may follow.
  public var value: UInt32 { ~register }

  /// Adds bytes to the message.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let handled: Void? = bytes.withContiguousStorageIfAvailable { unsafe absorb($0.span) }
    if handled == nil { absorb(Array(bytes).span) }
  }

  private mutating func absorb(_ bytes: Span<UInt8>) {
    let table = Self.table
    var register = register
    for index in bytes.indices {
      register = table[Int(UInt8(truncatingIfNeeded: register) ^ bytes[index])] ^ (register >> 8)
    }
    self.register = register
  }

  /// What each byte does to the register.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in (value >> 1) ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
  }
}
