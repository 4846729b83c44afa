/// AES with a key of 128, 192 or 256 bits, block by block, as in FIPS 197; no security claim is made with it.
///
/// It serves formats and simulated hardware: time and memory accesses depend on key and data.
public struct AES: Sendable {
  /// Bytes of a block.
  public static let blockByteCount = 16

  /// One round key of 16 bytes more than there are rounds, one after the other.
  private let roundKeys: [UInt8]
  /// 10, 12 or 14.
  private let roundCount: Int

  /// Expands a key of 16, 24 or 32 bytes; nil for any other count.
  public init?(key: some Collection<UInt8>) {
    guard [16, 24, 32].contains(key.count) else { return nil }
    roundCount = key.count / 4 + 6
    var keys = Array(key)
    var constant: UInt8 = 1
    while keys.count < (roundCount + 1) * Self.blockByteCount {
      var word = Array(keys.suffix(4))
      if keys.count % key.count == 0 {
        word = [word[1], word[2], word[3], word[0]].map { AESTables.substitution[Int($0)] }
        word[0] ^= constant
        constant = AESTables.doubled(constant)
      } else if key.count == 32, keys.count % key.count == 16 {
        word = word.map { AESTables.substitution[Int($0)] }
      }
      for byte in word { keys.append(byte ^ keys[keys.count - key.count]) }
    }
    roundKeys = keys
  }

  /// The cipher of one block, in place.
  public func encrypt(_ block: inout Block) {
    addRoundKey(0, to: &block)
    for round in 1...roundCount {
      Self.substituteAndShift(&block)
      if round < roundCount { Self.mixColumns(&block) }
      addRoundKey(round, to: &block)
    }
  }

  /// The inverse cipher of one block, in place.
  public func decrypt(_ block: inout Block) {
    for round in (1...roundCount).reversed() {
      addRoundKey(round, to: &block)
      if round < roundCount { Self.unmixColumns(&block) }
      Self.unshiftAndUnsubstitute(&block)
    }
    addRoundKey(0, to: &block)
  }

  /// Sixteen bytes, column after column as in the standard.
  public typealias Block = InlineArray<16, UInt8>

  private func addRoundKey(_ round: Int, to block: inout Block) {
    for index in 0..<16 { block[index] ^= roundKeys[16 * round + index] }
  }

  /// SubBytes, then ShiftRows: row r of the result comes from r columns further on.
  private static func substituteAndShift(_ block: inout Block) {
    let table = AESTables.substitution
    let old = block
    for index in 0..<16 { block[index] = table[Int(old[(index + 4 * (index & 3)) & 15])] }
  }

  private static func unshiftAndUnsubstitute(_ block: inout Block) {
    let table = AESTables.inverseSubstitution
    let old = block
    for index in 0..<16 { block[(index + 4 * (index & 3)) & 15] = table[Int(old[index])] }
  }

  /// Multiplies each column by the matrix with 2, 3, 1, 1 in its first row.
  private static func mixColumns(_ block: inout Block) {
    let double = AESTables.double
    for start in stride(from: 0, to: 16, by: 4) {
      let (a, b, c, d) = (block[start], block[start + 1], block[start + 2], block[start + 3])
      let all = a ^ b ^ c ^ d
      block[start] = a ^ all ^ double[Int(a ^ b)]
      block[start + 1] = b ^ all ^ double[Int(b ^ c)]
      block[start + 2] = c ^ all ^ double[Int(c ^ d)]
      block[start + 3] = d ^ all ^ double[Int(d ^ a)]
    }
  }

  /// The inverse matrix is the forward one times one that only mixes a with c and b with d.
  private static func unmixColumns(_ block: inout Block) {
    let double = AESTables.double
    for start in stride(from: 0, to: 16, by: 4) {
      let even = double[Int(double[Int(block[start] ^ block[start + 2])])]
      let odd = double[Int(double[Int(block[start + 1] ^ block[start + 3])])]
      block[start] ^= even
      block[start + 1] ^= odd
      block[start + 2] ^= even
      block[start + 3] ^= odd
    }
    mixColumns(&block)
  }
}

/// The byte tables of AES, computed from their definition in the field of 256 elements.
private enum AESTables {
  /// Twice a field element.
  static func doubled(_ value: UInt8) -> UInt8 { (value << 1) ^ (value & 0x80 == 0 ? 0 : 0x1B) }

  static let double: [UInt8] = (0...255).map { doubled($0) }

  /// The S-box: the inverse in the field, then the affine map.
  static let substitution: [UInt8] = {
    // Powers of the generator 3: the inverse of 3^n is 3^(255 − n).
    var powers = [UInt8](repeating: 1, count: 256)
    for exponent in 1...255 { powers[exponent] = powers[exponent - 1] ^ doubled(powers[exponent - 1]) }
    var box = [UInt8](repeating: 0x63, count: 256)
    for exponent in 0..<255 {
      let inverse = powers[255 - exponent]
      let rotated = (1...4).map { inverse << UInt8($0) | inverse >> UInt8(8 - $0) }
      box[Int(powers[exponent])] = rotated.reduce(inverse ^ 0x63, ^)
    }
    return box
  }()

  static let inverseSubstitution: [UInt8] = {
    var box = [UInt8](repeating: 0, count: 256)
    for (value, substitute) in substitution.enumerated() { box[Int(substitute)] = UInt8(value) }
    return box
  }()
}
