import Bytes

/// What a convolution's channels start with and are scaled by, in blocks of channels.
///
/// Each block holds biases (s32), then as the registers say: minus the weights' zero points (s16), multipliers (s16).
/// **Source**: every number of a case computed again from its network (docs/rockchip.md).
struct BiasBlocks: Equatable {
  /// One per channel.
  let biases: [Int32]
  /// Minus the zero point of each channel's weights; empty when it is one for all.
  let negativeZeroPoints: [Int16]
  /// In units of 2^-14; empty when there are none.
  let multipliers: [Int16]

  /// Reads the blocks of `channels` channels.
  ///
  /// - Parameters:
  ///   - contents: DPU_RDMA_BRDMA_CFG, bits 1 to 3: biases, zero points, multipliers.
  ///   - blockSize: channels of a block.
  /// - Throws: `OutOfBytes` when the bytes end before the channels.
  init(_ bytes: ArraySlice<UInt8>, contents: UInt32, blockSize: Int, channels: Int) throws(OutOfBytes) {
    var reader = ByteReader(bytes)
    let hasZeroPoints = contents >> 2 & 1 == 1
    let hasMultipliers = contents >> 3 & 1 == 1
    let channelBytes = 4 + (hasZeroPoints ? 2 : 0) + (hasMultipliers ? 2 : 0)
    // Before anything is allocated.
    guard channels <= bytes.count / channelBytes else {
      throw OutOfBytes(offset: bytes.startIndex, needed: channels &* channelBytes, available: bytes.count)
    }
    var biases: [Int32] = []
    var zeroPoints: [Int16] = []
    var multipliers: [Int16] = []
    while biases.count < channels {
      for _ in 0..<blockSize { biases.append(try reader.readInteger()) }
      if hasZeroPoints { for _ in 0..<blockSize { zeroPoints.append(try reader.readInteger()) } }
      if hasMultipliers { for _ in 0..<blockSize { multipliers.append(try reader.readInteger()) } }
    }
    self.biases = Array(biases.prefix(channels))
    negativeZeroPoints = Array(zeroPoints.prefix(channels))
    self.multipliers = Array(multipliers.prefix(channels))
  }
}
