/// AES with a key of 128 bits, the only one that the K210's firmware images and boot ROM know.
public struct AES128: Sendable {
  /// Bytes of a key and of a block.
  public static let blockByteCount = AES.blockByteCount

  /// The cipher behind it.
  public let cipher: AES

  /// Expands a key of 16 bytes; nil for any other count.
  public init?(key: some Collection<UInt8>) {
    guard key.count == Self.blockByteCount, let cipher = AES(key: key) else { return nil }
    self.cipher = cipher
  }

  /// Sixteen bytes, column after column as in the standard.
  public typealias Block = AES.Block

  /// The cipher of one block, in place.
  public func encrypt(_ block: inout Block) { cipher.encrypt(&block) }

  /// The inverse cipher of one block, in place.
  public func decrypt(_ block: inout Block) { cipher.decrypt(&block) }

  /// Encrypts whole blocks, as ``AES/encryptCBC(_:startingWith:)`` does.
  public func encryptCBC(
    _ plain: some Collection<UInt8>, startingWith start: [UInt8] = zeroBlock
  ) -> [UInt8]? { cipher.encryptCBC(plain, startingWith: start) }

  /// Decrypts whole blocks, as ``AES/decryptCBC(_:startingWith:)`` does.
  public func decryptCBC(
    _ cipherText: some Collection<UInt8>, startingWith start: [UInt8] = zeroBlock
  ) -> [UInt8]? { cipher.decryptCBC(cipherText, startingWith: start) }

  /// Sixteen zero bytes, the start value of the K210's boot ROM.
  public static var zeroBlock: [UInt8] { AES.zeroBlock }
}
