/// SHA-256 as in FIPS 180-4, to name files and firmware images; no security claim is made with it.
public struct SHA256: Sendable {
  /// The eight words that a digest starts from.
  public static let initialState: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]

  private var state = initialState
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// Starts a digest of nothing.
  public init() {}

  /// The 32-byte digest of `bytes`.
  public static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// Adds bytes to the message.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    let handled: Void? = bytes.withContiguousStorageIfAvailable { unsafe absorb($0.span) }
    if handled == nil { absorb(Array(bytes).span) }
  }

  /// Closes the message and returns the 32-byte digest.
  public consuming func finalize() -> [UInt8] {
    let bitCount = byteCount &* 8
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    absorb(tail.span)
    return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
  }

  /// Compresses every whole block of the pending bytes followed by `bytes`; keeps the rest pending.
  private mutating func absorb(_ bytes: Span<UInt8>) {
    var start = 0
    if !pending.isEmpty {
      while start < bytes.count, pending.count < 64 {
        pending.append(bytes[start])
        start += 1
      }
      guard pending.count == 64 else { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      Self.compress(block.span, into: &state)
    }
    while bytes.count - start >= 64 {
      Self.compress(bytes.extracting(start..<(start + 64)), into: &state)
      start += 64
    }
    while start < bytes.count {
      pending.append(bytes[start])
      start += 1
    }
  }

  /// The compression function over a 64-byte block, for engines that pad messages themselves.
  ///
  /// - Parameter state: eight words, ``initialState`` before the first block.
  public static func compress(_ block: Span<UInt8>, into state: inout [UInt32]) {
    precondition(block.count == 64 && state.count == 8, "a block has 64 bytes, the state 8 words")
    var schedule = InlineArray<64, UInt32>(repeating: 0)
    for index in 0..<16 {
      let first = UInt32(block[4 * index]) << 24 | UInt32(block[4 * index + 1]) << 16
      schedule[index] = first | UInt32(block[4 * index + 2]) << 8 | UInt32(block[4 * index + 3])
    }
    for index in 16..<64 {
      let early = schedule[index - 15]
      let late = schedule[index - 2]
      let small0 = early.rotatedRight(7) ^ early.rotatedRight(18) ^ (early >> 3)
      let small1 = late.rotatedRight(17) ^ late.rotatedRight(19) ^ (late >> 10)
      schedule[index] = schedule[index - 16] &+ small0 &+ schedule[index - 7] &+ small1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let big1 = e.rotatedRight(6) ^ e.rotatedRight(11) ^ e.rotatedRight(25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ big1 &+ choice &+ roundConstants[index] &+ schedule[index]
      let big0 = a.rotatedRight(2) ^ a.rotatedRight(13) ^ a.rotatedRight(22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ big0 &+ majority)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
  }

  private static let roundConstants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]
}

extension UInt32 {
  fileprivate func rotatedRight(_ count: UInt32) -> UInt32 { (self >> count) | (self << (32 - count)) }
}
