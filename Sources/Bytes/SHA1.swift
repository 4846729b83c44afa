/// SHA-1 as in FIPS 180-4, for scripts that ask for it; collisions are known, no security claim is made with it.
public struct SHA1: Sendable {
  private var state: InlineArray<5, UInt32> = [
    0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0,
  ]
  private var message = MessageBlocks()

  /// Starts a digest of nothing.
  public init() {}

  /// The 20-byte digest of `bytes`.
  public static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA1()
    hash.update(bytes)
    return hash.finalize()
  }

  /// Adds bytes to the message.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let handled: Void? = bytes.withContiguousStorageIfAvailable { unsafe absorb($0.span) }
    if handled == nil { absorb(Array(bytes).span) }
  }

  private mutating func absorb(_ bytes: Span<UInt8>) {
    for index in bytes.indices where message.append(bytes[index]) { compress() }
  }

  /// Closes the message and returns the 20-byte digest.
  public consuming func finalize() -> [UInt8] {
    update(message.closing(lowestByteFirst: false))
    return state.indices.flatMap { index in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: state[index] >> UInt32($0)) }
    }
  }

  private mutating func compress() {
    var schedule = InlineArray<80, UInt32>(repeating: 0)
    for index in 0..<16 { schedule[index] = message.littleEndianWord(index).byteSwapped }
    for index in 16..<80 {
      let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
      schedule[index] = mixed.rotatedLeft(1)
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for index in 0..<80 {
      let function: UInt32
      let constant: UInt32
      switch index {
      case ..<20: (function, constant) = ((b & c) | (~b & d), 0x5A82_7999)
      case ..<40: (function, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
      case ..<60: (function, constant) = ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
      default: (function, constant) = (b ^ c ^ d, 0xCA62_C1D6)
      }
      let next = a.rotatedLeft(5) &+ function &+ e &+ constant &+ schedule[index]
      (e, d, c, b, a) = (d, c, b.rotatedLeft(30), a, next)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
  }
}

extension UInt32 {
  func rotatedLeft(_ count: UInt32) -> UInt32 { (self << count) | (self >> (32 - count)) }
}
