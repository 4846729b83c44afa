/// Encryption in Galois/counter mode piece by piece, as in NIST SP 800-38D, for start values of 96 bits.
///
/// First all additional data, then all text; each piece but the last of its kind must be whole blocks.
public struct AESGCM: Sendable {
  private let cipher: AES
  /// The first counter block, whose cipher hides the tag.
  private let start: AES.Block
  private var counter: UInt32 = 1
  private var hash: GHASH
  private var additionalByteCount: UInt64 = 0
  private var textByteCount: UInt64 = 0

  /// Starts a message; nil unless the start value has 12 bytes.
  public init?(cipher: AES, startingWith value: [UInt8]) {
    guard value.count == 12 else { return nil }
    self.cipher = cipher
    start = AES.Block { $0 < 12 ? value[$0] : $0 == 15 ? 1 : 0 }
    var key = AES.Block(repeating: 0)
    cipher.encrypt(&key)
    hash = GHASH(key: key)
  }

  /// Adds data that is authenticated but not encrypted.
  public mutating func authenticate(_ piece: some Collection<UInt8>) {
    additionalByteCount &+= UInt64(piece.count)
    hash.update(piece)
  }

  /// Encrypts a piece of the text.
  public mutating func encrypt(_ plain: some Collection<UInt8>) -> [UInt8] {
    let cipherText = combineWithKeyStream(plain)
    hash.update(cipherText)
    return cipherText
  }

  /// Decrypts a piece of the text, whatever the tag will say.
  public mutating func decrypt(_ cipherText: some Collection<UInt8>) -> [UInt8] {
    hash.update(cipherText)
    return combineWithKeyStream(cipherText)
  }

  /// The 16 bytes that authenticate all of the message so far.
  public func tag() -> [UInt8] {
    var hash = hash
    hash.update((additionalByteCount &* 8).bigEndianBytes + (textByteCount &* 8).bigEndianBytes)
    var mask = start
    cipher.encrypt(&mask)
    return hash.state.bigEndianBytes.enumerated().map { $1 ^ mask[$0] }
  }

  private mutating func combineWithKeyStream(_ text: some Collection<UInt8>) -> [UInt8] {
    textByteCount &+= UInt64(text.count)
    var stream = AES.Block(repeating: 0)
    return text.enumerated().map { index, byte in
      if index % AES.blockByteCount == 0 {
        counter &+= 1
        stream = start
        for place in 0..<4 {
          stream[12 + place] = UInt8(truncatingIfNeeded: counter >> UInt32(24 - 8 * place))
        }
        cipher.encrypt(&stream)
      }
      return byte ^ stream[index % AES.blockByteCount]
    }
  }
}

/// The hash of GCM: a polynomial in the field of 2^128 elements.
private struct GHASH: Sendable {
  private let key: UInt128
  private(set) var state: UInt128 = 0

  init(key: AES.Block) {
    self.key = key.indices.reduce(0) { $0 << 8 | UInt128(key[$1]) }
  }

  /// Adds bytes, filled up with zeros to whole blocks.
  mutating func update(_ bytes: some Collection<UInt8>) {
    var block: UInt128 = 0
    var count = 0
    for byte in bytes {
      block = block << 8 | UInt128(byte)
      count += 1
      if count == AES.blockByteCount {
        state = product(state ^ block)
        (block, count) = (0, 0)
      }
    }
    if count > 0 { state = product(state ^ (block << UInt128(8 * (AES.blockByteCount - count)))) }
  }

  /// The product with the key; the first bit of a block is the polynomial's lowest coefficient.
  private func product(_ factor: UInt128) -> UInt128 {
    var (sum, shifted): (UInt128, UInt128) = (0, key)
    for bit in (0..<UInt128(128)).reversed() {
      if factor >> bit & 1 == 1 { sum ^= shifted }
      shifted = shifted >> 1 ^ (shifted & 1 == 1 ? 0xE1 << 120 : 0)
    }
    return sum
  }
}

extension FixedWidthInteger {
  /// The bytes of the number, the highest first.
  fileprivate var bigEndianBytes: [UInt8] {
    stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
  }
}
