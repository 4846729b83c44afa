/// The SHA-256 engine.
///
/// **Source**: registers as the vendor's SDK headers describe them.
enum SHA256 {
  /// Eight words, the last of the digest first, its bytes in the order of the digest.
  static var result: Register { Register(0x502C_0000) }
  static var dataIn: Register { Register(0x502C_0020) }
  /// Blocks of 64 bytes to hash.
  static var blockCount: Register { Register(0x502C_0028) }
  /// Bit 0: written starts, read says that the digest is there; bit 16: big endian.
  static var function0: Register { Register(0x502C_002C) }
  /// Bit 0: data come by DMA; bit 8: the FIFO is full.
  static var function1: Register { Register(0x502C_0034) }

  /// Starts a digest of padded blocks.
  static func start(blocks: UInt32, byDMA: Bool) {
    SYSCTL.start(.sha256)
    blockCount.value = blocks
    function1.value = byDMA ? 1 : 0
    function0.value = 1 &<< 16
    function0.value = 1 &<< 16 | 1
  }
}
