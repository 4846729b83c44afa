internal import Bytes

/// The SHA-256 engine: compresses blocks that the program has padded, and counts them.
///
/// **Source**: SDK `sha256.h` and `sha256.c` (certain for messages with `sha_endian` 1, as the driver has them). Ours: with
/// `sha_endian` 0 words are taken and given as numbers; starting again begins a new digest. A block takes no time, so the input
/// is never full.
package struct SHA256Engine: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case shaDataIn1 = 0x20
    case shaNumReg = 0x28
    case shaFunctionReg0 = 0x2C
    case shaFunctionReg1 = 0x34
  }

  private var state = SHA256.initialState
  private var block: [UInt8] = []
  private var totalBlockCount: UInt32 = 0
  private var blockCount: UInt32 = 0
  private var isEnabled = false
  private var hasOverflowed = false
  private var isBigEndian = false
  private var usesDMA = false

  /// The engine after reset.
  package init() {}

  /// Whether the digest of the announced number of blocks is complete.
  package var isFinished: Bool { isEnabled && totalBlockCount > 0 && blockCount >= totalBlockCount }

  /// Whether the engine asks the DMA controller for a word of the message.
  package var isReady: Bool { usesDMA && isEnabled && !isFinished }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    if offset < 0x20 {
      let word = state[7 - offset / 4]
      return UInt64(isBigEndian ? word.byteSwapped : word)
    }
    switch Register(rawValue: offset) {
    case .shaDataIn1: return 0
    case .shaNumReg: return UInt64(totalBlockCount | (blockCount & 0xFFFF) << 16)
    case .shaFunctionReg0:
      return (isFinished ? 1 : 0) | (hasOverflowed ? 1 << 8 : 0) | (isBigEndian ? 1 << 16 : 0)
    case .shaFunctionReg1: return usesDMA ? 1 : 0
    case nil: return nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    if offset < 0x20 { return true }
    switch Register(rawValue: offset) {
    case .shaDataIn1: add(write.merged(into: UInt32(0)))
    case .shaNumReg: totalBlockCount = write.merged(into: totalBlockCount) & 0xFFFF
    case .shaFunctionReg0:
      isBigEndian = write.merged(into: isBigEndian ? 1 << 16 : UInt32(0)) >> 16 & 1 == 1
      if write.merged(into: UInt32(0)) & 1 == 1 { start() }
    case .shaFunctionReg1: usesDMA = write.merged(into: usesDMA ? 1 : UInt32(0)) & 1 == 1
    case nil: return false
    }
    if isReady { board.requestDMA() }
    return true
  }

  private mutating func start() {
    (state, block, blockCount) = (SHA256.initialState, [], 0)
    (isEnabled, hasOverflowed) = (true, false)
  }

  /// Adds four bytes of the message.
  private mutating func add(_ word: UInt32) {
    guard isEnabled, !isFinished else {
      hasOverflowed = true
      return
    }
    let inOrder = isBigEndian ? word.byteSwapped : word
    for shift: UInt32 in [24, 16, 8, 0] { block.append(UInt8(truncatingIfNeeded: inOrder >> shift)) }
    guard block.count == 64 else { return }
    let whole = block
    block.removeAll(keepingCapacity: true)
    SHA256.compress(whole.span, into: &state)
    blockCount += 1
  }

  package static func registerName(at offset: Int) -> String? {
    0..<0x20 ~= offset && offset % 4 == 0
      ? "sha_result\(offset / 4)" : Register(rawValue: offset)?.name
  }
}
