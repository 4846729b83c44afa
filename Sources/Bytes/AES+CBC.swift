extension AES {
  /// Encrypts whole blocks, each mixed with the cipher of the one before (CBC, NIST SP 800-38A).
  ///
  /// - Returns: as many bytes as came in; nil unless they and the start value are whole blocks.
  public func encryptCBC(
    _ plain: some Collection<UInt8>, startingWith start: [UInt8] = zeroBlock
  ) -> [UInt8]? {
    guard start.count == Self.blockByteCount, plain.count % Self.blockByteCount == 0 else { return nil }
    var cipher: [UInt8] = []
    cipher.reserveCapacity(plain.count)
    var block = Block { start[$0] }
    var position = 0
    for byte in plain {
      block[position] ^= byte
      position += 1
      if position == Self.blockByteCount {
        encrypt(&block)
        for index in 0..<Self.blockByteCount { cipher.append(block[index]) }
        position = 0
      }
    }
    return cipher
  }

  /// Undoes ``encryptCBC(_:startingWith:)`` under the same conditions.
  public func decryptCBC(
    _ cipher: some Collection<UInt8>, startingWith start: [UInt8] = zeroBlock
  ) -> [UInt8]? {
    guard start.count == Self.blockByteCount, cipher.count % Self.blockByteCount == 0 else { return nil }
    var plain: [UInt8] = []
    plain.reserveCapacity(cipher.count)
    var before = Block { start[$0] }
    var received = Block(repeating: 0)
    var position = 0
    for byte in cipher {
      received[position] = byte
      position += 1
      if position == Self.blockByteCount {
        var block = received
        decrypt(&block)
        for index in 0..<Self.blockByteCount { plain.append(block[index] ^ before[index]) }
        before = received
        position = 0
      }
    }
    return plain
  }

  /// Sixteen zero bytes, the start value of the K210's boot ROM.
  public static var zeroBlock: [UInt8] { [UInt8](repeating: 0, count: blockByteCount) }
}
