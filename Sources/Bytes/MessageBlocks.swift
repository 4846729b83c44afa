/// The block of 64 bytes that a message is gathered in, and how long the message is so far; for SHA-1 and MD5.
struct MessageBlocks: Sendable {
  private var block = InlineArray<64, UInt8>(repeating: 0)
  /// Bytes since the last whole block.
  private(set) var pendingCount = 0
  /// Bytes of the message.
  private(set) var byteCount: UInt64 = 0

  /// Adds a byte; true when it completes a block, which is then to be compressed.
  mutating func append(_ byte: UInt8) -> Bool {
    block[pendingCount] = byte
    byteCount &+= 1
    pendingCount = (pendingCount + 1) % 64
    return pendingCount == 0
  }

  /// One of the block's 16 words, lowest byte first.
  func littleEndianWord(_ index: Int) -> UInt32 {
    let low = UInt32(block[4 * index]) | UInt32(block[4 * index + 1]) << 8
    return low | UInt32(block[4 * index + 2]) << 16 | UInt32(block[4 * index + 3]) << 24
  }

  /// What closes the message: a mark, zeros up to the end of a block, and the count of bits in 8 bytes.
  func closing(lowestByteFirst: Bool) -> [UInt8] {
    let zeroCount = (119 - pendingCount) % 64
    let bitCount = byteCount &* 8
    let count = (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> UInt64(8 * $0)) }
    return [0x80] + Array(repeating: 0, count: zeroCount) + (lowestByteFirst ? count : count.reversed())
  }
}
